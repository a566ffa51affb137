"""Who will get which message on which day, if nothing happens until then: what waits, and what will be made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from scd_workflow.app.by_hand import dotted, letter
from scd_workflow.app.desk import Desk, key_of
from scd_workflow.app.digests import digest_key, line_of, written_of_the_day
from scd_workflow.app.inbox import look
from scd_workflow.app.pages import written_for
from scd_workflow.app.postings import frozen, with_places
from scd_workflow.app.timing import bundles, digest_moment, moment
from scd_workflow.app.view import at
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import PersonId
from scd_workflow.domain.notices import is_place, reader_and_thing, reminders
from scd_workflow.domain.reasons import because
from scd_workflow.render.card_page import card_page
from scd_workflow.store import digests, outbox
from scd_workflow.store.engine import reading
from scd_workflow.store.links import links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from scd_workflow.app.office import Office
    from scd_workflow.domain.notices import Notice
    from scd_workflow.render.digest import Line
    from scd_workflow.render.mail import Mail
    from scd_workflow.render.page import MailPage
    from scd_workflow.store.engine import Connection

LONGEST = timedelta(days=366)
"""How many days are looked ahead at once at most."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A message to come: when, to whom, what it says, and `html` as its reader will see it; `bundled` within that of the day.

    `number` is its own in the outbox when it waits there, and `line` is what the message of the day says of it. Of both the
    `html` is empty until `with_pages` has it.
    """

    moment: datetime
    person: PersonId
    key: str
    subject: str
    bundled: bool = False
    number: int | None = None
    html: str = ""
    line: Line | None = None


def preview(office: Office, now: datetime, first: date, last: date) -> tuple[Coming, ...]:
    """What goes out from one day until another, the first in front.

    Raises `Refused` for a period that is over, ends before it begins or is too long, and `PlanInvalid` when the settings
    cannot be used.
    """
    seen = look(office, now)
    if last < first or first < seen.today or last - first > LONGEST:
        raise Refused(because("notices.wrong_period", first=first, last=last, today=seen.today, days=LONGEST.days))
    with reading(office.engine) as connection:
        desk = Desk(office, seen, links(connection, office.programme), "")
        found = [*_waiting(connection, office), *_made(connection, desk, last)]
    found = [each for each in found if first <= each.moment.astimezone(seen.now.tzinfo).date() <= last]
    return tuple(sorted(found, key=lambda each: (each.moment, each.person, each.bundled, each.key)))


def with_pages(office: Office, now: datetime, found: Iterable[Coming]) -> tuple[Coming, ...]:
    """The messages as they arrive: what waits in the outbox as it stands there, and one message of the day for its lines."""
    shown: list[Coming] = []
    days: dict[tuple[datetime, PersonId], list[Line]] = defaultdict(list)
    for each in found:
        if each.line is not None:
            days[each.moment, each.person].append(each.line)
        elif each.number is not None:
            shown.append(replace(each, html=letter(office, each.number).html))
        else:
            shown.append(each)
    programme, people = look(office, now).plan.programme.name, office.people.by_id()
    for (on, person), lines in days.items():
        written = written_of_the_day(office, programme, people[person], on, tuple(lines))
        shown.append(Coming(on, person, digest_key(on, person), written.subject, html=written.html))
    return tuple(sorted(shown, key=lambda each: (each.moment, each.person, each.key)))


def _waiting(connection: Connection, office: Office) -> Iterator[Coming]:
    """What is in the outbox already; messages of the day are made anew until they go, so that they are among what is made."""
    for row in outbox.rows(connection, office.programme):
        if row.state in {"waiting", "retry"} and row.withdrawn_at is None and row.obligation != digests.DIGEST:
            yield Coming(row.next_at, PersonId(row.recipient), row.key, row.subject, number=row.id)


def _made(connection: Connection, desk: Desk, last: date) -> Iterator[Coming]:
    """What the coming days will make, each day after the one before it."""
    programme, seen, told = desk.office.programme, desk.seen, set[str]()
    people = desk.office.people.by_id()
    things = _told_today(connection, desk)
    while seen.today <= last:
        today = Desk(desk.office, seen, desk.forms, desk.head)
        told_people = [each for each in reminders(seen.progress, desk.office.ladder) if each.person in people]
        new = {key_of(each): each for each in with_places(desk.office, seen, told_people)}
        heard = told | outbox.known_keys(connection, programme, new) | digests.told(connection, programme, new)
        for key, notice in new.items():
            if key not in heard and (notice.person, notice.thing) not in things:
                told.add(key)
                things.add((notice.person, notice.thing))
                yield _coming(connection, today, notice)
        seen, things = at(seen, datetime.combine(seen.today + timedelta(days=1), time(), seen.now.tzinfo)), set()


def _told_today(connection: Connection, desk: Desk) -> set[tuple[PersonId, str]]:
    midnight = datetime.combine(desk.seen.today, time(), desk.seen.now.tzinfo)
    keys = digests.said_since(connection, desk.office.programme, tuple(desk.office.people.by_id()), midnight)
    return {found for key in keys if (found := reader_and_thing(key)) is not None}


def _coming(connection: Connection, desk: Desk, notice: Notice) -> Coming:
    office, seen = desk.office, desk.seen
    told, written = written_for(desk, notice)
    if not bundles(office, notice):
        when = moment(office, seen, notice, seen.now)
        return Coming(when, notice.person, key_of(notice), written.subject, html=_page(desk, notice, told, written))
    when = digest_moment(office, seen, notice.person, seen.now, day_over=False)
    if digests.sent(connection, office.programme, digest_key(when, notice.person)):
        when = digest_moment(office, seen, notice.person, seen.now, day_over=True)
    line = line_of(notice, told, written.subject)
    return Coming(when, notice.person, key_of(notice), written.subject, bundled=True, line=line)


def _page(desk: Desk, notice: Notice, told: MailPage, written: Mail) -> str:
    if not is_place(notice.person):
        return dotted(written.html)
    return card_page(frozen(desk, notice, told, written), desk.office.settings.language)
