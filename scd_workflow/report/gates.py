"""The gates: which there are, and the briefing that a decider reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain import gates, quorum
from scd_workflow.report.briefing import further_markdown
from scd_workflow.report.table import Table, escaped
from scd_workflow.report.votes import acted
from scd_workflow.texts import Language, day, say, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.domain.authority import Entitlement
    from scd_workflow.domain.briefing import Briefing
    from scd_workflow.domain.events import GateDecided
    from scd_workflow.domain.gates import GateSpot
    from scd_workflow.domain.progress import Progress


def table(progress: Progress, language: Language, spots: tuple[GateSpot, ...]) -> Table:
    """The gates as a table, in the order given."""
    columns = ("gate", "name", "organisation", "status", "due", "deciders")
    return Table(
        title=tell("report.gates", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(_row(progress, spot, language) for spot in spots),
    )


def records(progress: Progress, spots: tuple[GateSpot, ...]) -> Iterator[dict[str, object]]:
    """The gates as plain values for a program, in the order given."""
    for spot in spots:
        state = gates.gate_state(progress, spot)
        standing = progress.standing(spot.gate.id, spot.organisation)
        yield {
            "gate": spot.gate.id,
            "organisation": spot.organisation,
            "status": standing.status,
            "attempt": state.attempt,
            "due": standing.due.isoformat(),
            "late": standing.late,
            "deciders": list(dict.fromkeys(each.person for each in _deciders(progress, spot))),
            "decisions": [each.model_dump(mode="json") for each in state.decisions],
        }


def briefing_record(seen: Briefing, language: Language) -> dict[str, object]:
    """A briefing as plain values for a program."""
    return {
        "gate": seen.gate.id,
        "organisation": seen.organisation,
        "attempt": seen.attempt,
        "due": seen.due.isoformat(),
        "asked_because": seen.asked_because,
        "digest": seen.digest,
        "mark": seen.mark,
        "further": [say(fact.says, language) for fact in seen.further],
        "choices": [say(fact.says, language) for fact in seen.choices],
        "criteria": [
            {
                "criterion": each.criterion.id,
                "kind": each.criterion.kind,
                "text": each.criterion.text,
                "mandatory": each.criterion.mandatory,
                "met": each.met,
                "reason": say(each.reason, language),
            }
            for each in seen.findings
        ],
    }


def criteria_table(seen: Briefing, language: Language) -> Table:
    """The criteria of a briefing as a table; a word and not a colour says whether one holds."""
    columns = ("id", "criterion", "met", "why")
    return Table(
        title=tell("report.criteria", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(
            (
                finding.criterion.id,
                finding.criterion.text if finding.criterion.mandatory else _optional(finding.criterion.text, language),
                tell(f"report.{finding.verdict}", language),
                say(finding.reason, language),
            )
            for finding in seen.findings
        ),
    )


def decisions_table(taken: Iterable[GateDecided], language: Language) -> Table:
    """The decisions on a gate as a table, in the order in which they were taken, with what each asks."""
    columns = ("round", "outcome", "happened", "by", "rationale", "asks")
    return Table(
        title=tell("report.decisions", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(
            (
                str(each.attempt),
                tell(f"words.{each.outcome}", language),
                day(each.at.date(), language),
                acted(each, language),
                each.rationale,
                _asks(each, language),
            )
            for each in taken
        ),
    )


def _asks(decided: GateDecided, language: Language) -> str:
    """What a decision asks of whom: its conditions, its new date, or the work to do again."""
    conditions = (f"{each.text} ({each.owner}, {day(each.due, language)})" for each in decided.conditions)
    work = (f"{each.activity}@{each.organisation}".removesuffix("@None") for each in decided.back_to)
    until = (day(decided.deferred_until, language),) if decided.deferred_until else ()
    return "; ".join((*conditions, *until, *work, *filter(None, (decided.override_reason,))))


def briefing_markdown(progress: Progress, seen: Briefing, language: Language) -> str:
    """A briefing as a page: what is asked, by when, who may decide, and every criterion with its reason."""
    spot = gates.GateSpot(seen.gate, seen.organisation)
    where = f" · {_organisation(progress, spot)}" if seen.organisation else ""
    parts = [
        f"# {escaped(seen.gate.id)} {escaped(seen.gate.name)}{escaped(where)}",
        tell("report.decision_asked", language, day=day(seen.due, language), attempt=seen.attempt),
        tell("report.may_decide", language, people=escaped(_named(progress, spot, language))),
    ]
    if seen.asked_because:
        parts.append(tell("report.asked_because", language, reason=escaped(seen.asked_because)))
    return "\n\n".join([*parts, criteria_table(seen, language).markdown, further_markdown(seen, language)])


def _optional(text: str, language: Language) -> str:
    return f"{text} ({tell('report.not_mandatory', language)})"


def _row(progress: Progress, spot: GateSpot, language: Language) -> tuple[str, ...]:
    standing = progress.standing(spot.gate.id, spot.organisation)
    status = "late" if standing.late and standing.status == "awaiting" else standing.status
    return (
        spot.gate.id,
        spot.gate.name,
        spot.organisation or "",
        tell(f"words.{status}", language),
        day(standing.finished or standing.due, language),
        _named(progress, spot, language),
    )


def _organisation(progress: Progress, spot: GateSpot) -> str:
    names = {each.id: each.name for each in progress.network.plan.organisations}
    return names[spot.organisation] if spot.organisation else ""


def _deciders(progress: Progress, spot: GateSpot) -> tuple[Entitlement, ...]:
    return quorum.deciders(progress, spot, progress.today)


def _named(progress: Progress, spot: GateSpot, language: Language) -> str:
    return ", ".join(dict.fromkeys(acted(each, language) for each in _deciders(progress, spot)))
