"""In whose name messages go out, by which way, and where else they are posted, as it stands in `channels.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from scd_workflow.config.addresses import Address, Domain, Sender
from scd_workflow.config.destinations import DestinationKind
from scd_workflow.config.problem import error
from scd_workflow.config.reading import reading
from scd_workflow.config.secrets import SecretName
from scd_workflow.config.source import read
from scd_workflow.config.transports import (
    NO_TRANSPORT,
    OPEN_LOGIN,
    SPILLED,
    WrongTransport,
    mail_transport,
)
from scd_workflow.domain.ids import SLUG, OrganisationId, RoleId
from scd_workflow.domain.plan_check.references import nearest
from scd_workflow.domain.programme import Part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scd_workflow.config.people import People
    from scd_workflow.config.problem import Problem
    from scd_workflow.config.reading import Reading
    from scd_workflow.domain.plan import Plan

MAIL = "mail"
"""The channel that takes letters; an organisation's own way has its name after a stroke: `mail/dordrecht`."""

WRONG_TRANSPORTS = {
    NO_TRANSPORT: PydanticCustomError(NO_TRANSPORT, "not a way for mail"),
    SPILLED: PydanticCustomError(SPILLED, "a password in an address"),
    OPEN_LOGIN: PydanticCustomError(OPEN_LOGIN, "a password without encryption"),
}


def _transport(text: str) -> str:
    try:
        mail_transport(text)
    except WrongTransport as wrong:
        raise WRONG_TRANSPORTS[str(wrong)] from None
    return text


TransportUrl = Annotated[str, AfterValidator(_transport)]
"""A way for mail, as it is written."""


Rate = Annotated[int, Field(ge=1, le=10_000)]
"""How many messages go out by a channel in a minute at most."""

ConnectionCount = Annotated[int, Field(ge=1, le=20)]
"""How many letters a way for mail takes at one time."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many messages a channel takes at one time, and in a minute; without a `rate` as many as it can."""

    connections: int = 1
    rate: int | None = None


def is_mail(channel: str) -> bool:
    """Whether a channel takes letters."""
    return channel.partition("/")[0] == MAIL


@dataclass(frozen=True, slots=True)
class Voice:
    """How one letter introduces itself, and the channel that takes it."""

    sender: str
    reply_to: str
    message_id_domain: str
    channel: str


class OwnMail(Part):
    """What is different for mail about one organisation; `secret` names the password of its own `transport`.

    That has a pace of its own as well.
    """

    sender: Sender
    reply_to: Address | None = None
    transport: TransportUrl | None = None
    secret: SecretName | None = None
    rate: Rate | None = None
    connections: ConnectionCount | None = None


class MailChannel(Part):
    """How our mail introduces itself: who sends it, who gets the answers, and the domain of its message ids.

    By which way it leaves is a setting of the environment, but for an organisation that has a way of its own. `alarm` is
    the destination where it is told that mail does not leave. `rate` and `connections` are the pace of the usual way.
    """

    sender: Sender
    reply_to: Address
    message_id_domain: Domain
    alarm: str = ""
    rate: Rate | None = None
    connections: ConnectionCount | None = None
    organisations: dict[OrganisationId, OwnMail] = Field(default={})

    def voice(self, organisation: OrganisationId | None) -> Voice:
        """How mail about an organisation introduces itself, or about the programme as a whole."""
        own = self.organisations.get(organisation) if organisation else None
        if own is None:
            return Voice(self.sender, self.reply_to, self.message_id_domain, MAIL)
        channel = f"{MAIL}/{organisation}" if own.transport else MAIL
        return Voice(own.sender, own.reply_to or self.reply_to, self.message_id_domain, channel)


class Destination(Part):
    """A place where messages are posted; `secret` names its address, for whoever has that can post there.

    What those hear who hold one of the `roles` is posted there as well, of one `organisation` alone when that is named.
    `alarm` is the person, or the other destination, to whom it is told that nothing can be posted there.
    """

    kind: DestinationKind
    secret: SecretName
    roles: tuple[RoleId, ...] = ()
    organisation: OrganisationId | None = None
    alarm: str = ""
    rate: Rate | None = None


