from __future__ import annotations

import shutil
from pathlib import Path

from scd_workflow.config.fingerprint import fingerprint
from tests.stack import ROOT


def copied(folder: Path) -> Path:
    """The configuration of the example, to be changed."""
    return Path(shutil.copytree(ROOT / "config", folder / "config"))


def test_a_copy_of_a_configuration_has_its_fingerprint(tmp_path: Path) -> None:
    assert fingerprint(copied(tmp_path)) == fingerprint(ROOT / "config")


def test_a_changed_byte_a_new_name_and_a_missing_file_change_the_fingerprint(tmp_path: Path) -> None:
    config = copied(tmp_path)
    found = [fingerprint(config)]
    file = config / "phases" / "3-borging.yaml"

    file.write_bytes(file.read_bytes() + b"\n")
    found.append(fingerprint(config))
    file = file.rename(file.with_name("4-borging.yaml"))
    found.append(fingerprint(config))
    file.unlink()
    found.append(fingerprint(config))

    assert len(set(found)) == 4


def test_what_one_file_loses_another_cannot_make_up_for(tmp_path: Path) -> None:
    for name, one, other in (("before", "ab", "c"), ("after", "a", "bc")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(one, encoding="utf-8")
        (tmp_path / name / "b.yaml").write_text(other, encoding="utf-8")

    assert fingerprint(tmp_path / "before") != fingerprint(tmp_path / "after")


def test_a_folder_that_is_not_there_has_a_fingerprint_too(tmp_path: Path) -> None:
    assert fingerprint(tmp_path / "nowhere") != fingerprint(ROOT / "config")
