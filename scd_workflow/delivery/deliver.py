"""Delivering one message: the URL says which service of ours, Apprise carries it, and the outcome comes back whole."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import urlsplit

from apprise import Apprise, AppriseAsset, NotifyBase

from scd_workflow.delivery.letter import Letter, letter, wire_address
from scd_workflow.delivery.outcome import OUTCOMES, Outcome
from scd_workflow.delivery.plugins import FolderMail, SmtpMail
from scd_workflow.delivery.smtp import Server
from scd_workflow.domain.reasons import because

PATIENCE = 30.0
"""For how many seconds a server may be silent, at each of the nine times that it has to say something."""

SMTP_PORT = 25

# Apprise and the library under it log whole messages, addresses and passwords.
logging.getLogger("apprise").propagate = False
logging.getLogger("urllib3").setLevel(logging.WARNING)


def deliver(mime: bytes, address: str, transport_url: str, *, patience: float = PATIENCE) -> Outcome:
    """Send the frozen message to exactly this address, once, by the service at `transport_url`.

    That is `smtp://host:port`, or the path of a folder that keeps each message as a file. An address that is empty or
    malformed is refused before anybody is asked. Raises what a service raised that broke.
    """
    recipient = wire_address(address)
    if recipient is None:
        return Outcome("permanent", "address")
    asset = _asset()
    plugin = _plugin(letter(mime, recipient), transport_url, asset, patience)
    if plugin is None:
        return Outcome("config", "url", reason=because("delivery.url"))
    return _carried(plugin, asset)


def _asset() -> AppriseAsset:
    """Apprise at work in our own thread: in its pool one silent server holds up the others."""
    asset = AppriseAsset(async_mode=False)
    if hasattr(asset, "service_timeout"):
        # Apprise 2 would stop waiting after this time, and go on sending.
        asset.service_timeout = 0
    return asset


def _plugin(sealed: Letter, transport_url: str, asset: AppriseAsset, patience: float) -> NotifyBase | None:
    """The service that a URL stands for; absent when we have none for it, or may not use it as it is written."""
    if "://" not in transport_url:
        return FolderMail(Path(transport_url), sealed, asset)
    try:
        url = urlsplit(transport_url)
        port = url.port or SMTP_PORT
    except ValueError:
        return None
    # A password would travel in the open: there is no encryption yet to send it under.
    if url.scheme != "smtp" or not url.hostname or "@" in url.netloc:
        return None
    return SmtpMail(Server(url.hostname, port, patience), sealed, asset)


def _carried(plugin: NotifyBase, asset: AppriseAsset) -> Outcome:
    found: list[Outcome | BaseException] = []
    token = OUTCOMES.set(found)
    try:
        apprise = Apprise(asset=asset)
        apprise.add(plugin)
        # Apprise sends nothing without a body; the plugin has its own.
        apprise.notify("-")
    finally:
        OUTCOMES.reset(token)
    if isinstance(found[-1], BaseException):
        raise found[-1]
    return found[-1]
