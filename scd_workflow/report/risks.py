"""The risk register: how great each risk is, whose it is, and when it is looked at again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain import authority
from scd_workflow.report.table import Table
from scd_workflow.texts import Language, day, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.domain.ids import PersonId
    from scd_workflow.domain.progress import Progress
    from scd_workflow.domain.risk_state import Risk


def table(progress: Progress, found: Iterable[Risk], language: Language, *, title: str = "risks") -> Table:
    """Risks as a table, in the order given; a word and not a colour says how great each is.

    `title` is how the catalogue of reports calls it.
    """
    columns = ("number", "risk", "organisation", "how_great", "measure", "owner", "review", "status")
    return Table(
        title=tell(f"report.{title}", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(_row(progress, each, language) for each in found),
    )


def records(progress: Progress, found: Iterable[Risk]) -> Iterator[dict[str, object]]:
    """Risks as plain values for a program, in the order given."""
    for each in found:
        last = each.last
        yield {
            "risk": each.id,
            "organisation": each.organisation,
            "what": each.noted.what,
            "why": each.noted.why,
            "probability": last.probability,
            "impact": last.impact,
            "side": last.side,
            "score": each.score,
            "colour": each.colour,
            "measure": last.measure,
            "owner": last.owner,
            "people": list(_holders(progress, each)),
            "review": last.review.isoformat(),
            "due": each.due.isoformat(),
            "late": each.late(progress.today),
            "noted": each.noted.at.date().isoformat(),
            "assessed": last.at.date().isoformat(),
            "closed": each.closed.model_dump(mode="json") if each.closed else None,
        }


def _row(progress: Progress, risk: Risk, language: Language) -> tuple[str, ...]:
    last = risk.last
    colour = tell(f"words.risk_{risk.colour}", language)
    values = {"score": risk.score, "probability": last.probability, "impact": last.impact}
    how_great = tell(
        "report.risk_score", language, colour=colour, side=tell(f"words.side_{last.side}", language), **values
    )
    role = authority.role_name(progress.network.plan, last.owner)
    return (
        risk.id,
        f"{risk.noted.what.rstrip('.')}. {risk.noted.why}",
        risk.organisation or "",
        how_great,
        last.measure or tell("briefing.no_measure", language),
        f"{role} ({authority.named(_holders(progress, risk))})",
        day(last.review, language),
        _status(progress, risk, language),
    )


def _status(progress: Progress, risk: Risk, language: Language) -> str:
    if risk.closed is not None:
        word = tell("words.risk_closed", language)
        return f"{word}: {risk.closed.reason} ({risk.closed.by}, {day(risk.closed.at.date(), language)})"
    if risk.late(progress.today):
        return tell("report.review_late", language)
    return tell("words.condition_open", language)


def _holders(progress: Progress, risk: Risk) -> tuple[PersonId, ...]:
    return authority.holders(progress.network.plan, risk.last.owner, risk.organisation, progress.today)
