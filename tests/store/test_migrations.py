from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from scd_workflow.store import by_hand, invitations, log, outbox, plans, responses
from scd_workflow.store.engine import HEAD, empty_journal, open_database, reading, writing
from scd_workflow.store.migrations import known_versions, upgrade
from scd_workflow.store.schema import metadata
from tests.store.examples import NINE, PROGRAMME, begun
from tests.store.posting import take

FORBIDDEN = [
    "UPDATE event SET body = '{}'",
    "UPDATE event SET recorded_at = '2026' WHERE seq = 1",
    "DELETE FROM event",
    "UPDATE plan SET text = 'another'",
    "DELETE FROM plan",
]
BYTES = b"Neem deel. " * 1_000
"""More than fits on one page of a file."""

REPLACED = {
    "sqlite": "INSERT OR REPLACE INTO event SELECT programme, seq, recorded_at, '{}', hash FROM event",
    "postgresql": "INSERT INTO event SELECT * FROM event ON CONFLICT (programme, seq) DO UPDATE SET body = '{}'",
}


@pytest.fixture
def filled(engine: Engine) -> Engine:
    with writing(engine) as connection:
        log.append(connection, PROGRAMME, [begun()], expected=0, recorded_at=NINE)
        plans.keep(connection, "the plan", "digest")
    return engine


def test_the_constant_is_the_newest_migration() -> None:
    assert known_versions()[0] == HEAD


def test_a_migrated_database_has_exactly_the_tables_of_the_metadata(engine: Engine) -> None:
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_history_and_plans_cannot_be_changed(filled: Engine, statement: str) -> None:
    assert_refused(filled, statement)


def test_history_cannot_be_replaced_by_an_insert_either(filled: Engine) -> None:
    assert_refused(filled, REPLACED[filled.dialect.name])


def test_a_kept_plan_is_not_replaced_on_sqlite(sqlite_url: str) -> None:
    engine = open_database(sqlite_url)
    with writing(engine) as connection:
        plans.keep(connection, "the plan", "digest")
        connection.execute(text("INSERT OR REPLACE INTO plan VALUES ('digest', 'another')"))

        assert connection.execute(text("SELECT text FROM plan")).scalars().all() == ["the plan"]
    engine.dispose()


@pytest.mark.parametrize("table", ["event", "plan"])
def test_postgresql_cannot_empty_a_table_that_only_grows(postgresql_url: str, table: str) -> None:
    engine = open_database(postgresql_url)

    assert_refused(engine, f"TRUNCATE {table}")
    engine.dispose()


def test_the_work_of_who_answered_before_is_counted_and_stands_beside_no_answer_any_more(new_url: str) -> None:
    answered = [("base/1", "management"), ("base/2", ""), *[("base/1", "execution")] * 200]
    old = at_version("0008", new_url)
    with old.begin() as connection:
        for number, (label, role) in enumerate(answered):
            row = {
                "programme": PROGRAMME,
                "round": label,
                "key": f"k{number:03}",
                "role": role,
                "answers": f"{number:04}",
            }
            connection.execute(text(OLD_RESPONSE), row)
        file = where_it_lies(connection, "response")
    old.dispose()

    engine = open_database(new_url)

    with reading(engine) as connection:
        rows = connection.execute(text("SELECT round, key, organisation, week, answers FROM response ORDER BY key"))
        assert [tuple(row) for row in rows] == [
            (of, f"k{number:03}", "dordt", None, f"{number:04}") for number, (of, _) in enumerate(answered)
        ]
        first, second = (
            responses.roles(connection, responses.RoundOf(PROGRAMME, label)) for label in ("base/1", "base/2")
        )
        assert (first, second) == ({"management": 1, "execution": 200}, {"": 1})
        assert where_it_lies(connection, "response") != file or engine.dialect.name == "sqlite"
        if engine.dialect.name == "sqlite":
            made = connection.execute(text("SELECT sql FROM sqlite_master WHERE name IN ('response', 'role_count')"))
            assert ["WITHOUT ROWID" in each for each in made.scalars()] == [True, True]
    engine.dispose()
    if engine.dialect.name == "sqlite":
        content = Path(str(engine.url.database)).read_bytes()
        assert (content.count(b"management"), content.count(b"execution")) == (1, 1), "only where they are counted"


OLD_RESPONSE = """
INSERT INTO response (programme, round, key, organisation, role, week, answers)
VALUES (:programme, :round, :key, 'dordt', :role, NULL, :answers)
"""


def at_version(version: str, url: str) -> Engine:
    """A new database as a program of that version left it."""
    engine = create_engine(url)
    with engine.begin() as connection:
        upgrade(connection, version)
    return engine


def where_it_lies(connection: Connection, table: str) -> object:
    """The file of a table on a server: another one when its rows were written anew."""
    if connection.dialect.name == "sqlite":
        return None
    return connection.execute(text("SELECT pg_relation_filenode(:table)"), {"table": table}).scalar()


def test_messages_keep_their_bytes_when_these_come_to_lie_apart(new_url: str) -> None:
    as_it_was(new_url)
    engine = open_database(new_url)

    with reading(engine) as connection:
        said = [by_hand.body(connection, PROGRAMME, row.id) for row in outbox.rows(connection, PROGRAMME)]
    assert said == [BYTES, b"", b"sent\x00\xff"]
    assert take(engine).mime == BYTES


def test_what_is_erased_after_the_bytes_came_to_lie_apart_stands_nowhere_in_the_file(
    sqlite_url: str, tmp_path: Path
) -> None:
    as_it_was(sqlite_url)
    engine = open_database(sqlite_url)
    with writing(engine) as connection:
        invitations.erase_messages(connection, PROGRAMME, "waiting")
    empty_journal(engine)

    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"sent\x00\xff" in left
    assert b"Neem deel" not in left


def as_it_was(new_url: str) -> None:
    """A database of before the bytes lay apart, with a message that waits, one that was emptied, and one that was sent."""
    engine = at_version("0008", new_url)
    columns = (
        "programme, key, obligation, recipient, address, channel, subject, mime, state, attempts, next_at, enqueued_at"
    )
    values = "'kza', :key, :key, 'chair', 'chair@example.nl', 'mail', 'Besluit', :mime, :state, 0, :nine, :nine"
    with engine.begin() as connection:
        for state, key, mime in (
            ("waiting", "waiting", BYTES),
            ("sent", "empty", b""),
            ("sent", "sent", b"sent\x00\xff"),
        ):
            at = NINE if engine.dialect.name == "postgresql" else f"{NINE:%Y-%m-%d %H:%M:%S.%f}"
            given = {"key": key, "state": state, "mime": mime, "nine": at}
            connection.execute(text(f"INSERT INTO outbox ({columns}) VALUES ({values})"), given)  # noqa: S608 - our own names
    engine.dispose()


def assert_refused(engine: Engine, statement: str) -> None:
    before = contents(engine)

    with pytest.raises(DBAPIError, match="is append-only"), writing(engine) as connection:
        connection.execute(text(statement))

    assert contents(engine) == before


def contents(engine: Engine) -> list[object]:
    with reading(engine) as connection:
        return [*rows(connection, "event"), *rows(connection, "plan")]


def rows(connection: Connection, table: str) -> list[object]:
    return list(connection.execute(metadata.tables[table].select()).all())
