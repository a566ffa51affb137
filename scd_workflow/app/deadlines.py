"""What ties the messages about one thing together: a thread in the mail program, and one item in the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain.communications import asked_in
from scd_workflow.render.ics import Deadline, published
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from scd_workflow.app.desk import Desk
    from scd_workflow.domain.ids import ProgrammeId
    from scd_workflow.domain.notices import Notice
    from scd_workflow.render.mail import Mail
    from scd_workflow.texts import Language


def matter(programme: ProgrammeId, notice: Notice) -> str:
    """What all messages to one person about one thing have in common, whatever they say of it and whenever it is due."""
    subject = f"{notice.subject}:{notice.about}" if notice.about else notice.subject
    return f"{programme}/{subject}/{notice.organisation or '-'}/{notice.attempt}/{notice.person}"


def calendar_item(desk: Desk, notice: Notice, written: Mail, domain: str) -> bytes:
    """The day by which a decision is needed, or the session that is to be held, for the reader's calendar; nothing once it is past."""
    if notice.kind == "communication" and notice.day >= desk.seen.today:
        return _session(desk, notice, written.language)
    if notice.kind != "decision" or notice.day < desk.seen.today:
        return b""
    text = tell("mail.deadline", written.language, reference=written.reference)
    deadline = Deadline(matter(desk.office.programme, notice), notice.day, written.subject, text)
    return published(deadline, domain, desk.seen.now)


def _session(desk: Desk, notice: Notice, language: Language) -> bytes:
    """A session for the calendar of who holds it, to hand on to those who are to come."""
    each, what = asked_in(desk.seen.progress, notice.subject, notice.organisation, notice.about)
    if what != "hold":
        return b""
    from scd_workflow.app.diary import entry, in_file  # noqa: PLC0415 - the library of calendars loads slowly

    return in_file(desk.office, desk.seen, (entry(desk.seen, each, language),))
