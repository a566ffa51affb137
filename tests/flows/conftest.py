"""The example programme, in which G1 awaits its decision today, on a Prefect server of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.follow_up import in_line
from flows.forms import register
from flows.office import here, now
from flows.server import server
from scd_workflow.app.example import load
from scd_workflow.app.inbox import look
from scd_workflow.app.labels import named, person_named
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.view import View
from scd_workflow.config.settings import Settings
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import GateId
from tests.codes import code_for
from tests.flows.deployed import lay_deployed
from tests.flows.server import Prefect, keep, prefect_environment, talking_to
from tests.stack import ROOT

CHAIR = "voorzitter-stuurgroep · Voorzitter stuurgroep KZA"
G1 = "G1 · Basis op orde"


IDLE = "LATE_RUNS", "FOREMAN", "PAUSE_EXPIRATIONS", "CANCELLATION_CLEANUP", "TRIGGERS"
"""What a server does by the clock and no test looks at, which takes a tenth of a processor."""

NOW = datetime.now(UTC)  # noqa: TID251 - the flows under test read the clock as well


@dataclass(frozen=True)
class Place:
    """Where a test works: a server without any run, and the programme as it was when the example was loaded."""

    prefect: Prefect
    environment: Mapping[str, str]
    office: Office

    def look(self) -> View:
        """The programme as it stands."""
        return look(self.office, NOW)

    def bring_in_line(self) -> None:
        """What a run of `programme` does, but for the pictures."""
        with server() as client:
            in_line(client, self.office)

    def mail(self) -> list[Path]:
        """The messages that were sent."""
        return sorted(Path(self.office.settings.mail_url).glob("*.eml"))


def typed_code(gate: object, person: object) -> str:
    """The code of the person whom a form names for the gate that it names; nothing where it names none."""
    try:
        spot, who = named(str(gate).split("/")[0]), person_named(str(person))
        return code_for(here(), spot.part, spot.organisation, who, now())
    except Refused:
        return ""


def typed_mark(gate: object) -> str:
    """The mark of the briefing of the gate that a form names, as it stands; nothing where it names none."""
    try:
        spot, progress = named(str(gate)), look(here(), now()).progress
    except Refused:
        return ""
    found = progress.network.gates.get(GateId(spot.part))
    return briefing(progress, found, spot.organisation).mark if found else ""


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Prefect]:
    """A server on which everything is deployed; its clock starts nothing. Beside it the example, loaded."""
    var = tmp_path_factory.mktemp("flows")
    idle = {f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in IDLE}
    environment = prefect_environment(var, PREFECT_WORKER_QUERY_SECONDS="1", **idle)
    office = open_office(Settings.read(environment))
    load(office, NOW)
    lay_deployed(var, shared)
    prefect = Prefect(var, environment)
    prefect.start()
    try:
        with talking_to(prefect), server() as client:
            register(client, office)
            in_line(client, office)
        keep(var / "scd.db", var / "loaded.db")
        yield prefect
    finally:
        prefect.stop()


@pytest.fixture
def place(prefect: Prefect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """The example in a database of its own; flows that are called in this process work there too."""
    prefect.clear()
    shutil.copy(prefect.home / "loaded.db", tmp_path / "scd.db")
    environment = {**prefect.environment, "SCD_VAR": str(tmp_path)}
    monkeypatch.chdir(ROOT)
    for name, value in environment.items():
        if name.startswith("SCD_"):
            monkeypatch.setenv(name, value)
    with talking_to(prefect):
        prefect.code, prefect.mark = typed_code, typed_mark
        yield Place(prefect, environment, here())
