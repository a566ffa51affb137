"""Our services keep their contract on every version of Apprise that a version of Prefect which we allow brings along."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stack import ROOT

pytestmark = pytest.mark.proof

VERSIONS = ("1.13.1", "2.0.1")
"""What comes with Prefect 3.8, and with 3.9."""

NAMED = "import apprise; print(apprise.__version__)"


@pytest.mark.parametrize("version", VERSIONS)
def test_delivery_keeps_its_contract(
    version: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed(version, tmp_path / "apprise"))}
    named = subprocess.run(
        [sys.executable, "-c", NAMED], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert named.stdout.strip() == version

    tests = ["-m", "pytest", "-n0", "-p", "no:cacheprovider", "--basetemp", str(tmp_path / "tests"), "tests/delivery"]
    ran = subprocess.run(
        [sys.executable, *tests], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout[-3000:]
    record_property("proved", f"all tests of delivery with Apprise {version}")


def installed(version: str, folder: Path) -> Path:
    """The folder with this version; skips, or in CI fails, where it cannot be had."""
    uv = shutil.which("uv") or str(ROOT / ".uv" / "bin" / "uv")
    install = [uv, "pip", "install", "--quiet", "--no-deps", "--target", str(folder), f"apprise=={version}"]
    try:
        subprocess.run([*install, "--python", sys.executable], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = f"Apprise {version} cannot be installed: {getattr(error, 'stderr', '') or error}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
