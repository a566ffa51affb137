"""The decision list as tables for a terminal and as plain values for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.report.log import act, refusal
from scd_workflow.report.table import Table
from scd_workflow.report.votes import spoken, vote_record
from scd_workflow.texts import Language, day, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.decision_list import DecisionList, Entry, Kept
    from scd_workflow.domain.events import Ballot, GateReopened, GateWithdrawn


def tables(found: DecisionList, language: Language) -> tuple[Table, ...]:
    """The decisions, and what was taken back and refused where there is any."""
    parts = (_decisions(found, language), _setbacks(found, language), _refused(found, language))
    return tuple(each for number, each in enumerate(parts) if each.rows or not number)


def record(found: DecisionList) -> dict[str, object]:
    """The list as plain values for a program."""
    return {
        "programme": found.plan.programme.id,
        "from": found.first.isoformat() if found.first else None,
        "to": found.last.isoformat() if found.last else None,
        "made_on": found.today.isoformat(),
        "head": found.head,
        "decisions": [_record(each) for each in found.entries],
        "ended": [{"seq": each.seq, **each.event.model_dump(mode="json")} for each in found.setbacks],
        "refused": [{"seq": each.seq, **each.event.model_dump(mode="json")} for each in found.refused],
    }


def who(said: Ballot | GateWithdrawn | GateReopened, language: Language) -> str:
    """Who acted, and in whose place when as a deputy."""
    if said.on_behalf_of is None:
        return said.by
    return tell("audit.on_behalf", language, person=said.by, of=said.on_behalf_of)


def _decisions(found: DecisionList, language: Language) -> Table:
    columns = ("report.happened", "report.gate", "report.organisation", "report.round", "report.outcome", "report.by")
    more = ("audit.mandate", "report.rationale", "audit.conditions", "audit.override", "audit.votes", "audit.remark")
    return Table(
        title=tell("audit.decisions", language),
        columns=tuple(tell(column, language) for column in (*columns, *more)),
        rows=tuple(tuple(_row(each, language)) for each in found.entries),
    )


def _row(entry: Entry, language: Language) -> Iterator[str]:
    decided = entry.decided
    yield day(decided.at.date(), language)
    yield decided.gate
    yield decided.organisation or ""
    yield str(decided.attempt)
    yield tell(f"words.{decided.outcome}", language)
    yield who(decided, language)
    yield f"{decided.mandate} ({entry.mandate.source if entry.mandate else '-'})"
    yield decided.rationale
    yield "; ".join(_condition(each, language) for each in entry.conditions)
    yield decided.override_reason
    yield "; ".join(f"{who(each, language)}: {spoken(each, decided.briefing, language)}" for each in entry.votes)
    yield "; ".join(_remarks(entry, language))


def _condition(kept: Kept, language: Language) -> str:
    asked = kept.condition
    standing = tell(f"audit.condition_{kept.standing}", language)
    return f"{kept.number}. {asked.text} ({asked.owner}, {day(asked.due, language)}): {standing}"


def _remarks(entry: Entry, language: Language) -> Iterator[str]:
    decided = entry.decided
    if entry.set_aside is not None:
        yield tell("audit.set_aside", language, day=entry.set_aside.at.date(), reason=entry.set_aside.reason)
    if decided.deferred_until is not None:
        yield tell("audit.deferred_until", language, day=decided.deferred_until)
    if decided.back_to:
        work = (f"{each.activity}@{each.organisation}".removesuffix("@None") for each in decided.back_to)
        yield tell("audit.back_to", language, work=", ".join(work))


def _setbacks(found: DecisionList, language: Language) -> Table:
    columns = ("report.happened", "report.gate", "report.organisation", "report.round", "report.event", "report.by")
    return Table(
        title=tell("audit.ended", language),
        columns=(*(tell(column, language) for column in columns), tell("audit.reason", language)),
        rows=tuple(
            (
                day(event.at.date(), language),
                event.gate,
                event.organisation or "",
                str(event.attempt),
                tell(f"audit.{event.kind}", language),
                who(event, language),
                event.reason,
            )
            for event in (each.event for each in found.setbacks)
        ),
    )


def _refused(found: DecisionList, language: Language) -> Table:
    columns = ("report.happened", "report.gate", "report.organisation", "report.round")
    more = ("audit.act", "audit.claimed", "audit.reasons")
    return Table(
        title=tell("audit.refused", language),
        columns=tuple(tell(column, language) for column in (*columns, *more)),
        rows=tuple(
            (
                event.at.strftime("%Y-%m-%d %H:%M"),
                event.gate,
                event.organisation or "",
                str(event.attempt),
                act(event, language),
                event.claimed,
                refusal(event, language),
            )
            for event in (each.event for each in found.refused)
        ),
    )


def _record(entry: Entry) -> dict[str, object]:
    return {
        "seq": entry.seq,
        "recorded_at": entry.recorded_at.isoformat(),
        **entry.decided.model_dump(mode="json", exclude={"conditions"}),
        "mandate_source": entry.mandate.source if entry.mandate else None,
        "conditions": [
            {
                "number": each.number,
                **each.condition.model_dump(mode="json"),
                "standing": each.standing,
                "settled": each.settled.model_dump(mode="json") if each.settled else None,
            }
            for each in entry.conditions
        ],
        "votes": [vote_record(each, entry.decided.briefing) for each in entry.votes],
        "set_aside": entry.set_aside.model_dump(mode="json") if entry.set_aside else None,
    }
