"""The decision list as a page that can be printed, and read aloud: no scripts, nothing from elsewhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scd_workflow import texts

if TYPE_CHECKING:
    from scd_workflow.domain.attempt_events import AttemptRefused
    from scd_workflow.domain.decision_list import DecisionList
    from scd_workflow.domain.ids import OrganisationId, RoleId
    from scd_workflow.domain.plan import Plan
    from scd_workflow.texts import Language


def page(found: DecisionList, language: Language) -> str:
    """The list as one HTML page in a language."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "tell": lambda code, **values: texts.tell(code, language, **values),
        "day": partial(texts.day, language=language),
        "role": _role,
        "organisation": _organisation,
        "gate": _gate,
        "act": lambda refused: texts.gist(f"audit.tried_{refused.act}", language),
        "refusal": partial(_refusal, language=language),
    }
    return environment.get_template("decision_list.html.j2").render(found=found, language=language) + "\n"


def _refusal(refused: AttemptRefused, language: Language) -> str:
    """Why somebody was refused; a person or day in a reason may be another than those of the attempt, and is left open."""
    return " ".join(texts.gist(code, language, gate=refused.gate) for code in refused.reasons)


def _role(plan: Plan, role: RoleId) -> str:
    return next((each.name for each in plan.roles if each.id == role), role)


def _organisation(plan: Plan, organisation: OrganisationId) -> str:
    return next((each.name for each in plan.organisations if each.id == organisation), organisation)


def _gate(plan: Plan, gate: str) -> str:
    names = (each.name for phase in plan.phases for each in phase.gates if each.id == gate)
    return f"{gate} {next(names, '')}".strip()
