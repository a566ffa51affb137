"""A mail frozen as the bytes that go out, the same at every try: nothing in them depends on when or how often we send."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from scd_workflow.render.mail import Mail

# Nothing beyond ASCII on the wire: not every mail server on the way knows 8BITMIME.
POLICY = SMTP.clone(cte_type="7bit")
# The library quotes these in a name, and forgets the quotes where it folds a long line: one recipient becomes several.
SPECIAL = re.compile(r'[()<>\[\]:;@\\,"]+')
UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def message_id(key: str, domain: str) -> str:
    """The Message-ID of the outbox row with this key: always the same, so that a receiver sees a duplicate for what it is."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{_ascii(domain)}>"


def freeze(  # noqa: PLR0913 - an envelope is six words, and none of them has a default
    mail: Mail, *, sender: str, reply_to: str, recipient_name: str, address: str, message_id: str, date: datetime
) -> bytes:
    """The whole message to one recipient, ready for SMTP; `sender` is an address with or without a name before it."""
    name, sender_address = parseaddr(sender)
    message = EmailMessage(POLICY)
    message["From"] = _mailbox(name, sender_address)
    message["To"] = _mailbox(recipient_name, address)
    message["Reply-To"] = _mailbox("", reply_to)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = date
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-SCD-Reference"] = mail.reference
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    # Only now: adding a part moves every Content- header into the part before it.
    message["Content-Language"] = mail.language
    # Left to itself the library throws dice. No line of quoted-printable can begin like this.
    message.set_boundary(f"=_{message_id.strip('<>').partition('@')[0]}")
    return message.as_bytes()


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(_one_line(SPECIAL.sub(" ", name)), addr_spec=f"{local}@{_ascii(domain)}")


def _ascii(domain: str) -> str:
    return domain.encode("idna").decode()


def _one_line(text: str) -> str:
    """The text as it may stand in a header: on one line, and nothing in it that would be decoded to something else."""
    return UNPRINTABLE.sub(" ", text.replace("=?", "= ?")).strip()
