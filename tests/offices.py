"""Offices for tests: a folder with a configuration of any plan, a database, and the plan adopted into it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from scd_workflow.app.office import Office, open_office
from scd_workflow.app.plans import Adoption, adopt
from scd_workflow.config.files import PLAN
from scd_workflow.config.plan import load_plan
from scd_workflow.config.settings import Settings
from scd_workflow.domain.authority import people
from scd_workflow.domain.events import PlanAdopted
from scd_workflow.domain.network import Network
from scd_workflow.domain.plan import Plan
from tests.codes import KEY
from tests.databases import lay

EXAMPLE = Path(__file__).parents[1] / "config"

Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""That in C, where there is one: thousands of files are written."""

LADDER = {
    "decision": [
        {"step": "due", "after": 0, "to": ["decider"]},
        {"step": "overdue", "after": 1, "to": ["decider", "owner"]},
    ],
    "position": [{"step": "ahead", "after": -2, "to": ["decider"]}, {"step": "due", "after": 0, "to": ["decider"]}],
    "condition": [
        {"step": "ahead", "after": -5, "to": ["decider"]},
        {"step": "due", "after": 0, "to": ["decider"]},
        {"step": "overdue", "after": 1, "to": ["decider", "owner"]},
    ],
    "decision_taken": ["owner", "decider", "next_owners"],
}
"""Few rungs, at any hour. Nobody is reminded of work, so that a test about a decision has no other messages."""


def configured(
    plan: Plan, folder: Path, *, database_url: str = "", mail_url: str = "", code_key: str = KEY
) -> Settings:
    """The settings of a place of work in `folder`, with this plan in its files and a mailbox for everybody in it.

    Letters go out one by one, so that something can happen in between.
    """
    config = folder / "config"
    write_plan(plan, config)
    channels = yaml.safe_load((EXAMPLE / "channels.yaml").read_text("utf-8"))
    write(config / "channels.yaml", {"mail": channels["mail"]})
    write(config / "ladder.yaml", LADDER)
    # Not a copy: what was made of these templates once serves every place of work.
    if not (config / "templates").exists():
        (config / "templates").symlink_to(EXAMPLE / "templates")
    known = [{"id": each, "name": each.title(), "email": f"{each}@example.nl"} for each in people(plan)]
    write(config / "people.yaml", {"people": known})
    given = {"SCD_VAR": str(folder / "var"), "SCD_CONFIG": str(config), "SCD_CODE_KEY": code_key}
    return Settings.read(given | {"SCD_DATABASE_URL": database_url, "SCD_MAIL_URL": mail_url})


def write_plan(plan: Plan, config: Path) -> None:
    """Write the plan to the files of a configuration, over what they said before."""
    data = plan.model_dump(mode="json", exclude_defaults=True)
    (config / "phases").mkdir(parents=True, exist_ok=True)
    for name, parts in PLAN.items():
        write(config / name, {part: data[part] for part in parts if part in data})
    for number, phase in enumerate(data["phases"], start=1):
        write(config / "phases" / f"{number}.yaml", phase)


def started(settings: Settings, now: datetime, reason: str = "First plan") -> tuple[Office, PlanAdopted]:
    """The office of these settings, once the plan in its files is adopted by the first person in it.

    It starts today, or on the last working day before.
    """
    lay(settings.database_url)
    office = open_office(settings)
    by = office.people.people[0].id
    calendar = Network(load_plan(settings.config).starting(now.date())).calendar
    return office, adopt(office, Adoption(by, reason, calendar.on_or_before(now.date())), now)


def write(file: Path, data: Any) -> None:
    """Write a file of a configuration."""
    file.write_text(yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False), encoding="utf-8")
