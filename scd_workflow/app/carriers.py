"""What takes messages, channel by channel: the transports that the settings name, with their passwords."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Self

from scd_workflow.config.channels import Pace, is_mail
from scd_workflow.config.destinations import objection
from scd_workflow.config.secrets import MAIL_SECRET, secret_of
from scd_workflow.config.transports import GraphTenant, MailFolder, MailServer, mail_transport
from scd_workflow.delivery import Connections, Outcome, Transport, deliver
from scd_workflow.delivery.graph import API, LOGIN, Tenant
from scd_workflow.delivery.service import Service
from scd_workflow.delivery.smtp import Server
from scd_workflow.delivery.teams import Webhook
from scd_workflow.delivery.web import Site
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.ids import OrganisationId
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from scd_workflow.app.office import Office
    from scd_workflow.config.channels import Channels
    from scd_workflow.config.settings import Settings


class Carriers:
    """Takes messages for as long as a block, over connections that stay open; several threads may use it."""

    def __init__(self, transport: Callable[[str], Transport], pace: Callable[[str], Pace] = lambda _: Pace()) -> None:
        """Ask `transport` for that of a channel, once; it raises `PlanInvalid` for one that cannot be used.

        `pace` says how many messages a channel takes at one time, and how fast.
        """
        self.pace = pace
        self._transport = lru_cache(maxsize=None)(transport)
        self._connections = Connections()

    def __enter__(self) -> Self:
        """Begin a run."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what is open."""
        self._connections.close()

    def carry(self, channel: str, message: bytes, address: str) -> Outcome:
        """How sending a message by its channel went; raises what a service raised that broke."""
        try:
            transport = self._transport(channel)
        except PlanInvalid as invalid:
            return Outcome("config", "transport", reason=invalid.reasons[0])
        return deliver(message, address, transport, self._connections)


def carriers(office: Office) -> Carriers:
    """The carriers of an office."""

    def pace(channel: str) -> Pace:
        try:
            return office.channels.pace(channel)
        except PlanInvalid:
            # Whoever carries the first message says why.
            return Pace()

    return Carriers(lambda channel: transport_of(channel, office.settings, office.channels), pace)


def transport_of(channel: str, settings: Settings, channels: Channels) -> Transport:
    """What takes the messages of a channel; raises `PlanInvalid` when the settings do not allow it.

    Letters of an organisation that had a way of its own when they were frozen go by the usual one when it has none any more.
    """
    if is_mail(channel):
        return _letters(channel.partition("/")[2], settings, channels)
    if channel not in channels.destinations:
        raise PlanInvalid(because("config.no_such_channel", channel=channel))
    destination = channels.destinations[channel]
    url = secret_of(settings.secrets, destination.secret)
    if against := objection(channel, destination.kind, url):
        raise PlanInvalid(against)
    if destination.kind == "teams":
        return Webhook(channel, url, Site(settings.ca_file))
    return Service(channel, url)


def mail_by(text: str, settings: Settings, secret: str) -> Transport:
    """The way that a text means, with the password of that name where one belongs."""
    match mail_transport(text):
        case MailFolder(path):
            return path
        case MailServer(host, port, security, user):
            password = secret_of(settings.secrets, secret) if user else ""
            return Server(host, port, security, user, password, settings.ca_file)
        case GraphTenant(tenant, client, login, api):
            password = secret_of(settings.secrets, secret)
            return Tenant(tenant, client, password, login or LOGIN, api or API, Site(settings.ca_file))


def _letters(organisation: str, settings: Settings, channels: Channels) -> Transport:
    own = channels.mail.organisations.get(OrganisationId(organisation))
    if own is not None and own.transport is not None:
        return mail_by(own.transport, settings, own.secret or MAIL_SECRET)
    return mail_by(settings.mail_url, settings, MAIL_SECRET)
