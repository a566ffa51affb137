"""How soon a command answers, against importing what it cannot do without."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.timing import Ratio, compare

SCD = str(Path(sys.executable).with_name("scd"))
ROUNDS = 15


def ratios() -> Iterator[Ratio]:
    """`scd --help` against importing click, `scd status` against importing click, SQLAlchemy and pydantic."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SCD_VAR": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        _run(environment, SCD, "plan", "adopt", "--start", "2027-01-11")
        yield compare(
            "scd --help / import click",
            lambda: _run(environment, SCD, "--help"),
            lambda: _run(environment, sys.executable, "-c", "import click"),
            goal=2,
            rounds=ROUNDS,
        )
        yield compare(
            "scd status / import click, sqlalchemy, pydantic",
            lambda: _run(environment, SCD, "status"),
            lambda: _run(environment, sys.executable, "-c", "import click, sqlalchemy, pydantic; pydantic.BaseModel"),
            goal=1.5,
            rounds=ROUNDS,
        )


def _run(environment: dict[str, str], *command: str) -> None:
    subprocess.run(command, env=environment, check=True, capture_output=True)
