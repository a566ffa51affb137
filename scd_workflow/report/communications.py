"""The communication calendar as people see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain.communications import standing, why_stopped
from scd_workflow.domain.occurrences import hearing
from scd_workflow.report.table import Table
from scd_workflow.texts import Language, day, say, tell, weekday

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import time

    from scd_workflow.domain.audiences import Finding
    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.domain.progress import Progress


def table(progress: Progress, found: Iterable[Occurrence], language: Language) -> Table:
    """What goes out, a row each, in the order given."""
    columns = ("on_day", "item", "title", "audience", "organisation", "channel", "standing", "remark")
    names = audience_names(progress)
    return Table(
        title=tell("report.communications", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(
            (
                day(each.day, language),
                each.name,
                each.item.title,
                ", ".join(names[audience] for audience in each.item.audiences),
                each.organisation or "",
                tell(f"words.{each.item.channel}", language),
                tell(f"words.communication_{standing(each, progress.today)}", language),
                remark(each, language),
            )
            for each in found
        ),
    )


def records(progress: Progress, found: Iterable[Occurrence]) -> Iterator[dict[str, object]]:
    """What goes out, as plain values for a program, in the order given."""
    for each in found:
        why = each.lapsed or each.waits
        submitted, sent, known = each.state.submitted, each.state.sent, each.state.evaluated
        yield {
            "name": each.name,
            "item": each.item.id,
            "occurrence": each.nominal and str(each.nominal),
            "organisation": each.organisation,
            "day": each.day.isoformat(),
            "at": f"{hour(progress, each):%H:%M}",
            "title": each.item.title,
            "purpose": each.item.purpose,
            "channel": each.item.channel,
            "audiences": list(each.item.audiences),
            "organisations": list(hearing(progress, each.item, each.organisation)),
            "standing": standing(each, progress.today),
            "reason": why and why.code,
            "content": submitted and submitted.content,
            "sent": sent and sent.at.isoformat(),
            "session": each.item.session and each.item.session.model_dump(),
            "evaluated": known
            and {"reach": known.reach, "attendance": known.attendance, "evaluation": known.evaluation},
        }


def findings_table(progress: Progress, found: Iterable[Finding], language: Language) -> Table:
    """What to look at again, a row each, in the order given."""
    names = audience_names(progress)
    return Table(
        title=tell("report.communications_check", language),
        columns=tuple(
            tell(f"report.{column}", language) for column in ("on_day", "audience", "organisation", "remark")
        ),
        rows=tuple(
            (
                day(each.day, language),
                names[each.audience],
                _places(progress, each.organisations, language),
                say(each.reason, language),
            )
            for each in found
        ),
    )


def finding_records(found: Iterable[Finding]) -> Iterator[dict[str, object]]:
    """What to look at again, as plain values for a program."""
    for each in found:
        yield {
            "kind": each.kind,
            "day": each.day.isoformat(),
            "audience": each.audience,
            "organisations": list(each.organisations),
            "text": say(each.reason),
        }


def _places(progress: Progress, organisations: tuple[str, ...], language: Language) -> str:
    """Organisations for in a narrow column: all of them, or the first three and how many more."""
    if len(organisations) == len(progress.network.organisations):
        return tell("report.everywhere", language)
    names, more = ", ".join(organisations[:3]), len(organisations) - 3
    return tell("report.with_more", language, names=names, more=more) if more > 0 else names


def shown(progress: Progress, each: Occurrence, language: Language) -> Table:
    """Everything that is known of one occurrence, a row each."""
    rows = [(tell(f"report.{code}", language), text) for code, text in _facts(progress, each, language) if text]
    columns = tuple(tell(f"report.{column}", language) for column in ("what", "value"))
    return Table(title=f"{each.name} {each.item.title}", columns=columns, rows=tuple(rows))


def audience_names(progress: Progress) -> dict[str, str]:
    """What people call each audience."""
    return {each.id: each.name for each in progress.network.plan.communications.audiences}


def hour(progress: Progress, each: Occurrence) -> time:
    """At what hour something goes out."""
    return each.item.at or progress.network.plan.communications.customs.at


def remark(each: Occurrence, language: Language) -> str:
    """Why something waits, lapsed or was cancelled; empty when there is nothing to say."""
    if each.state.cancelled is not None:
        return each.state.cancelled.reason
    why = each.lapsed or each.waits or why_stopped(each)
    return say(why, language) if why is not None and each.state.sent is None else ""


def _facts(progress: Progress, each: Occurrence, language: Language) -> Iterator[tuple[str, str]]:
    item, state, names = each.item, each.state, audience_names(progress)
    roles = {role.id: role.name for role in progress.network.plan.roles}
    yield "on_day", f"{weekday(each.day, language)}, {hour(progress, each):%H:%M}"
    yield "standing", tell(f"words.communication_{standing(each, progress.today)}", language)
    yield "remark", remark(each, language)
    yield "purpose", tell(f"words.{item.purpose}", language)
    yield "channel", tell(f"words.{item.channel}", language)
    yield "audience", ", ".join(names[audience] for audience in item.audiences)
    yield "organisation", ", ".join(hearing(progress, item, each.organisation))
    yield "message", item.core_message
    yield "sender", roles[item.sender]
    yield "owner", roles[item.owner]
    yield "approver", roles[item.approver] if item.approver else ""
    if item.session is not None:
        yield "place", tell("report.with_seats", language, place=item.session.place, count=item.session.capacity)
    yield "content", state.submitted.content if state.submitted else item.content
    yield "approved_by", state.approved.by if state.approved else ""
    yield "evidence", state.sent.evidence if state.sent else ""
    yield "recipients", str(state.sent.recipients) if state.sent and state.sent.recipients else ""
    if state.evaluated is not None:
        yield "reach", "" if state.evaluated.reach is None else str(state.evaluated.reach)
        yield "attendance", _came(state.evaluated.attendance, language)
        yield "evaluation", state.evaluated.evaluation


def _came(attendance: Mapping[OrganisationId, int], language: Language) -> str:
    """How many came of each organisation, and of all together."""
    if not attendance:
        return ""
    each = ", ".join(f"{name}: {count}" for name, count in attendance.items())
    return tell("report.came_together", language, each=each, count=sum(attendance.values()))
