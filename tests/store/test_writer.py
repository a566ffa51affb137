from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection, Engine, make_url

from scd_workflow.domain.errors import StoreUnavailable
from scd_workflow.store import log
from scd_workflow.store.engine import reading
from scd_workflow.store.writer import Writer
from tests.store.examples import NINE, PROGRAMME, begun
from tests.store.opening import end_all_sessions, opened, recorded

FULL = 2


def add(connection: Connection, expected: int) -> None:
    log.append(connection, PROGRAMME, [begun()], expected=expected, recorded_at=NINE)


@pytest.mark.parametrize("lightly", [False, True])
def test_what_a_writer_wrote_is_there_for_others_at_once(engine: Engine, *, lightly: bool) -> None:
    with Writer(engine) as writer:
        for number in range(2):
            with writer.writing(lightly=lightly) as connection:
                add(connection, number)

            assert recorded(engine) == number + 1


@pytest.mark.parametrize("lightly", [False, True])
def test_a_block_that_raises_is_undone_and_the_next_goes_on(engine: Engine, *, lightly: bool) -> None:
    with Writer(engine) as writer:
        with pytest.raises(ZeroDivisionError), writer.writing(lightly=lightly) as connection:
            add_and_break(connection)
        with writer.writing(lightly=lightly) as connection:
            add(connection, 0)

    assert recorded(engine) == 1


def test_a_server_that_restarted_undoes_one_block_and_the_next_goes_on(postgresql_url: str) -> None:
    with opened(postgresql_url) as engine, Writer(engine) as writer:
        with writer.writing() as connection:
            add(connection, 0)
        end_all_sessions(postgresql_url)

        with pytest.raises(StoreUnavailable), writer.writing() as connection:
            add(connection, 1)
        with writer.writing() as connection:
            add(connection, 1)

        assert recorded(engine) == 2


def test_a_server_that_restarted_while_nothing_was_written_is_not_noticed(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scd_workflow.store.writer.FRESH", 0.0)
    with opened(postgresql_url) as engine, Writer(engine) as writer:
        with writer.writing() as connection:
            add(connection, 0)
        end_all_sessions(postgresql_url)

        with writer.writing() as connection:
            add(connection, 1)

        assert recorded(engine) == 2


@pytest.mark.parametrize("breaks", [False, True])
def test_after_a_light_block_decisions_are_kept_as_safely_as_before(sqlite_url: str, *, breaks: bool) -> None:
    with opened(sqlite_url) as engine:
        with Writer(engine) as writer:
            with suppress(ZeroDivisionError), writer.writing(lightly=True) as connection:
                assert level(connection) < FULL
                if breaks:
                    add_and_break(connection)
            with writer.writing() as connection:
                assert level(connection) == FULL
        with reading(engine) as connection:
            assert level(connection) == FULL


def test_a_light_block_does_not_let_postgresql_forget_what_comes_after_it(postgresql_url: str) -> None:
    asked = "SHOW synchronous_commit"
    with opened(postgresql_url) as engine, Writer(engine) as writer:
        with writer.writing() as connection:
            usual = connection.exec_driver_sql(asked).scalar()
        with writer.writing(lightly=True) as connection:
            assert connection.exec_driver_sql(asked).scalar() == "off"
        with writer.writing() as connection:
            assert connection.exec_driver_sql(asked).scalar() == usual


def test_what_was_written_lightly_is_brought_to_the_disk_when_nothing_else_does(
    sqlite_url: str, tmp_path: Path
) -> None:
    file, alone = make_url(sqlite_url).database or "", tmp_path / "alone.db"
    with opened(sqlite_url) as engine, Writer(engine) as writer:
        with writer.writing(lightly=True) as connection:
            add(connection, 0)
        writer.secure()
        # Without the journal beside it.
        shutil.copy(file, alone)

    with opened(f"sqlite:///{alone}") as engine:
        assert recorded(engine) == 1


def add_and_break(connection: Connection) -> None:
    add(connection, 0)
    raise ZeroDivisionError


def level(connection: Connection) -> int:
    found: int = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    return found
