"""The conditions of decisions in force: how each stands, and whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain import authority
from scd_workflow.domain.conditions import all_conditions
from scd_workflow.report.table import Table
from scd_workflow.texts import Language, day, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.domain.conditions import Asked
    from scd_workflow.domain.ids import OrganisationId, PersonId
    from scd_workflow.domain.progress import Progress


def table(progress: Progress, found: Iterable[Asked], language: Language, *, title: str = "conditions") -> Table:
    """Conditions as a table, in the order given; `title` is how the catalogue of reports calls it."""
    columns = ("gate", "organisation", "number", "condition", "owner", "due", "status")
    return Table(
        title=tell(f"report.{title}", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(_row(progress, each, language) for each in found),
    )


def late_table(progress: Progress, language: Language, organisation: OrganisationId | None = None) -> Table | None:
    """The open conditions whose day has passed; of one organisation when it is given, None when there are none."""
    late = [
        each
        for each in all_conditions(progress)
        if each.late(progress.today) and organisation in {None, each.spot.organisation}
    ]
    return table(progress, late, language, title="conditions_late") if late else None


def records(progress: Progress, found: Iterable[Asked]) -> Iterator[dict[str, object]]:
    """Conditions as plain values for a program, in the order given."""
    for each in found:
        yield {
            "gate": each.spot.gate.id,
            "organisation": each.spot.organisation,
            "attempt": each.attempt,
            "number": each.number,
            "condition": each.condition.text,
            "owner": each.condition.owner,
            "people": list(_holders(progress, each)),
            "due": each.condition.due.isoformat(),
            "standing": each.standing,
            "late": each.late(progress.today),
            "settled": each.settled.model_dump(mode="json") if each.settled else None,
        }


def _row(progress: Progress, asked: Asked, language: Language) -> tuple[str, ...]:
    role = authority.role_name(progress.network.plan, asked.condition.owner)
    return (
        asked.spot.gate.id,
        asked.spot.organisation or "",
        str(asked.number),
        asked.condition.text,
        f"{role} ({authority.named(_holders(progress, asked))})",
        day(asked.condition.due, language),
        _standing(progress, asked, language),
    )


def _standing(progress: Progress, asked: Asked, language: Language) -> str:
    if asked.late(progress.today):
        return tell("words.late", language)
    word = tell(f"words.condition_{asked.standing}", language)
    if asked.settled is None:
        return word
    said = asked.settled.evidence if asked.settled.kind == "condition_met" else asked.settled.reason
    return f"{word}: {said} ({asked.settled.by}, {day(asked.settled.at.date(), language)})"


def _holders(progress: Progress, asked: Asked) -> tuple[PersonId, ...]:
    return authority.holders(progress.network.plan, asked.condition.owner, asked.spot.organisation, progress.today)
