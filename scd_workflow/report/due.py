"""What is due, for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain.ids import RiskId
from scd_workflow.domain.risks import known
from scd_workflow.report.table import Table
from scd_workflow.texts import Language, day, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.domain.obligations import Obligation
    from scd_workflow.domain.progress import Progress


def table(progress: Progress, obligations: Iterable[Obligation], language: Language) -> Table:
    """The obligations as a table, in the order given."""
    columns = ("due", "what", "part", "name", "organisation", "who")
    return Table(
        title=tell("report.due_title", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(_row(progress, each, language) for each in obligations),
    )


def records(obligations: Iterable[Obligation]) -> Iterator[dict[str, object]]:
    """The obligations as plain values for a program, in the order given."""
    for each in obligations:
        yield {
            "key": each.key,
            "kind": each.kind,
            "subject": each.subject,
            "about": each.about,
            "organisation": each.organisation,
            "attempt": each.attempt,
            "due": each.due.isoformat(),
            "people": list(each.people),
            "owner": list(each.owner),
        }


def subject_name(progress: Progress, obligation: Obligation) -> str:
    """What people call what an obligation is about."""
    if obligation.kind == "risk":
        return known(progress, RiskId(obligation.subject)).noted.what
    if obligation.kind != "communication":
        return progress.network.name_of(obligation.subject)
    return next(each.title for each in progress.network.plan.communications.items if each.id == obligation.subject)


def asked(obligation: Obligation, language: Language) -> str:
    """What somebody has to do: of an item of the calendar which step, of anything else its kind."""
    if obligation.kind != "communication":
        return tell(f"words.{obligation.kind}", language)
    return tell(f"words.calendar_{obligation.about.rpartition('.')[2]}", language)


def part(obligation: Obligation) -> str:
    """What it is about, by the id that commands take."""
    if obligation.kind == "communication":
        return "@".join(filter(None, (obligation.subject, obligation.about.rpartition(".")[0])))
    return ".".join(filter(None, (obligation.subject, obligation.about)))


def _row(progress: Progress, obligation: Obligation, language: Language) -> tuple[str, ...]:
    due = day(obligation.due, language)
    late = obligation.due < progress.today
    return (
        f"{due} ({tell('words.late', language)})" if late else due,
        asked(obligation, language),
        part(obligation),
        subject_name(progress, obligation),
        obligation.organisation or "",
        ", ".join(obligation.people),
    )
