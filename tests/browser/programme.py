"""A programme for the doors: the ten organisations of the example, each with two gates that are open from the first day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copy, copytree
from typing import Any

import yaml

from scd_workflow.app import absences, acts
from scd_workflow.app.office import Office
from scd_workflow.app.plans import Adoption, adopt
from scd_workflow.config.plan import load_plan
from scd_workflow.domain.absences import Absence
from scd_workflow.domain.activities import Report
from scd_workflow.domain.ids import ActivityId, CriterionId, GateId, OrganisationId, PersonId
from scd_workflow.domain.network import Network
from scd_workflow.domain.plan import Plan
from tests.examples import criterion, gate, phase, work
from tests.offices import EXAMPLE, write_plan

SET_UP = ActivityId("P1-01")
TRIAL, LIVE = GateId("GP"), GateId("GL")
"""The gate that the sponsor of each organisation decides, and the one that its project leader decides."""

TOLD = CriterionId("uitgelegd")
"""What the programme manager states of each gate, or does not: nothing waits for it."""

MANAGER = PersonId("programmamanager")

LADDER: dict[str, Any] = {
    "decision": [{"step": "due", "after": -9, "to": ["decider"]}],
    "decision_taken": ["decider"],
}
"""Who has to decide hears of it well before the day."""


PEOPLE: dict[str, str] = {
    each["id"]: each["name"] for each in yaml.safe_load((EXAMPLE / "people.yaml").read_text("utf-8"))["people"]
}
ORGANISATIONS: dict[str, str] = {
    each["id"]: each["name"]
    for each in yaml.safe_load((EXAMPLE / "organisations.yaml").read_text("utf-8"))["organisations"]
}


def named(person: str) -> str:
    """What the forms call a person."""
    return f"{person} · {PEOPLE[person]}"


def write(config: Path) -> None:
    """Write the configuration of this programme to a new folder."""
    write_plan(_plan(), config)
    for name in ("people.yaml", "channels.yaml"):
        copy(EXAMPLE / name, config)
    copytree(EXAMPLE / "templates", config / "templates")
    (config / "ladder.yaml").write_text(yaml.safe_dump(LADDER), encoding="utf-8")


def begin(office: Office, away: Mapping[PersonId, PersonId], now: datetime) -> None:
    """Adopt the plan, with the work before the gates done, and whoever is `away` replaced by another.

    The gates themselves open when the stack starts, which knows by then where its forms are.
    """
    today = now.date()
    a_while_ago = today - timedelta(days=14)
    working_days = Network(load_plan(office.settings.config).starting(a_while_ago)).calendar
    adopt(office, Adoption(None, "", working_days.on_or_before(a_while_ago)), now)
    for person, deputy in away.items():
        absences.record(office, Absence(person, today, today + timedelta(days=7), MANAGER, deputy), now)
    for organisation in ORGANISATIONS:
        leader = PersonId(f"projectleider-{organisation}")
        acts.report(office, Report("done", SET_UP, OrganisationId(organisation), leader), now)


def _plan() -> Plan:
    example = load_plan(EXAMPLE).model_dump(mode="json", exclude_defaults=True)
    mandates = (("M1", "sponsor", TRIAL), ("M2", "local_lead", LIVE), ("M3", "chair_steering", "G1"))
    own = {
        "goals": [{"id": "alles", "name": "Alles", "activities": [SET_UP]}],
        "mandates": [
            {"id": name, "role": role, "gates": [gate_id], "source": "Mandaatregeling"}
            for name, role, gate_id in mandates
        ],
        "raci": {f"D-{SET_UP}": {"local_lead": "AR"}},
        "waves": [],
        "routes": [],
        "audiences": [],
        "campaigns": [],
        "communications": {},
        "phases": [phase("P1", "G1", *_parts()) | {"name": "Basis op orde"}],
    }
    return Plan.model_validate(example | own)


def _parts() -> tuple[dict[str, Any], ...]:
    ready = criterion("ingericht", "activities_done", text="De inrichting is gereed.")
    told = criterion(TOLD, "manual_attestation", text="De medewerkers weten wat er verandert.", mandatory=False)
    asked = ready, told | {"role": "programme_manager"}
    everybody = criterion("alle", "gate_decided", text="Iedereen is over.", gate=LIVE)
    return (
        work(SET_UP, "local_lead", name="Zaaktypen inrichten", per_organisation=True),
        gate(TRIAL, *asked, name="Proefdraaien", per_organisation=True, after=[SET_UP]),
        gate(LIVE, *asked, name="Go-live", per_organisation=True, after=[SET_UP]),
        gate("G1", everybody, name="Basis op orde"),
    )
