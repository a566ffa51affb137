"""A programme that measures: an office with two campaigns, and the files in which answers come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import text

from scd_workflow.app.importing import Import, Imported, import_answers
from scd_workflow.app.office import Office
from scd_workflow.app.view import view
from scd_workflow.domain.evaluations import Step
from scd_workflow.domain.ids import CampaignId, OrganisationId
from scd_workflow.domain.plan import Plan
from scd_workflow.domain.progress import Progress
from scd_workflow.store.engine import reading
from tests.examples import CAST, DORDT, LIV, REGIO, ZWIJND, at, criterion, day, gate, phase, plan_of, work
from tests.instruments import DATA
from tests.offices import configured, started

SCAN, BASE, AGAIN = CampaignId("scan"), CampaignId("base"), CampaignId("again")
MONDAY = day(1, 4)
PAPER = "nummer;organisatie;VI1;VI2;VI3;QB\n"
ANSWERS = {DORDT: ["3345", "2234", "4443", "1234", "5543", "2345"], ZWIJND: ["1111"] * 4, REGIO: ["4444"] * 10}
AUDIENCE = {"id": "staff", "name": "Staff", "invited": dict.fromkeys(CAST, 40)}


def campaign(campaign_id: str, **fields: Any) -> dict[str, Any]:
    """A campaign as it stands in a file: the line manager asks the small question set of everybody."""
    ordinary = {"id": campaign_id, "name": f"Campaign {campaign_id}", "kind": "measurement", "instrument": "small"}
    return ordinary | {"owner": "line_manager", "audience": "staff", "works_council": "not_needed"} | fields


def plan(*criteria: dict[str, Any], **fields: Any) -> Plan:
    """A plan of one activity and one gate, with a scan of two rounds, a measurement, and one to compare it with."""
    campaigns = [
        campaign("scan", kind="quick_scan", rounds=2, every=13),
        campaign("base"),
        campaign("again", compared_with="base"),
    ]
    asked = criteria or (criterion("done", "activities_done"),)
    whole = {"audiences": [AUDIENCE], "campaigns": campaigns} | fields
    return plan_of(
        phase("P1", "G1", work("A1"), gate("G1", *asked, term=1)),
        mandates=[{"id": "M", "role": "steering_chair", "gates": ["G1"], "source": "Founding meeting"}],
        **whole,
    )


def measuring(
    folder: Path, adopted: Plan | None = None, *, database_url: str = "", mail_url: str = "", on: date = MONDAY
) -> Office:
    """An office with that plan in force, and the small question set in its configuration."""
    settings = configured(adopted or plan(), folder, database_url=database_url, mail_url=mail_url)
    (settings.config / "instruments").mkdir()
    (settings.config / "instruments" / "small.yaml").write_text(yaml.safe_dump(DATA, allow_unicode=True), "utf-8")
    office, _ = started(settings, at(on, 8))
    return office


def by_liv(campaign_id: CampaignId, text: str = "") -> Step:
    """What the line manager does with a campaign."""
    return Step(campaign_id, LIV, text)


def paper(answers: Mapping[OrganisationId, Sequence[str]]) -> str:
    """A file of answers on paper, by organisation: a digit per item."""
    rows = [(organisation, given) for organisation, each in answers.items() for given in each]
    lines = (
        f"{number};{organisation};{';'.join(given)}\n" for number, (organisation, given) in enumerate(rows, start=1)
    )
    return PAPER + "".join(lines)


def added(
    office: Office, campaign_id: CampaignId, text: str | bytes, *, on: date = MONDAY, name: str = "a.csv", **more: Any
) -> Imported:
    """What came of importing a file that says this."""
    file = office.settings.config.parent / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return import_answers(office, Import(campaign_id, file, **more), at(on, 10))


def progress(office: Office, on: date = MONDAY) -> Progress:
    """How everything stands in the evening of a day."""
    with reading(office.engine) as connection:
        return view(connection, office.programme, at(on, 18)).progress


def rows(office: Office, query: str) -> list[tuple[object, ...]]:
    """What a query finds in the database."""
    with reading(office.engine) as connection:
        return [tuple(row) for row in connection.execute(text(query))]
