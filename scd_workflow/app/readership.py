"""To which addresses and places something on the communication calendar goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scd_workflow.domain import authority
from scd_workflow.domain.calendar_items import POSTED
from scd_workflow.domain.communication_sending import Recipient
from scd_workflow.domain.occurrences import hearing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.app.view import View
    from scd_workflow.config.people import People
    from scd_workflow.config.readers import Readers, ReadersOf
    from scd_workflow.domain.ids import AudienceId, OrganisationId, RoleId
    from scd_workflow.domain.occurrences import Occurrence


@dataclass(frozen=True, slots=True)
class Readership:
    """Looks up who reads, by the settings and the plan in force."""

    seen: View
    people: People
    readers: Readers

    def unknown(self, each: Occurrence) -> tuple[AudienceId, ...]:
        """The audiences that the settings know no way to by its channel, so that people see to what is said to them."""
        item = each.item
        return tuple(audience for audience in item.audiences if not self.readers.reached(audience, item.channel))

    def places(self, each: Occurrence) -> tuple[str, ...]:
        """Where an occurrence is posted, each place once, however many look there."""
        found = (place for audience in each.item.audiences for place, _ in self._destinations(each, audience))
        return tuple(dict.fromkeys(found))

    def unheard(self, each: Occurrence) -> tuple[OrganisationId, ...]:
        """The organisations in which an occurrence is to be heard, and of which the settings know nobody of some audience."""
        there = hearing(self.seen.progress, each.item, each.organisation)
        reached = (self._organisations(each, audience) for audience in each.item.audiences)
        missed = {where for known in reached if None not in known for where in there if where not in known}
        return tuple(where for where in there if where in missed)

    def _organisations(self, each: Occurrence, audience: AudienceId) -> frozenset[OrganisationId | None]:
        """In which organisations somebody of an audience is reached; None stands for who is of none in particular."""
        if each.item.channel in POSTED:
            return frozenset(where for _, where in self._destinations(each, audience))
        return frozenset(reader.organisation for reader in self._of_audience(each, audience))

    def of(self, each: Occurrence) -> tuple[Recipient, ...]:
        """Everybody who reads an occurrence, each address once, however often it is meant."""
        found = (reader for audience in each.item.audiences for reader in self._of_audience(each, audience))
        by_address: dict[str, Recipient] = {}
        for reader in found:
            by_address.setdefault(reader.address.casefold(), reader)
        return tuple(by_address.values())

    def _of_audience(self, each: Occurrence, audience: AudienceId) -> Iterator[Recipient]:
        given = self.readers.of.get(audience)
        if given is None:
            return
        for role in given.roles:
            yield from self._holders(each, audience, role)
        yield from self._addresses(each, given)
        for listed in self.readers.lists[given.list].rows if given.list else ():
            if self._concerned(each, listed.organisation):
                yield Recipient(listed.address, listed.name, audience, listed.organisation)

    def _holders(self, each: Occurrence, audience: AudienceId, role: RoleId) -> Iterator[Recipient]:
        """Who holds a role in the organisations that hear it, or in the programme as a whole."""
        plan, known = self.seen.plan, self.people.by_id()
        local = any(found.per_organisation for found in plan.roles if found.id == role)
        places = hearing(self.seen.progress, each.item, each.organisation) if local else (None,)
        for place in places:
            for person in authority.holders(plan, role, place, each.day):
                if person in known:
                    yield Recipient(known[person].email, known[person].name, audience, place)

    def _addresses(self, each: Occurrence, given: ReadersOf) -> Iterator[Recipient]:
        """The distribution addresses: that of everybody, only for what everybody hears, and those of organisations."""
        if given.address is not None and self._concerned(each, None):
            yield Recipient(given.address, "", given.audience, None)
        for organisation, address in given.addresses.items():
            if self._concerned(each, organisation):
                yield Recipient(address, "", given.audience, organisation)

    def _destinations(self, each: Occurrence, audience: AudienceId) -> Iterator[tuple[str, OrganisationId | None]]:
        """The places where an audience looks: that of everybody, only for what everybody hears, and those of organisations."""
        given = self.readers.of.get(audience)
        if given is None:
            return
        if given.destination is not None and self._concerned(each, None):
            yield given.destination, None
        for organisation, place in given.destinations.items():
            if self._concerned(each, organisation):
                yield place, organisation

    def _concerned(self, each: Occurrence, organisation: OrganisationId | None) -> bool:
        """Whether who is of an organisation, or of none, hears something."""
        there = hearing(self.seen.progress, each.item, each.organisation)
        if organisation is None:
            return len(there) == len(self.seen.network.organisations)
        return organisation in there
