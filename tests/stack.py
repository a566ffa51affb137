"""The real thing for tests: `scd up` as a process of its own, on a folder, a port and databases of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from scd_workflow.texts import tell
from tests.codes import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parent.parent
READY = tell("up.how_to_stop").strip()
"""The last line of a start: by then the first round is over."""

STOPPING_SECONDS = 20

SCD = Path(sys.executable).with_name("scd")


@dataclass(frozen=True)
class Running:
    """A stack that has said what to click; `said` is everything it said before that."""

    process: subprocess.Popen[str]
    environment: Mapping[str, str]
    url: str
    said: str

    @property
    def api(self) -> str:
        """Where Prefect's API is."""
        return f"{self.url}/api"

    @property
    def ui(self) -> str:
        """Where Prefect's pages are."""
        return f"{self.url}/v2"

    def stop(self, by: signal.Signals = signal.SIGINT) -> int:
        """Ask it to stop, and give its exit code."""
        self.process.send_signal(by)
        return self.process.wait(STOPPING_SECONDS)


@contextmanager
def running_stack(
    var: Path,
    *,
    port: int,
    database_url: str = "",
    prefect_database_url: str | None = None,
    mail_url: str = "",
    config: Path = ROOT / "config",
) -> Iterator[Running]:
    """`scd up`, ready; stopped when the block ends. What is not given is the embedded default in `var`.

    `prefect_database_url` is `postgresql+asyncpg://…`. Raises `AssertionError` with what it said when it does not start.
    """
    environment = stack_environment(var, port, config=config) | {
        "SCD_DATABASE_URL": database_url,
        "SCD_MAIL_URL": mail_url,
        # The embedded set-up makes its own.
        **({"SCD_CODE_KEY": KEY} if database_url else {}),
        **({"PREFECT_SERVER_DATABASE_CONNECTION_URL": prefect_database_url} if prefect_database_url else {}),
    }
    process = subprocess.Popen(
        [SCD, "up"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        said = _said_until_ready(process.stdout)
        yield Running(process, environment, f"http://127.0.0.1:{port}", said)
    finally:
        _ended(process)


def at_any_hour(folder: Path) -> Path:
    """The configuration of the example in a folder of its own, with messages that go out at any hour."""
    config = folder / "config"
    shutil.copytree(ROOT / "config", config)
    ladder = config / "ladder.yaml"
    lines = ladder.read_text(encoding="utf-8").splitlines(keepends=True)
    ladder.write_text("".join(line for line in lines if not line.startswith("hours:")), encoding="utf-8")
    return config


def stack_environment(var: Path, port: int, *, config: Path = ROOT / "config") -> dict[str, str]:
    """The environment of a stack: ours without its settings of this program and of Prefect, and these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCD_", "PREFECT_"))}
    own = {"SCD_CONFIG": str(config), "SCD_VAR": str(var), "SCD_SERVER_PORT": str(port)}
    return kept | own | {"SCD_WEB_PORT": str(free_port())}


def free_port() -> int:
    """A port of this machine that nobody listens on at the moment."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def _said_until_ready(output: IO[str]) -> str:
    said = []
    for line in output:
        said.append(line)
        if line.strip() == READY:
            return "".join(said)
    msg = f"`scd up` ended before it was ready:\n{''.join(said)}"
    raise AssertionError(msg)


def _ended(process: subprocess.Popen[str]) -> None:
    """Stop it when it still runs; its children end with it."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOPPING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    finally:
        assert process.stdout is not None
        process.stdout.close()
