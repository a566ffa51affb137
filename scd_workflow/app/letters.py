"""What the communication calendar says, frozen as a letter to one reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from scd_workflow.app.filling import as_read
from scd_workflow.app.labels import organisation_name
from scd_workflow.domain import refusals
from scd_workflow.domain.authority import role_name
from scd_workflow.domain.communication_sending import REFUSABLE
from scd_workflow.domain.notices import NEWS
from scd_workflow.render.mail import mail
from scd_workflow.render.mime import freeze, message_id
from scd_workflow.render.said import SaidPage
from scd_workflow.store.outbox import SAID, Draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.config.contents import Content
    from scd_workflow.domain.communication_sending import Recipient
    from scd_workflow.domain.occurrences import Occurrence

REFUSE: Final = "afmelden"
"""Where among our own pages a reader refuses."""

ONE_CLICK: Final = "List-Unsubscribe=One-Click"
"""What a mail program posts there when its reader refuses (RFC 8058)."""


@dataclass(frozen=True)
class Desk:
    """What the letters of one item are written from; `secret` is the one by which readers are known."""

    office: Office
    seen: View
    secret: bytes = field(repr=False)
    content: Content

    def text(self, each: Occurrence) -> str:
        """The text for in the letter, with its blanks filled in."""
        return as_read(self.seen.progress, each, self.content.text, self.office.settings.language)


def draft(desk: Desk, each: Occurrence, reader: Recipient) -> Draft:
    """The letter of an item to a reader; raises `PlanInvalid` when channels or templates cannot be used."""
    office, content = desk.office, desk.content
    voice = office.channels.mail.voice(each.organisation)
    who = refusals.reader(desk.secret, each.item.id, reader.address)
    key = (
        f"{SAID}{thing(each)}/{each.state.attempt}/{each.day.isoformat()}/sent/{who}/{voice.channel.partition('/')[0]}"
    )
    refuse = refuse_link(office, desk.secret, who) if each.item.channel in REFUSABLE else ""
    written = mail(_page(desk, each, reader, key, refuse), office.settings.config, office.settings.language)
    mime = freeze(
        written,
        sender=voice.sender,
        reply_to=voice.reply_to,
        recipient_name=reader.name,
        address=reader.address,
        message_id=message_id(f"{office.programme}/{key}", voice.message_id_domain),
        date=desk.seen.now,
        listed=_listed(refuse, f"{each.item.id}.{office.programme}.{voice.message_id_domain.encode('idna').decode()}"),
        file=(content.name, content.body) if content.kind == "file" else None,
    )
    return Draft(key, NEWS, who, reader.address, voice.channel, written.subject, mime, desk.seen.now)


def refuse_link(office: Office, secret: bytes, reader: str) -> str:
    """Where a reader refuses, in signs that may stand in the head of a letter."""
    site = urlsplit(office.settings.web_url)
    root = f"{site.scheme}://{site.netloc.encode('idna').decode()}{quote(site.path, safe='/%')}"
    return f"{root}/{REFUSE}/{refusals.token(secret, reader)}"


def thing(each: Occurrence) -> str:
    """What the key of a message says that it is about."""
    item = f"{each.item.id}:{each.nominal}" if each.nominal else each.item.id
    return f"{item}/{each.organisation or '-'}"


def _page(desk: Desk, each: Occurrence, reader: Recipient, key: str, refuse: str) -> SaidPage:
    plan, content = desk.seen.plan, desk.content
    title, text = titled(desk.text(each))
    return SaidPage(
        key=f"{desk.office.programme}/{key}",
        programme=plan.programme.name,
        title=title or each.item.title,
        message=each.item.core_message,
        sender=role_name(plan, each.item.sender),
        recipient=reader.name,
        organisation=organisation_name(plan, each.organisation),
        text=text,
        link=content.name if content.kind == "link" else "",
        file=content.name if content.kind == "file" else "",
        refuse=refuse,
    )


def titled(text: str) -> tuple[str, str]:
    """The title that a text begins with, as `# Title`, and what comes after it; the title is empty where there is none."""
    first, _, rest = text.lstrip().partition("\n")
    return (first[2:].strip(), rest.strip()) if first.startswith("# ") and rest.strip() else ("", text)


def _listed(refuse: str, name: str) -> Mapping[str, str]:
    """The headers by which a mail program offers to leave a list; one click only where nobody on the way can read it."""
    if not refuse:
        return {}
    click = {"List-Unsubscribe-Post": ONE_CLICK} if refuse.startswith("https://") else {}
    return {"List-Id": f"<{name.lower()}>", "List-Unsubscribe": f"<{refuse}>"} | click
