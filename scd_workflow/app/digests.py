"""One message a day for what can wait: made when there is something to say, made anew while unsent, and never empty."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, get_args

from scd_workflow.app.desk import CHANNEL, Reader, key_of
from scd_workflow.app.pages import page
from scd_workflow.app.timing import digest_moment
from scd_workflow.domain.ids import PersonId
from scd_workflow.domain.notices import on_ladder
from scd_workflow.render.digest import DigestPage, Line, Part
from scd_workflow.render.mail import mail, subject
from scd_workflow.render.mime import freeze, message_id
from scd_workflow.store import digests, outbox
from scd_workflow.store.outbox import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from scd_workflow.app.desk import Desk
    from scd_workflow.app.office import Office
    from scd_workflow.config.people import Person
    from scd_workflow.domain.notices import Notice
    from scd_workflow.render.mail import Mail
    from scd_workflow.render.page import MailPage
    from scd_workflow.store.engine import Connection

    Said = Mapping[str, Notice]
    """What a message of the day says, by key."""


def bring_in_line(connection: Connection, desk: Desk, notices: Iterable[Notice], *, most: int | None) -> bool:
    """Let the messages of the day that are still to go out say exactly these notices, which nobody was told yet.

    Makes so many at `most`, all of them when None; gives whether some are left.
    """
    programme, now, made = desk.office.programme, desk.seen.now, 0
    due: dict[PersonId, dict[str, Notice]] = defaultdict(dict)
    for notice in notices:
        due[notice.person][key_of(notice)] = notice
    for each in digests.unsent(connection, programme):
        said = due.pop(PersonId(each.recipient), {}) if each.changeable else {}
        if said.keys() == each.lines:
            continue
        if said:
            made += 1
            digests.make_anew(connection, programme, _draft(desk, each.key, said, now))
            digests.say(connection, programme, each.key, said)
        elif each.changeable or not each.lines <= _standing(desk):
            # One that is on its way, or may have arrived, is not tried again once some of it is over.
            outbox.withdraw_each(connection, programme, [each.key], reason="obligation_ended", now=now)
    for place, (person, said) in enumerate(due.items()):
        if most is not None and made + place >= most:
            return True
        _put_in(connection, desk, person, said)
    return False


def _standing(desk: Desk) -> frozenset[str]:
    return frozenset(key_of(each) for each, passed in on_ladder(desk.seen.progress, desk.office.ladder) if not passed)


def _put_in(connection: Connection, desk: Desk, person: PersonId, said: Said) -> None:
    programme, now = desk.office.programme, desk.seen.now
    moment = digest_moment(desk.office, desk.seen, person, now, day_over=False)
    if digests.sent(connection, programme, digest_key(moment, person)):
        moment = digest_moment(desk.office, desk.seen, person, now, day_over=True)
    key = digest_key(moment, person)
    outbox.enqueue(connection, programme, [_draft(desk, key, said, moment)], now=now)
    digests.say(connection, programme, key, said)


def digest_key(moment: datetime, person: PersonId) -> str:
    """The key of the message of the day that goes to a person at a moment."""
    return f"digest/{moment.date().isoformat()}/{person}/{CHANNEL}"


def _draft(desk: Desk, key: str, said: Said, not_before: datetime) -> Draft:
    """The frozen message; in the name of an organisation when all that it says is about that one."""
    office = desk.office
    organisations = {notice.organisation for notice in said.values()}
    voice = office.channels.mail.voice(organisations.pop() if len(organisations) == 1 else None)
    person = office.people.by_id()[next(iter(said.values())).person]
    whole_key = f"{office.programme}/{key}"
    lines = tuple(_line(desk, notice, person) for notice in said.values())
    written = written_of_the_day(office, desk.seen.plan.programme.name, person, not_before, lines)
    mime = freeze(
        written,
        sender=voice.sender,
        reply_to=voice.reply_to,
        recipient_name=person.name,
        address=person.email,
        message_id=message_id(whole_key, voice.message_id_domain),
        date=desk.seen.now,
    )
    return Draft(key, digests.DIGEST, person.id, person.email, voice.channel, written.subject, mime, not_before)


def written_of_the_day(
    office: Office, programme: str, person: Person, moment: datetime, lines: tuple[Line, ...]
) -> Mail:
    """The message of the day that goes to a person at a moment, in words."""
    key = f"{office.programme}/{digest_key(moment, person.id)}"
    told = DigestPage(key, programme, person.name, moment.date(), lines)
    return mail(told, office.settings.config, person.language)


def _line(desk: Desk, notice: Notice, person: Person) -> Line:
    told = page(desk, notice, Reader(person.id, person.name, person.language))
    return line_of(notice, told, subject(told, desk.office.settings.config, person.language))


def line_of(notice: Notice, told: MailPage, says: str) -> Line:
    """What the message of the day says of a notice."""
    step = next(each for each in get_args(Part) if each == notice.step)
    return Line(step, says, notice.day, told.link, told.command)
