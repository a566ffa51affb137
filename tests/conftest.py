"""Databases for tests: an SQLite file of its own, and a PostgreSQL database of its own on a server that is at hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url

from scd_workflow.store.engine import open_database
from tests.authority import new_authority
from tests.databases import asked_directly, database_on, lay

# How long an example takes says nothing about the code while the machine is busy with something else.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

POSTGRESQL = make_url(os.environ.get("SCD_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the stories, one of which takes longer than anything else: at the end all would wait for it."""
    items.sort(key=lambda each: "/story/" not in each.nodeid)


@pytest.fixture(scope="session", autouse=True)
def nobody_else_is_trusted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Trust one authority that nobody uses: each client of Prefect's begins by reading those of the whole world."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SSL_CERT_FILE", str(new_authority(tmp_path_factory.mktemp("nobody")).file))
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of all processes of this run of the tests, for what one of them makes for the others."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    """Close every database that a test used; an engine that outlives it opens its own again."""
    used: dict[int, Engine] = {}

    def remember(connection: Connection) -> None:
        used[id(connection.engine)] = connection.engine

    event.listen(Engine, "engine_connect", remember)
    yield
    event.remove(Engine, "engine_connect", remember)
    for each in used.values():
        each.dispose()


@pytest.fixture(scope="session")
def postgresql_server() -> URL:
    """The address of a PostgreSQL server where tests may make databases; skips, or in CI fails, where there is none."""
    try:
        psycopg.connect(asked_directly(POSTGRESQL), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        reason = f"no PostgreSQL at {POSTGRESQL.host}:{POSTGRESQL.port}; SCD_TEST_POSTGRES names another ({error})"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return POSTGRESQL


@pytest.fixture
def postgresql_url(postgresql_server: URL) -> Iterator[str]:
    """An empty PostgreSQL database, dropped afterwards."""
    with database_on(postgresql_server) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgresql_migrated(postgresql_server: URL) -> Iterator[str]:
    """The name of a PostgreSQL database at the newest version, for copies."""
    with database_on(postgresql_server) as url:
        open_database(url.render_as_string(hide_password=False)).dispose()
        yield url.database or ""


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'programme.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest) -> str:
    """A database in which nothing was made yet, once of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database at the newest version, once of each kind."""
    if request.param == "sqlite":
        yield lay(f"sqlite:///{tmp_path / 'programme.db'}")
        return
    server, original = request.getfixturevalue("postgresql_server"), request.getfixturevalue("postgresql_migrated")
    with database_on(server, f"TEMPLATE {original}") as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database at the newest version, once of each kind."""
    opened = open_database(database_url)
    yield opened
    opened.dispose()
