"""What stands in the calendar of a person, an organisation or an audience: communications, sessions, decisions, evaluations, deadlines."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from scd_workflow.app.calendar_part import concerns
from scd_workflow.app.diary_evaluations import evaluation_entries
from scd_workflow.app.labels import organisation_name
from scd_workflow.domain import authority
from scd_workflow.domain.communications import deadlines
from scd_workflow.domain.gate_spots import all_gates, gate_state
from scd_workflow.domain.occurrences import occurrences
from scd_workflow.render.feed import Entry, feed
from scd_workflow.texts import say, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from scd_workflow.app.calendar_part import Whose
    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.gate_spots import GateSpot
    from scd_workflow.domain.ids import OrganisationId, PersonId, Which
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.texts import Language


def published(office: Office, seen: View, whose: Whose, language: Language) -> bytes:
    """The calendar as an iCalendar file; raises `PlanInvalid` when the settings of mail, which name the domain, cannot be used."""
    name = f"{seen.plan.programme.name} ({tell(f'diary.{_kind(whose)}', language)})"
    return in_file(office, seen, entries(seen, whose, language), name)


def in_file(office: Office, seen: View, found: Iterable[Entry], name: str = "") -> bytes:
    """Entries as an iCalendar file, without a `name` to hand on one by one; each has the same name in every calendar.

    Raises `PlanInvalid` as `published` does.
    """
    return feed(
        found,
        name=name,
        domain=office.channels.mail.message_id_domain.encode("idna").decode(),
        sequence=seen.seq,
        changed_at=seen.recorded[-1].recorded_at,
    )


def entries(seen: View, whose: Whose, language: Language) -> tuple[Entry, ...]:
    """What stands in the calendar, the earliest in front."""
    found = [*_said(seen, whose, language)]
    if whose.audience is None:
        found += _decided(seen, whose, language)
        found += evaluation_entries(seen, whose.person, whose.organisation, language)
    if whose.person is not None:
        found += _deadlines(seen, whose, language)
    return tuple(sorted(found, key=lambda each: (f"{each.begins:%Y-%m-%d}", each.key)))


def _kind(whose: Whose) -> Literal["person", "organisation", "audience", "all"]:
    if whose.person is not None:
        return "person"
    return "audience" if whose.audience is not None else "organisation" if whose.organisation is not None else "all"


def _said(seen: View, whose: Whose, language: Language) -> Iterator[Entry]:
    return (entry(seen, each, language) for each in occurrences(seen.progress) if concerns(seen, each, whose))


def entry(seen: View, each: Occurrence, language: Language) -> Entry:
    """How something that goes out or is held stands in a calendar."""
    item, session = each.item, each.item.session
    zone = ZoneInfo(seen.plan.programme.timezone)
    return Entry(
        key=_key(seen, "communication", item.id, each.nominal, each.organisation),
        begins=datetime.combine(each.day, item.at or seen.plan.communications.customs.at, zone),
        summary=_placed(seen, item.title, each.organisation),
        text=_text(seen, each, language),
        status=_status(each),
        minutes=session.minutes if session else 15,
        place=session.place if session else "",
        busy=session is not None,
    )


def _status(each: Occurrence) -> Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]:
    if each.state.sent is not None:
        return "CONFIRMED"
    if each.state.cancelled is not None or each.lapsed is not None:
        return "CANCELLED"
    return "CONFIRMED" if each.waits is None and each.state.approved is not None else "TENTATIVE"


def _text(seen: View, each: Occurrence, language: Language) -> str:
    names = {audience.id: audience.name for audience in seen.plan.communications.audiences}
    heard = ", ".join(names[audience] for audience in each.item.audiences)
    why = each.lapsed or each.waits
    lines = [
        each.item.core_message,
        tell("diary.heard", language, audiences=heard, channel=tell(f"words.{each.item.channel}", language)),
        *([say(why, language)] if why is not None and each.state.sent is None else []),
    ]
    return "\n".join(lines)


def _decided(seen: View, whose: Whose, language: Language) -> Iterator[Entry]:
    for spot in all_gates(seen.progress):
        day = seen.progress.due(spot.gate.id, spot.organisation)
        concerned = whose.organisation is None or spot.organisation in {None, whose.organisation}
        if concerned and (whose.person is None or _decides(seen, spot, whose.person, day)):
            decision = gate_state(seen.progress, spot).decision
            title = _placed(seen, f"{spot.gate.id} {spot.gate.name}", spot.organisation)
            yield Entry(
                key=_key(seen, "decision", spot.gate.id, None, spot.organisation),
                begins=decision.at.astimezone(seen.now.tzinfo).date() if decision else day,
                summary=tell("diary.decision", language, gate=title),
                text=tell(f"words.{decision.outcome}", language) if decision else tell("diary.to_decide", language),
            )


def _decides(seen: View, spot: GateSpot, person: PersonId, day: date) -> bool:
    return any(
        each.person == person for each in authority.entitled(seen.plan, spot.gate.id, spot.organisation, day, {})
    )


def _deadlines(seen: View, whose: Whose, language: Language) -> Iterator[Entry]:
    """By when a person has to have written, approved or evaluated."""
    for each, what, role, day in deadlines(seen.progress):
        mine = whose.person is not None and authority.holds(seen.plan, whose.person, role, each.organisation, day)
        if mine and concerns(seen, each, whose):
            title = _placed(seen, each.item.title, each.organisation)
            yield Entry(
                key=_key(seen, what, each.item.id, each.nominal, each.organisation),
                begins=day,
                summary=tell(f"diary.{what}", language, item=title),
                text=each.item.core_message,
            )


def _key(seen: View, kind: str, part: str, nominal: Which, organisation: OrganisationId | None) -> str:
    which = str(nominal) if nominal else ""
    return "-".join(filter(None, (kind, seen.programme, part, which, organisation or "")))


def _placed(seen: View, title: str, organisation: OrganisationId | None) -> str:
    return f"{title} ({organisation_name(seen.plan, organisation)})" if organisation else title
