from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from scd_workflow.store import log, plans
from scd_workflow.store.engine import HEAD, open_database, reading, writing
from scd_workflow.store.migrations import known_versions
from scd_workflow.store.schema import metadata
from tests.store.examples import NINE, PROGRAMME, begun

FORBIDDEN = [
    "UPDATE event SET body = '{}'",
    "UPDATE event SET recorded_at = '2026' WHERE seq = 1",
    "DELETE FROM event",
    "UPDATE plan SET text = 'another'",
    "DELETE FROM plan",
]
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
