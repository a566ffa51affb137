"""A mail frozen as the bytes that go out, the same at every try: nothing in them depends on when or how often we send."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from scd_workflow.domain.codes import PLACEHOLDER
from scd_workflow.render.mail import Mail

# Nothing beyond ASCII on the wire: not every mail server on the way knows 8BITMIME.
POLICY = SMTP.clone(cte_type="7bit")
# The library quotes these in a name, and forgets the quotes where it folds a long line: one recipient becomes several.
SPECIAL = re.compile(r'[()<>\[\]:;@\\,"]+')
CALENDAR_FILE = "termijn.ics"
UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
SOFT_BREAK = rb"(=\r?\n)?"
HOLDING = re.compile(SOFT_BREAK.join(re.escape(sign).encode() for sign in PLACEHOLDER))


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
) -> bytes:
    """The whole message to one recipient, ready for SMTP; `sender` is an address with or without a name before it.

    Messages with the same `thread`, the id of a message that need not exist, are shown together. `calendar` is an item
    for the reader's calendar that asks for no answer.
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
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if calendar:
        # As an alternative for programs that show it in the message, and as a file for those that do not.
        text = calendar.decode()
        message.add_alternative(text, subtype="calendar", params={"method": "PUBLISH"}, cte="base64")
        message.add_attachment(calendar, maintype="application", subtype="ics", filename=CALENDAR_FILE)
    # Only now: adding a part moves every Content- header into the part before it.
    message["Content-Language"] = mail.language
    # Left to itself the library throws dice. No line of quoted-printable can begin like this.
    own = message_id.strip("<>").partition("@")[0]
    for number, part in enumerate(each for each in message.walk() if each.is_multipart()):
        part.set_boundary(f"=_{own}{number or ''}")
    return message.as_bytes()


def awaits_code(mime: bytes) -> bool:
    """Whether a frozen message has a place for a code."""
    return HOLDING.search(mime) is not None


def filled(mime: bytes, code: str) -> bytes:
    """A frozen message with the code where its placeholder stands, every other byte as it was.

    Also where quoted-printable broke a line in the middle of it.
    """
    signs = [sign.encode() for sign in code]
    assert len(signs) == len(PLACEHOLDER)
    return HOLDING.sub(lambda found: b"".join(map(b"".join, zip(signs, (*found.groups(b""), b""), strict=True))), mime)


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(_one_line(SPECIAL.sub(" ", name)), addr_spec=f"{local}@{_ascii(domain)}")


def _ascii(domain: str) -> str:
    return domain.encode("idna").decode()


def _one_line(text: str) -> str:
    """The text as it may stand in a header: on one line, and nothing in it that would be decoded to something else."""
    return UNPRINTABLE.sub(" ", text.replace("=?", "= ?")).strip()