class Channels(Part):
    """The channels by which people are told."""

    mail: MailChannel
    destinations: dict[Annotated[str, SLUG], Destination] = Field(default={})

    def alarm(self, channel: str) -> str:
        """To whom or where it is told that a channel does not work; empty when nobody asked for it."""
        if is_mail(channel):
            return self.mail.alarm
        return self.destinations[channel].alarm if channel in self.destinations else ""

    def pace(self, channel: str) -> Pace:
        """The pace of a channel; one message at a time where nothing is said, so that a crash leaves little in doubt."""
        if not is_mail(channel):
            return Pace(rate=self.destinations[channel].rate if channel in self.destinations else None)
        own = self.mail.organisations.get(OrganisationId(channel.partition("/")[2]))
        said = own if own and own.transport else self.mail
        return Pace(said.connections or 1, said.rate)


def load_channels(folder: Path) -> Channels:
    """The channels in `channels.yaml`; raises `PlanInvalid` with everything that keeps it from being used."""
    return read_channels(folder).model()


def read_channels(folder: Path) -> Reading[Channels]:
    """The channels in `channels.yaml` with everything that is wrong with it."""
    read_ = reading(Channels, read(folder / "channels.yaml"))
    return read_.adding(_contradictions(read_))


def strays(channels: Reading[Channels], plan: Reading[Plan], people: Reading[People]) -> Iterator[Problem]:
    """Organisations that the plan does not have, and alarms to somebody whom nobody knows."""
    if channels.left is None or plan.left is None or people.left is None:
        return
    model = channels.left.model
    known = {each.id for each in plan.left.model.organisations}
    for organisation in model.mail.organisations:
        if organisation not in known | plan.left.ids:
            place = channels.place(("mail", "organisations", organisation))
            yield error(place, "config.unknown_organisation", id=organisation, nearest=nearest(organisation, known))
    if channels.left.removed:
        # What is named may be among what was damaged.
        return
    places = set(model.destinations)
    persons = {person.id for person in people.left.model.people} | people.left.ids
    if model.mail.alarm and model.mail.alarm not in places:
        place = channels.place(("mail", "alarm"))
        yield error(place, "config.unknown_destination", id=model.mail.alarm, choices=", ".join(sorted(places)) or "-")
    yield from _unknown_hearers(channels, plan.left.model, known | plan.left.ids)
    for name, destination in model.destinations.items():
        if destination.alarm and destination.alarm not in (places - {name}) | persons:
            place = channels.place(("destinations", name, "alarm"))
            like = nearest(destination.alarm, (places - {name}) | persons)
            yield error(place, "config.unknown_person", id=destination.alarm, nearest=like)


def _unknown_hearers(channels: Reading[Channels], plan: Plan, organisations: set[str]) -> Iterator[Problem]:
    """Roles and organisations of destinations that the plan does not have."""
    roles = {role.id for role in plan.roles}
    for name, destination in channels.left.model.destinations.items() if channels.left else ():
        for nth, role in enumerate(destination.roles):
            if role not in roles:
                place = channels.place(("destinations", name, "roles", nth))
                yield error(place, "check.unknown_role", id=role, nearest=nearest(role, roles))
        if destination.organisation and destination.organisation not in organisations:
            place, like = (
                channels.place(("destinations", name, "organisation")),
                nearest(destination.organisation, organisations),
            )
            yield error(place, "config.unknown_organisation", id=destination.organisation, nearest=like)
        if destination.organisation and not destination.roles:
            yield error(channels.place(("destinations", name, "organisation")), "config.place_for_nobody", name=name)


def _contradictions(channels: Reading[Channels]) -> Iterator[Problem]:
    if channels.left is None or channels.left.removed:
        return
    model = channels.left.model
    for organisation, own in model.mail.organisations.items():
        trail = ("mail", "organisations", organisation)
        asks = own.transport is not None and ("@" in own.transport)
        if asks and own.secret is None:
            yield error(channels.place((*trail, "transport")), "config.secret_not_named", id=organisation)
        if own.secret is not None and not asks:
            yield error(channels.place((*trail, "secret")), "config.secret_for_nothing", id=organisation)
        for name in ("rate", "connections"):
            if own.transport is None and getattr(own, name) is not None:
                yield error(channels.place((*trail, name)), "config.pace_for_nothing", field=name, id=organisation)
    if MAIL in model.destinations:
        yield error(channels.place(("destinations", MAIL)), "config.reserved_destination", id=MAIL)
