"""Sending what the communication calendar says: what is approved goes to everybody who reads it, once, on its day."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from scd_workflow.app.inbox import look
from scd_workflow.app.labels import organisation_name
from scd_workflow.app.letters import Desk, draft
from scd_workflow.app.posts import post
from scd_workflow.app.readership import Readership
from scd_workflow.app.recording import record
from scd_workflow.config.blanks import unfilled
from scd_workflow.config.contents import Content, content
from scd_workflow.config.readers import load_readers
from scd_workflow.domain import communication_sending as rules
from scd_workflow.domain import refusals as tokens
from scd_workflow.domain.calendar_items import POSTED
from scd_workflow.domain.communication_acts import unknown_occurrence
from scd_workflow.domain.communication_sending import Fate, Outgoing, Recipient
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.feedback import feedback
from scd_workflow.domain.occurrences import Occurrence, occurrence
from scd_workflow.domain.reasons import Reason, because
from scd_workflow.store import outbox, refusals
from scd_workflow.store.engine import reading, writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.events import Event
    from scd_workflow.domain.progress import Progress
    from scd_workflow.store.engine import Connection

SECRET_BYTES = 32
HEAVIEST = 100_000_000
"""How many bytes one item may weigh with all its letters: files belong elsewhere, with a link to them."""

Told = Callable[[int, int], None]


def outgoing(office: Office, seen: View) -> tuple[Outgoing, ...]:
    """What goes out on the day of the view and what becomes of it at that moment; raises `PlanInvalid` for broken settings."""
    readership = Readership(seen, office.people, load_readers(office.config, seen.plan))
    with reading(office.engine) as connection:
        secret = refusals.secret(connection, office.programme)
        return tuple(
            _outgoing(office, seen, readership, each, _refused(connection, office, each, secret))
            for each in rules.of_today(seen.progress)
        )


def send_due(office: Office, now: datetime, told: Told | None = None) -> tuple[Outgoing, ...]:
    """Put what is due in the outbox, with the event that says so, and hold back what changed since it was approved.

    What the settings know no way for is left to people. All letters of an item go in at once or none do, so that nothing goes out twice, however often this runs. `told` hears how
    many letters of an item are written, and of how many. Raises `PlanInvalid` when the settings cannot be used.
    """
    seen = look(office, now)
    return tuple(_done(office, seen, each, now, told) for each in outgoing(office, seen))


def _done(office: Office, seen: View, found: Outgoing, now: datetime, told: Told | None) -> Outgoing:
    if found.fate == "ready":
        return _sent(office, seen, found, now, told)
    return _recorded(office, found, now, found.fate) if found.fate in {"changed", "absent", "by_hand"} else found


def _outgoing(
    office: Office, seen: View, readership: Readership, each: Occurrence, refused: Callable[[Recipient], bool]
) -> Outgoing:
    unknown = readership.unknown(each)
    if unknown:
        return Outgoing(each, "by_hand", reason=_by_people(seen, each, unknown))
    text = _approved(office, seen.progress, each)
    if not isinstance(text, Content):
        return _stopping(each, text)
    found = _addressed(readership, each, refused)
    if not found.count and not found.refused:
        return Outgoing(each, "by_hand", reason=_by_people(seen, each, each.item.audiences))
    why = tuple(rules.not_now(seen.progress, each, seen.now.time()))
    if why:
        fate: Fate = "later" if all(reason.code == "communications.not_yet" for reason in why) else "held"
        return replace(found, fate=fate, reason=why[-1])
    against = _unsendable(seen, each, text, found.count)
    return replace(found, fate="held", reason=against) if against else found


def _addressed(readership: Readership, each: Occurrence, refused: Callable[[Recipient], bool]) -> Outgoing:
    """To whom or where something goes, with a word about organisations in which nobody hears it."""
    unheard = readership.unheard(each)
    names = ", ".join(organisation_name(readership.seen.plan, where) for where in unheard)
    reason = because("communications.not_everywhere", item=each.name, organisations=names) if unheard else None
    if each.item.channel in POSTED:
        return Outgoing(each, "ready", places=readership.places(each), reason=reason)
    every = readership.of(each)
    readers = tuple(reader for reader in every if not refused(reader))
    return Outgoing(each, "ready", readers, refused=len(every) - len(readers), reason=reason)


def _stopping(each: Occurrence, why: Literal["changed", "absent"]) -> Outgoing:
    return Outgoing(each, why, reason=because(f"communications.stopped_{why}"))


def _refused(
    connection: Connection, office: Office, each: Occurrence, secret: bytes | None
) -> Callable[[Recipient], bool]:
    """Whether a reader refuses an item; what nobody may refuse nobody does."""
    if secret is None or each.item.channel not in rules.REFUSABLE:
        return lambda _: False
    gone = refusals.all_refused(connection, office.programme)
    return lambda reader: tokens.reader(secret, each.item.id, reader.address) in gone


def _by_people(seen: View, each: Occurrence, unknown: Sequence[str]) -> Reason:
    code = "communications.no_place" if each.item.channel in POSTED else "communications.by_people"
    return because(code, item=each.name, audience=_names(seen, unknown))


def _names(seen: View, audiences: Sequence[str]) -> str:
    return ", ".join(each.name for each in seen.plan.communications.audiences if each.id in audiences)


def _approved(office: Office, progress: Progress, each: Occurrence) -> Content | Literal["changed", "absent"]:
    """The text of something as it was approved, or why there is no such text any more.

    Read once: what is compared with the approval is what goes out, also when somebody saves the file at that moment.
    """
    approved = each.state.approved
    assert approved is not None
    found = content(office.config, approved.content)
    if not isinstance(found, Content):
        return "absent"
    now = rules.digest(progress, each, approved.content, found.digest)
    open_ = unfilled(progress.network.plan, each.item, found.text)
    return found if now == approved.digest and not open_ else "changed"


def _unsendable(seen: View, each: Occurrence, text: Content, count: int) -> Reason | None:
    if not count:
        return because("communications.no_readers", item=each.name, audiences=_names(seen, each.item.audiences))
    if text.kind == "file" and each.item.channel in POSTED:
        return because("communications.no_file_in_post", content=text.name)
    if len(text.body) * count > HEAVIEST:
        return because("communications.too_heavy", content=text.name, count=count)
    return None


def _sent(office: Office, seen: View, found: Outgoing, now: datetime, told: Told | None) -> Outgoing:
    """Write the letters beforehand, because that takes long, and put them in together with the event."""
    text = _approved(office, seen.progress, found.each)
    if not isinstance(text, Content):
        return _recorded(office, _stopping(found.each, text), now, text)
    with writing(office.engine) as connection:
        secret = refusals.begin(connection, office.programme, secrets.token_bytes(SECRET_BYTES))
    desk = Desk(office, seen, secret, text)
    drafts = [post(desk, found.each, place) for place in found.places]
    for reader in found.readers:
        drafts.append(draft(desk, found.each, reader))
        if told is not None:
            told(len(drafts), found.count)

    def put_in(connection: Connection, events: Sequence[Event]) -> None:
        del events
        gone = refusals.all_refused(connection, office.programme)
        kept = [each for each in drafts if each.recipient not in gone]
        outbox.enqueue(connection, office.programme, kept, now=now)

    return _recorded(office, found, now, "sent", also=put_in)


def _recorded(
    office: Office,
    found: Outgoing,
    now: datetime,
    fate: Fate,
    also: Callable[[Connection, Sequence[Event]], None] | None = None,
) -> Outgoing:
    """What became of it is recorded, unless something happened to it since it was looked at: then the next run sees to it."""

    def event(seen: View) -> tuple[Event, ...]:
        each = found.each
        named = seen.progress, each.item.id, each.organisation, each.nominal
        if any(unknown_occurrence(*named)) or occurrence(*named) != each:
            raise Refused(because("communications.overtaken_meanwhile", item=each.name))
        if fate in {"changed", "absent"}:
            return (rules.stopped(each, seen.now, fate),)
        if fate == "by_hand":
            posted = each.item.channel in POSTED
            return (rules.handed(each, seen.now, "no_destination" if posted else "no_addresses"),)
        went_out = rules.sent(each, seen.now, found.count)
        return (went_out, *feedback(seen.progress, went_out))

    try:
        record(office, now, event, also=also)
    except Refused as refused:
        return replace(found, fate="held", reason=refused.reasons[0])
    return replace(found, fate=fate)
