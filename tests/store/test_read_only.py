from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scd_workflow.domain.errors import StoreUnavailable
from scd_workflow.store import migrations
from tests.store.opening import opened, record, recorded, refused

NOBODY = 65534


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach, which a test's own folder is not."""
    folder = Path(tempfile.mkdtemp(prefix="scd-store-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def without_write_rights(*paths: Path) -> Iterator[None]:
    """The paths may only be read, also when the tests are run by root, whom no file right stops."""
    for path in paths:
        path.chmod(path.stat().st_mode & ~0o222)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def for_others_to_read(path: Path) -> Path:
    """A new file of somebody who lets others read it; by itself a database is its owner's alone."""
    path.touch(mode=0o644)
    return path


def test_a_folder_that_may_not_be_written_is_named(open_folder: Path) -> None:
    with without_write_rights(open_folder):
        assert refused(f"sqlite:///{open_folder / 'programme.db'}") == "store.folder_read_only"
        assert refused(f"sqlite:///{open_folder / 'deeper' / 'programme.db'}") == "store.folder_read_only"


@pytest.mark.parametrize("folder_too", [True, False], ids=["folder and file", "file only"])
def test_a_read_only_database_can_be_read_and_refuses_a_write(open_folder: Path, *, folder_too: bool) -> None:
    path = for_others_to_read(open_folder / "programme.db")
    with opened(f"sqlite:///{path}") as engine:
        record(engine, "P1-01")
    if not folder_too:
        open_folder.chmod(0o777)

    with without_write_rights(path, *([open_folder] if folder_too else [])), opened(f"sqlite:///{path}") as engine:
        assert recorded(engine) == 1
        with pytest.raises(StoreUnavailable) as refusal:
            record(engine, "P1-02")

    assert [reason.code for reason in refusal.value.reasons] == ["store.read_only"]


def test_a_read_only_database_shows_what_its_owner_is_writing(open_folder: Path) -> None:
    path = for_others_to_read(open_folder / "programme.db")
    with opened(f"sqlite:///{path}") as owner:
        record(owner, "P1-01")

        with without_write_rights(open_folder), opened(f"sqlite:///{path}") as reader:
            assert recorded(reader) == 1


def test_a_read_only_database_that_needs_migrating_is_refused(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = open_folder / "programme.db"
    path.touch()
    # They are read only now, and our own may lie where nobody else can.
    copied = shutil.copytree(Path(migrations.__file__).parent, open_folder / "migrations")
    monkeypatch.setattr(migrations, "__file__", str(copied / "__init__.py"))
    assert migrations.known_versions()

    with without_write_rights(path, open_folder):
        assert refused(f"sqlite:///{path}") == "store.read_only"


def test_a_read_only_server_refuses_a_write(postgresql_url: str) -> None:
    with opened(postgresql_url) as engine:
        record(engine, "P1-01")
    with opened(f"{postgresql_url}?options=-cdefault_transaction_read_only%3Don") as engine:
        assert recorded(engine) == 1
        with pytest.raises(StoreUnavailable) as refusal:
            record(engine, "P1-02")

    assert [reason.code for reason in refusal.value.reasons] == ["store.read_only"]
