"""An SQLite file in which something else stands than was written is called damaged, and nothing is sent from it for ever."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from scd_workflow.domain.errors import StoreUnavailable
from scd_workflow.store.engine import reading, writing
from scd_workflow.store.log import programmes
from tests.store.opening import opened, record
from tests.store.posting import all_rows, claim, draft, put

OUTBOX_DAMAGES = [
    "UPDATE outbox SET next_at = 'never'",
    "UPDATE outbox SET enqueued_at = 12.5",
    "UPDATE outbox SET outcome_text = CAST(x'ff' AS TEXT)",
    "ALTER TABLE outbox RENAME COLUMN channel TO chanel",
    "ALTER TABLE outbox RENAME TO inbox",
]


@pytest.mark.parametrize("damage", OUTBOX_DAMAGES)
def test_an_outbox_that_holds_something_else_is_called_damaged(sqlite_url: str, damage: str) -> None:
    with opened(sqlite_url) as engine:
        put(engine, draft())
        change(engine, damage)

        assert called(all_rows, engine) == "store.damaged"


def test_a_message_that_only_a_damaged_index_calls_unsent_is_not_sent(sqlite_url: str) -> None:
    with opened(sqlite_url) as engine:
        put(engine, draft())
    change_behind_the_index(sqlite_url, "outbox_due", "UPDATE outbox SET state = 'sent'")

    with opened(sqlite_url) as engine:
        assert called(claim, engine) == "store.damaged"


def test_a_message_whose_bytes_are_gone_is_not_sent_without_them(sqlite_url: str) -> None:
    with opened(sqlite_url) as engine:
        put(engine, draft())
        change(engine, "DELETE FROM outbox_body")

        assert called(claim, engine) == "store.damaged"


def test_a_description_of_the_tables_that_is_no_text_is_called_damaged(sqlite_url: str) -> None:
    with opened(sqlite_url):
        pass
    raw(
        sqlite_url,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = CAST(x'ff' AS TEXT), name = CAST(x'fe' AS TEXT)",
    )

    def open_again(_: Engine | None) -> None:
        with opened(sqlite_url):
            pass

    assert called(open_again, None) == "store.damaged"


@pytest.mark.parametrize("name", ["x'ff'", "5"])
def test_a_log_whose_programme_is_no_text_leaves_the_others_to_be_named(sqlite_url: str, name: str) -> None:
    with opened(sqlite_url) as engine:
        record(engine, "P1-01", "P1-02")
        change(engine, "DROP TRIGGER event_no_update")
        change(engine, f"UPDATE event SET programme = {name} WHERE seq = 2")  # noqa: S608

        with reading(engine) as connection:
            assert "kza" in programmes(connection)


def change(engine: Engine, statement: str) -> None:
    """Change what stands in the file, past the code that guards it."""
    with writing(engine) as connection:
        connection.execute(text(statement))


def called(use: Callable[[Engine], object] | Callable[[None], object], engine: Engine | None) -> str:
    """What a damage is called when the database is used."""
    with pytest.raises(StoreUnavailable) as refusal:
        use(engine)  # type: ignore[arg-type]
    (reason,) = refusal.value.reasons
    return reason.code


def change_behind_the_index(sqlite_url: str, index: str, statement: str) -> None:
    """Change a table so that one of its indexes does not hear of it."""
    (hidden,) = raw(sqlite_url, f"SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master WHERE name = '{index}'")  # noqa: S608
    raw(sqlite_url, "PRAGMA writable_schema = ON", f"DELETE FROM sqlite_master WHERE name = '{index}'")  # noqa: S608
    raw(sqlite_url, statement)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", hidden)


def raw(sqlite_url: str, *statements: str) -> list[tuple[object, ...]]:
    """Say something to SQLite itself, each time in a connection that knows nothing yet; gives the last answer."""
    answer: list[tuple[object, ...]] = []
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        for statement in statements:
            answer = connection.execute(statement).fetchall()
    return answer
