"""Trying every channel, so that what is wrong shows before somebody waits for a message."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from scd_workflow.app.carriers import Carriers, transport_of
from scd_workflow.config.channels import MAIL
from scd_workflow.delivery.graph import Tenant
from scd_workflow.delivery.probe import probe
from scd_workflow.delivery.service import Service
from scd_workflow.delivery.smtp import Server
from scd_workflow.delivery.teams import Webhook
from scd_workflow.domain.errors import PlanInvalid, Refused
from scd_workflow.domain.reasons import Reason, because
from scd_workflow.render.card import Card, frozen_card
from scd_workflow.report.channels import Trial
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scd_workflow.config.channels import Channels
    from scd_workflow.config.settings import Settings
    from scd_workflow.delivery import Outcome, Transport


def trials(settings: Settings, channels: Channels, post: Collection[str]) -> Iterator[Trial]:
    """Each channel in turn, tried without sending anything, but for a test message at the destinations in `post`.

    After them, when mail leaves this machine, each address of ours in it that leads nowhere on another. Raises `Refused`
    for a destination that does not exist.
    """
    for name in post:
        if name not in channels.destinations:
            known = ", ".join(channels.destinations) or "-"
            raise Refused(because("app.unknown_destination", name=name, choices=known))
    mail = (MAIL, *(f"{MAIL}/{name}" for name, own in channels.mail.organisations.items() if own.transport))
    for channel in (*mail, *channels.destinations):
        yield _trial(channel, settings, channels, post=channel in post)
    if any(_leaves(channel, settings, channels) for channel in mail):
        yield from _links_that_lead_nowhere(settings)


def _leaves(channel: str, settings: Settings, channels: Channels) -> bool:
    """Whether what goes by this channel is read on other machines."""
    try:
        transport = transport_of(channel, settings, channels)
    except PlanInvalid:
        return False
    return isinstance(transport, Tenant) or (isinstance(transport, Server) and not _only_here(transport.host))


def _links_that_lead_nowhere(settings: Settings) -> Iterator[Trial]:
    for name, url in (("SCD_UI_URL", settings.ui_url), ("SCD_WEB_URL", settings.web_url)):
        if _only_here(urlsplit(url).hostname or ""):
            yield Trial(name, "link", "fails", because("report.link_only_here", url=url, setting=name))


def _only_here(host: str) -> bool:
    """Whether a name or address leads every machine to itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _trial(channel: str, settings: Settings, channels: Channels, *, post: bool) -> Trial:
    try:
        transport = transport_of(channel, settings, channels)
    except PlanInvalid as invalid:
        return Trial(channel, "", "fails", invalid.reasons[0])
    kind = _kind(transport)
    trouble = _posted(channel, transport, settings, channels) if post else probe(transport, _own_name(channels))
    if trouble is not None:
        return Trial(channel, kind, "fails", trouble.reason or _said(trouble))
    if post:
        return Trial(channel, kind, "works", because("report.channel_posted"))
    remark = _remark(channel, transport)
    return Trial(channel, kind, "untried" if isinstance(transport, Webhook | Service) else "works", remark)


def _posted(channel: str, transport: Transport, settings: Settings, channels: Channels) -> Outcome | None:
    language = settings.language
    card = Card(tell("mail.test_title", language), (tell("mail.test_text", language),))
    message = frozen_card(card, channels.destinations[channel].kind, language)
    with Carriers(lambda _: transport) as carriers:
        outcome = carriers.carry(channel, message, "")
    return None if outcome.kind == "sent" else outcome


def _own_name(channels: Channels) -> str:
    return channels.mail.message_id_domain.encode("idna").decode()


def _said(outcome: Outcome) -> Reason:
    return because("report.channel_said", said=f"{outcome.code} {outcome.text}".strip())


def _remark(channel: str, transport: Transport) -> Reason:
    match transport:
        case Server(security="none"):
            return because("report.channel_open")
        case Server():
            return because("report.channel_secure")
        case Tenant():
            return because("report.channel_permitted")
        case Webhook():
            return because("report.channel_post_to_try", name=channel)
        case Service():
            return because("report.channel_only_post", name=channel)
    return because("report.channel_writable")


KINDS: Final[dict[type, str]] = {Server: "smtp", Tenant: "graph", Webhook: "teams", Service: "apprise"}


def _kind(transport: Transport) -> str:
    return "folder" if isinstance(transport, Path) else KINDS[type(transport)]
