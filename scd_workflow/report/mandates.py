"""Who may decide which gate for whom, from when until when, and by which document."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scd_workflow.domain import authority
from scd_workflow.domain.gate_spots import all_gates
from scd_workflow.report.table import Table
from scd_workflow.report.votes import acted
from scd_workflow.texts import Language, day, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.authority import Entitlement
    from scd_workflow.domain.gate_spots import GateSpot
    from scd_workflow.domain.plan import Mandate
    from scd_workflow.domain.progress import Progress


class Held(NamedTuple):
    """A mandate at a gate, and who has it on the day of the view: nobody while it is not in force."""

    spot: GateSpot
    mandate: Mandate
    people: tuple[Entitlement, ...]


def held(progress: Progress) -> Iterator[Held]:
    """Every mandate at every gate of every organisation, in the order of the plan."""
    plan, today, absences = progress.network.plan, progress.today, progress.state.absences
    for spot in all_gates(progress):
        entitled = authority.entitled(plan, spot.gate.id, spot.organisation, today, absences)
        for mandate in plan.mandates:
            whole = not mandate.organisations or spot.organisation is None
            if spot.gate.id in mandate.gates and (whole or spot.organisation in mandate.organisations):
                yield Held(spot, mandate, tuple(each for each in entitled if each.mandate.id == mandate.id))


def table(progress: Progress, language: Language) -> Table:
    """The mandates as a table; a deputy stands with the person whom he or she replaces."""
    columns = ("gate", "organisation", "role", "deciders", "since", "until", "document")
    return Table(
        title=tell("report.mandates", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(
            (
                spot.gate.id,
                spot.organisation or "",
                authority.role_name(progress.network.plan, mandate.role),
                ", ".join(dict.fromkeys(acted(each, language) for each in people)),
                day(mandate.since, language) if mandate.since else "",
                day(mandate.until, language) if mandate.until else "",
                mandate.source,
            )
            for spot, mandate, people in held(progress)
        ),
    )


def records(progress: Progress) -> Iterator[dict[str, object]]:
    """The mandates as plain values for a program."""
    for spot, mandate, people in held(progress):
        yield {
            "gate": spot.gate.id,
            "organisation": spot.organisation,
            "mandate": mandate.id,
            "role": mandate.role,
            "people": [{"person": each.person, "on_behalf_of": each.on_behalf_of} for each in people],
            "since": mandate.since.isoformat() if mandate.since else None,
            "until": mandate.until.isoformat() if mandate.until else None,
            "in_force": authority.in_force(mandate, progress.today),
            "source": mandate.source,
        }
