"""Gates decided in a real Prefect server while whoever records it is killed: what was taken is recorded, and once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.databases import database_on, of_prefect
from tests.flows.server import Prefect
from tests.proof.answers import People, stories
from tests.proof.deaths import Deaths
from tests.proof.gates import awaiting, work_reported
from tests.proof.prefects import brought_in_line, serving
from tests.proof.recorders import LISTENER, WORKER, recording
from tests.proof.scale import chance, scaled, seeds
from tests.proof.verdicts import judged, settled

pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]

GATES, CROWDED = 200, 6
"""How many gates the listener records, and at how many of them twenty people answer at the same moment."""

EARLY = 6
"""One in so many gates is answered as soon as it has its door, while the other doors are still being made."""

DEATHS = 8
HANDFUL = 6
"""How many gates a plain worker records: each takes the start of a process."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def prefect(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shared: Path
) -> Iterator[Prefect]:
    """A server on a database of its own, once of each kind."""
    home = tmp_path_factory.mktemp("prefect")
    if request.param == "sqlite":
        with serving(home, shared) as running:
            yield running
        return
    postgresql: URL = request.getfixturevalue("postgresql_server")
    with database_on(postgresql) as mine, serving(home, shared, of_prefect(mine)) as running:
        yield running


@pytest.fixture
def ours(prefect: Prefect, request: pytest.FixtureRequest) -> str:
    """An empty database of ours, of the same kind as that of the server."""
    kind = "postgresql" if "PREFECT_SERVER_DATABASE_CONNECTION_URL" in prefect.environment else "sqlite"
    url: str = request.getfixturevalue(f"{kind}_url")
    return url


@pytest.mark.parametrize("seed", seeds(1))
def test_of_two_hundred_gates_decided_while_the_listener_dies_again_and_again_none_is_lost_and_none_decided_twice(
    seed: str, prefect: Prefect, ours: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    luck = chance(seed)
    with awaiting(scaled(GATES), scaled(CROWDED), tmp_path, ours) as place, People(place, prefect) as people:
        told = stories(place, luck)
        early, late = told[::EARLY], [each for number, each in enumerate(told) if number % EARLY]
        luck.shuffle(late)
        environment = {**prefect.environment, **place.settings}
        with work_reported(place), recording(LISTENER, environment, tmp_path / "listener.log") as listener:
            for story in early:
                people.tell(story)
            deaths = Deaths(listener)
            for start in range(DEATHS):
                deaths.amid(late[start::DEATHS], people, luck)
            deaths.visits += settled(place)

        record_property("proved", f"{judged(place, people)}; {deaths}")
        assert deaths.over > 0


@pytest.mark.parametrize("seed", seeds(1))
def test_answers_over_which_a_plain_worker_dies_are_recorded_once_by_the_next_round(
    seed: str, prefect: Prefect, ours: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    luck = chance(seed)
    with awaiting(scaled(HANDFUL), 0, tmp_path, ours) as place, People(place, prefect) as people:
        environment = {**prefect.environment, **place.settings, "PREFECT_WORKER_QUERY_SECONDS": "1"}
        brought_in_line(place.office)
        with recording(WORKER, environment, tmp_path / "worker.log") as worker:
            for story in stories(place, luck):
                people.tell(story)
            for _ in range(2):
                time.sleep(luck.uniform(2, 8))
                worker.kill()
                worker.start()
            worker.kill()
            brought_in_line(place.office)
            worker.start()
            settled(place)

        record_property("proved", f"{judged(place, people)}; {worker.kills} deaths, and then a visit of programme")
