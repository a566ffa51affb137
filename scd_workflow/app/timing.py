"""When a message goes out: at once what somebody waits for, and otherwise within the hours of its reader."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scd_workflow.app.view import local
from scd_workflow.domain import code_notices
from scd_workflow.domain.ids import PersonId
from scd_workflow.domain.notices import Notice, is_place
from scd_workflow.store import postponing

if TYPE_CHECKING:
    from datetime import datetime

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.hours import Hours
    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.store.engine import Connection


def hours_of(office: Office, person: PersonId) -> Hours | None:
    """The hours in which a person is written to, the own ones before those of the programme; None when all are good."""
    known = office.people.by_id().get(person)
    return (known.hours if known else None) or office.ladder.hours


def bundles(office: Office, notice: Notice) -> bool:
    """Whether a notice waits for the message of the day; a code goes in a message of its own."""
    known = office.people.by_id().get(notice.person)
    likes = office.ladder.hours is not None and (known is None or known.digest)
    return notice.bundled and likes and not code_notices.is_for(notice)


def is_urgent(notice: Notice) -> bool:
    """Whether its reader waits for it: a code that was asked for, or the confirmation of an own act."""
    return notice.own or (notice.kind == "code" and notice.step in {"asked", "fresh"})


def moment(office: Office, seen: View, notice: Notice, now: datetime) -> datetime:
    """When a message that is made now goes out."""
    reaches = is_place(notice.person) or _disturbs(office)
    hours = hours_of(office, notice.person) if reaches and not is_urgent(notice) else None
    return hours.next(seen.network.calendar_for(notice.person), now) if hours else now


def moment_in(office: Office, seen: View, organisation: OrganisationId, now: datetime) -> datetime:
    """When a message that is made now goes out to somebody of an organisation whom the settings do not name."""
    hours = office.ladder.hours if _disturbs(office) else None
    return hours.next(seen.network.calendar_of(organisation), now) if hours else now


def digest_moment(office: Office, seen: View, person: PersonId, now: datetime, *, day_over: bool) -> datetime:
    """When a message of the day that is made now goes out; on a later day when that of this one is gone (`day_over`)."""
    hours, calendar = hours_of(office, person), seen.network.calendar_for(person)
    assert hours is not None
    if day_over:
        return hours.of_day(calendar, now.date() + timedelta(days=1), now)
    return hours.next_digest(calendar, now) if _disturbs(office) else now


def keep_quiet(connection: Connection, office: Office, seen: View, now: datetime) -> None:
    """Put off what waits for people who are not written to at this moment, as a second try in the evening."""
    if not _disturbs(office):
        return
    here = local(seen.plan, now)
    waiting = postponing.waiting_for(connection, seen.programme, now)
    for person in map(PersonId, waiting):
        hours = hours_of(office, person)
        until = hours.next(seen.network.calendar_for(person), here) if hours else here
        if until > here:
            postponing.postpone(connection, seen.programme, person, now=now, until=until)


def _disturbs(office: Office) -> bool:
    """Whether mail reaches anybody; what goes to a folder does not."""
    return "://" in office.settings.mail_url
