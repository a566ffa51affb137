"""What is posted where several people read: what those hear who hold a role, once for all of them, and without a code."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scd_workflow.app.desk import key_of
from scd_workflow.app.timing import moment
from scd_workflow.domain import authority
from scd_workflow.domain.notices import Notice, place_of, reader_at
from scd_workflow.render.card import Card, frozen_card
from scd_workflow.store.outbox import Draft
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.app.desk import Desk
    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.ids import OrganisationId, PersonId, RoleId
    from scd_workflow.render.mail import Mail
    from scd_workflow.render.page import MailPage
    from scd_workflow.texts import Language


class Places:
    """The destinations of an office that hear what holders of roles hear, as things stand; who holds what is asked once."""

    def __init__(self, office: Office, seen: View) -> None:
        self._seen = seen
        self._places = {name: each for name, each in office.channels.destinations.items() if each.roles}
        self._holders: dict[tuple[tuple[RoleId, ...], OrganisationId | None], frozenset[PersonId]] = {}

    def hearing(self, notice: Notice) -> Iterator[Notice]:
        """What is posted because somebody is told this, place by place: nothing of codes, nor of what can wait."""
        if notice.kind == "code" or notice.bundled:
            return
        for name, place in self._places.items():
            is_theirs = place.organisation in {None, notice.organisation}
            if is_theirs and notice.person in self._holding(place.roles, notice.organisation):
                yield replace(notice, person=reader_at(name), why="informed", own=False, opens=(), whose=None)

    def _holding(self, roles: tuple[RoleId, ...], organisation: OrganisationId | None) -> frozenset[PersonId]:
        """Who holds one of the roles, and who hears in the place of who is away."""
        if (roles, organisation) not in self._holders:
            plan, absences, today = self._seen.plan, self._seen.state.absences, self._seen.today
            found: set[PersonId] = set()
            for role in roles:
                held = authority.holders(plan, role, organisation, today)
                found.update(held, authority.addressed(absences, held, today, organisation))
            self._holders[roles, organisation] = frozenset(found)
        return self._holders[roles, organisation]


def with_places(office: Office, seen: View, notices: Iterable[Notice]) -> Iterator[Notice]:
    """These notices, each followed by what is posted because of it; what several hear is posted time and again."""
    places = Places(office, seen)
    for notice in notices:
        yield notice
        yield from places.hearing(notice)


def posted(desk: Desk, notice: Notice, told: MailPage, written: Mail) -> Draft:
    """What is posted of a notice whose reader is a place, for in the outbox."""
    return Draft(
        key=key_of(notice), obligation=notice.obligation, recipient=notice.person, address="",
        channel=place_of(notice.person), subject=written.subject, mime=frozen(desk, notice, told, written),
        not_before=moment(desk.office, desk.seen, notice, desk.seen.now),
    )  # fmt: skip


def frozen(desk: Desk, notice: Notice, told: MailPage, written: Mail) -> bytes:
    """The card of a notice whose reader is a place, as it is posted."""
    office, name = desk.office, place_of(notice.person)
    language = office.settings.language
    card = card_of(told, written.subject, language)
    return frozen_card(card, office.channels.destinations[name].kind, language)


def card_of(told: MailPage, subject: str, language: Language) -> Card:
    """What stands on the card of a notice."""
    facts = (("card_phase", told.phase), ("card_organisation", told.organisation))
    return Card(
        subject,
        (tell("mail.posted_for", language, programme=told.programme, roles=told.recipient),),
        tuple((tell(f"mail.{what}", language), said) for what, said in facts if said),
        told.link,
    )
