"""A listener of which the database goes away for a while, as when its server restarts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import ObjectInUse
from sqlalchemy.engine import URL, make_url

from scd_workflow.app.example import load
from scd_workflow.app.office import open_office
from scd_workflow.config.settings import Settings
from scd_workflow.texts import tell
from tests.codes import KEY
from tests.flows.conftest import CHAIR, NOW
from tests.flows.listening import Ears, door, place_of
from tests.flows.server import Prefect
from tests.flows.test_doors import decisions
from tests.waiting import until

pytestmark = pytest.mark.slow

AWAY = "antwoordt niet of laat ons niet toe"


@contextmanager
def away(server: URL, url: str) -> Iterator[None]:
    """The database cannot be reached for as long as the block."""
    name = make_url(url).database
    dsn = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn, autocommit=True) as connection:

        def renamed() -> bool:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
            try:
                connection.execute(f"ALTER DATABASE {name} RENAME TO {name}_away")
            except ObjectInUse:
                return False
            return True

        until(renamed)
        yield
        connection.execute(f"ALTER DATABASE {name}_away RENAME TO {name}")


def test_an_answer_is_recorded_once_the_database_is_back_and_its_absence_is_told_once(
    prefect: Prefect, postgresql_server: URL, postgresql_url: str, tmp_path: Path
) -> None:
    ours = {"SCD_VAR": str(tmp_path), "SCD_DATABASE_URL": postgresql_url, "SCD_CODE_KEY": KEY}
    ears = Ears({**prefect.environment, **ours}, tmp_path / "listener.log")
    load(open_office(Settings.read(ears.environment)), NOW)
    with place_of(prefect, ears.environment) as place:
        prefect.clear()
        ears.start()
        try:
            run = door(place)
            answer = {"wie": CHAIR, "besluit": "go", "motivering": "Gereed."}
            answer |= {"code": prefect.code("G1", CHAIR), "kenmerk": prefect.mark("G1")}
            with away(postgresql_server, postgresql_url):
                prefect.ask(f"flow_runs/{run}/resume", {"run_input": answer})
                until(lambda: ears.said().count(AWAY))
                until(lambda: prefect.state(run)["type"] == "SCHEDULED")

            assert prefect.ended(run)["name"] == "Besloten"
            assert decisions(place) == ["Gereed."]
            until(lambda: tell("listen.over_log") in ears.said())
            assert ears.stop() == 0
        finally:
            ears.kill()
    assert ears.said().count(AWAY) == 1
    assert "Gereed." not in ears.said()
