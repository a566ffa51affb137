"""A mail frozen as the bytes that go out, the same at every try: nothing in them depends on when or how often we send."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from mimetypes import guess_type
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from scd_workflow.domain import codes, tickets
from scd_workflow.render.mail import Mail

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_LIST: Final[Mapping[str, str]] = MappingProxyType({})

# Nothing beyond ASCII on the wire: not every mail server on the way knows 8BITMIME.
POLICY = SMTP.clone(cte_type="7bit")
# The library quotes these in a name, and forgets the quotes where it folds a long line: one recipient becomes several.
SPECIAL = re.compile(r'[()<>\[\]:;@\\,"]+')
CALENDAR_FILE = "termijn.ics"
UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
SOFT_BREAK = rb"(=\r?\n)?"


def _holding(placeholder: str) -> re.Pattern[bytes]:
    return re.compile(SOFT_BREAK.join(re.escape(sign).encode() for sign in placeholder))


HOLDING = {each: _holding(each) for each in (codes.PLACEHOLDER, tickets.PLACEHOLDER)}
"""Where the secret of a reader will stand; no placeholder is a part of another."""


def message_id(key: str, domain: str) -> str:
    """The Message-ID of the outbox row with this key: always the same, so that a receiver sees a duplicate for what it is."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{_ascii(domain)}>"


def freeze(  # noqa: PLR0913 - an envelope is six words, and none of them has a default
    mail: Mail,
    *,
    sender: str,
    reply_to: str,
    recipient_name: str,
    address: str,
    message_id: str,
    date: datetime,
    thread: str = "",
    calendar: bytes = b"",
    listed: Mapping[str, str] = NO_LIST,
    file: tuple[str, bytes] | None = None,
) -> bytes:
    """The whole message to one recipient, ready for SMTP; `sender` is an address with or without a name before it.

    Messages with the same `thread`, the id of a message that need not exist, are shown together. `calendar` is an item
    for the reader's calendar that asks for no answer. `listed` are the headers by which a reader leaves a list, and `file`
    is the name and content of what goes with the message.
    """
    name, sender_address = parseaddr(sender)
    message = EmailMessage(POLICY)
    message["From"] = _mailbox(name, sender_address)
    message["To"] = _mailbox(recipient_name, address)
    message["Reply-To"] = _mailbox("", reply_to)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = date
    message["Message-ID"] = message_id
    if thread:
        message["In-Reply-To"] = message["References"] = thread
    message["Auto-Submitted"] = "auto-generated"
    message["X-SCD-Reference"] = mail.reference
    _fill(message, mail, calendar, file)
    # Only now: adding a part moves every Content- header into the part before it.
    message["Content-Language"] = mail.language
    # Left to itself the library throws dice. No line of quoted-printable can begin like this.
    own = message_id.strip("<>").partition("@")[0]
    for number, part in enumerate(each for each in message.walk() if each.is_multipart()):
        part.set_boundary(f"=_{own}{number or ''}")
    # Written by hand: the library takes a long address for words, and encodes it so that no program can follow it.
    head = "".join(f"{name}: {value}\r\n" for name, value in listed.items())
    return head.encode("ascii") + message.as_bytes()


def _fill(message: EmailMessage, mail: Mail, calendar: bytes, file: tuple[str, bytes] | None) -> None:
    """Put in what the reader sees, and what goes with it."""
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if calendar:
        # As an alternative for programs that show it in the message, and as a file for those that do not.
        text = calendar.decode()
        message.add_alternative(text, subtype="calendar", params={"method": "PUBLISH"}, cte="base64")
        message.add_attachment(calendar, maintype="application", subtype="ics", filename=CALENDAR_FILE)
    if file is not None:
        kind, _, sort = (guess_type(file[0])[0] or "application/octet-stream").partition("/")
        message.add_attachment(file[1], maintype=kind, subtype=sort, filename=file[0])


def awaits_code(mime: bytes) -> bool:
    """Whether a frozen message has a place for a code."""
    return HOLDING[codes.PLACEHOLDER].search(mime) is not None


def filled(mime: bytes, secret: str, placeholder: str = codes.PLACEHOLDER) -> bytes:
    """A frozen message with what is its reader's alone where the placeholder stands, every other byte as it was.

    Also where quoted-printable broke a line in the middle of it.
    """
    signs = [sign.encode() for sign in secret]
    assert len(signs) == len(placeholder)
    return HOLDING[placeholder].sub(
        lambda found: b"".join(map(b"".join, zip(signs, (*found.groups(b""), b""), strict=True))), mime
    )


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(_one_line(SPECIAL.sub(" ", name)), addr_spec=f"{local}@{_ascii(domain)}")


def _ascii(domain: str) -> str:
    return domain.encode("idna").decode()


def _one_line(text: str) -> str:
    """The text as it may stand in a header: on one line, and nothing in it that would be decoded to something else."""
    return UNPRINTABLE.sub(" ", text.replace("=?", "= ?")).strip()
