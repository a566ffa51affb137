"""How the people of the story see to the communication calendar: texts come in time, one approver is late, all is sent on its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from scd_workflow.app.communications import report
from scd_workflow.app.office import Office
from scd_workflow.app.view import View
from scd_workflow.domain import due
from scd_workflow.domain.authority import holders
from scd_workflow.domain.communication_acts import Act, Said
from scd_workflow.domain.communications import asked_in, standing
from scd_workflow.domain.ids import ItemId, PersonId
from scd_workflow.domain.obligations import Obligation
from scd_workflow.domain.occurrences import Occurrence, hearing, occurrences

APPROVED_LATE = ItemId("kwartaalgesprek")
DOSSIER = "https://example.nl/dossier"


def speak(office: Office, seen: View, now: datetime) -> None:
    """What everybody does for the calendar on one day."""
    said = (*_asked(seen), *_sent(seen))
    if said:
        report(office, said, now)


def _asked(seen: View) -> Iterator[Said]:
    for obligation in due.obligations(seen.progress):
        if obligation.kind == "communication":
            each, what = asked_in(seen.progress, obligation.subject, obligation.organisation, obligation.about)
            yield from _done(seen, obligation, each, what)


def _done(seen: View, obligation: Obligation, each: Occurrence, what: str) -> Iterator[Said]:
    calendar, person = seen.network.calendar_of(each.organisation), obligation.people[0]
    late = each.item.id == APPROVED_LATE and each.state.moved_to is None
    if what == "draft" and seen.today >= calendar.add(obligation.due, -2):
        yield _said("submit", each, person, f"{DOSSIER}/{each.name}")
    elif what == "approve" and not late and seen.today >= obligation.due:
        yield _said("approve", each, person)
    elif what == "missed":
        to = calendar.add(seen.today, 7)
        yield Said("move", each.item.id, each.nominal, each.organisation, person, "Was te laat goedgekeurd.", to)
    elif what == "evaluate" and seen.today >= obligation.due:
        came = dict.fromkeys(hearing(seen.progress, each.item, each.organisation), 8)
        yield Said("evaluate", each.item.id, each.nominal, each.organisation, person, "Goed.", attendance=came)


def _sent(seen: View) -> Iterator[Said]:
    for each in occurrences(seen.progress):
        if each.day == seen.today and standing(each, seen.today) == "scheduled":
            yield _said("sent", each, holders(seen.plan, each.item.owner, each.organisation, seen.today)[0])


def _said(act: Act, each: Occurrence, by: PersonId, text: str = "") -> Said:
    return Said(act, each.item.id, each.nominal, each.organisation, by, text)
