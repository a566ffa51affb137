"""Who receives what the communication calendar says: settings, outside the plan, so that they can change and be erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from scd_workflow.config.address_lists import AddressList, Column, misplaced, read_list
from scd_workflow.config.addresses import Address
from scd_workflow.config.problem import error, refuse_errors
from scd_workflow.config.reading import reading
from scd_workflow.config.source import Source, read
from scd_workflow.domain.calendar_items import POSTED, Channel
from scd_workflow.domain.ids import AudienceId, OrganisationId, RoleId
from scd_workflow.domain.plan_check.references import nearest
from scd_workflow.domain.programme import Part, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from scd_workflow.config.channels import Channels
    from scd_workflow.config.problem import Problem
    from scd_workflow.config.reading import Reading
    from scd_workflow.domain.plan import Plan

FILE = "readers.yaml"
FOLDER = "readers"
COLUMNS: tuple[Column, ...] = ("address", "name", "organisation")


class ReadersOf(Part):
    """Who receives what is said to an audience: holders of roles, addresses in a list file, distribution addresses.

    `list` is a file in the folder `readers`. `address` is for everybody at once, `addresses` one for each organisation.
    `destination` and `destinations` are the places of `channels.yaml` where what is said in Teams is posted, in the same way.
    """

    audience: AudienceId
    roles: tuple[RoleId, ...] = ()
    list: Text | None = None
    address: Address | None = None
    addresses: dict[OrganisationId, Address] = Field(default={})
    destination: Text | None = None
    destinations: dict[OrganisationId, Text] = Field(default={})

    @property
    def by_mail(self) -> bool:
        """Whether letters reach anybody."""
        return bool(self.roles or self.list or self.address or self.addresses)

    @property
    def in_places(self) -> bool:
        """Whether there is a place where they look."""
        return bool(self.destination or self.destinations)


class ReadersFile(Part):
    """The audiences that are written to by the engine; people see to all others."""

    readers: tuple[ReadersOf, ...] = ()


@dataclass(frozen=True, slots=True)
class Readers:
    """The readers of each audience that is written to by the engine, and the lists that they name."""

    of: Mapping[AudienceId, ReadersOf]
    lists: Mapping[str, AddressList]

    def reached(self, audience: AudienceId, channel: Channel) -> bool:
        """Whether the engine can say anything to an audience by a channel."""
        given = self.of.get(audience)
        return given is not None and (given.in_places if channel in POSTED else given.by_mail)


@dataclass(frozen=True, slots=True)
class ReadersRead:
    """The file and the lists beside it, with everything that is wrong with them."""

    file: Reading[ReadersFile]
    lists: Mapping[str, AddressList]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the file and with the lists."""
        return (*self.file.problems, *(each for found in self.lists.values() for each in found.problems))


def load_readers(folder: Path, plan: Plan) -> Readers:
    """The readers, nobody when there is no file; raises `PlanInvalid` with everything that keeps them from being used.

    An address of an organisation that the plan does not have would be written to for nothing, so that this is an error too.
    """
    if not (folder / FILE).exists():
        return Readers({}, {})
    found = read_readers(folder)
    refuse_errors((*found.problems, *_strangers(found, plan)))
    return Readers({each.audience: each for each in found.file.model().readers}, found.lists)


def read_readers(folder: Path) -> ReadersRead:
    """The readers in `readers.yaml` and the lists that it names; without that file there is nothing wrong."""
    if not (folder / FILE).exists():
        return ReadersRead(reading(ReadersFile, Source(folder / FILE, {"readers": []})), {})
    file = reading(ReadersFile, read(folder / FILE))
    file = file.adding(_contradictions(file))
    named = enumerate(file.left.model.readers if file.left else ())
    places = {each.list: file.place(("readers", nth, "list")) for nth, each in named if each.list}
    lists = {name: read_list(folder / FOLDER, name, COLUMNS, place) for name, place in places.items()}
    return ReadersRead(file, lists)


def strangers(found: ReadersRead, plan: Reading[Plan], channels: Reading[Channels]) -> Iterator[Problem]:
    """Audiences, roles and organisations that the plan does not have, and places that the channels do not have."""
    if channels.left is not None and not channels.left.removed:
        yield from _unknown_places(found, channels.left.model.destinations)
    # A plan without a calendar has no audiences to be known.
    if plan.left is not None and not plan.left.removed and plan.left.model.communications.audiences:
        yield from _strangers(found, plan.left.model)


def _strangers(found: ReadersRead, plan: Plan) -> Iterator[Problem]:
    audiences = {each.id for each in plan.communications.audiences}
    roles, organisations = {each.id for each in plan.roles}, {each.id for each in plan.organisations}
    for place, each in enumerate(found.file.left.model.readers if found.file.left else ()):
        if each.audience not in audiences:
            where = found.file.place(("readers", place, "audience"))
            yield error(where, "readers.unknown_audience", id=each.audience, nearest=nearest(each.audience, audiences))
        for nth, role in enumerate(each.roles):
            if role not in roles:
                where = found.file.place(("readers", place, "roles", nth))
                yield error(where, "check.unknown_role", id=role, nearest=nearest(role, roles))
        fields = {"addresses": each.addresses, "destinations": each.destinations}
        named = ((field, where) for field, given in fields.items() for where in given)
        for field, organisation in named:
            if organisation not in organisations:
                where = found.file.place(("readers", place, field, organisation))
                like = nearest(organisation, organisations)
                yield error(where, "config.unknown_organisation", id=organisation, nearest=like)
    for listed in found.lists.values():
        yield from misplaced(listed, organisations)


def _unknown_places(found: ReadersRead, known: Collection[str]) -> Iterator[Problem]:
    for place, each in enumerate(found.file.left.model.readers if found.file.left else ()):
        named: dict[tuple[str, ...], str] = {("destinations", key): name for key, name in each.destinations.items()}
        if each.destination:
            named["destination",] = each.destination
        for trail, name in named.items():
            if name not in known:
                where = found.file.place(("readers", place, *trail))
                yield error(where, "config.unknown_destination", id=name, choices=", ".join(sorted(known)) or "-")


def _contradictions(file: Reading[ReadersFile]) -> Iterator[Problem]:
    given: set[AudienceId] = set()
    for place, each in enumerate(file.left.model.readers if file.left else ()):
        if each.audience in given:
            yield error(file.place(("readers", place, "audience")), "readers.audience_twice", id=each.audience)
        if not (each.by_mail or each.in_places):
            yield error(file.place(("readers", place)), "readers.nobody", id=each.audience)
        given.add(each.audience)
