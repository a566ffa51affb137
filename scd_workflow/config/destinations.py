"""Places where a message is posted once for all who read there: which addresses of such places we take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from scd_workflow.domain.reasons import Reason

DestinationKind = Literal["teams", "apprise"]
RETIRED: Final = ("webhook.office.com", "outlook.office.com", "outlook.office365.com")
"""Where the connectors of Teams were, until Microsoft took them away."""

OUR_OWN: Final = frozenset({"workflow", "workflows"})
INVOKED: Final = "/triggers/manual/paths/invoke"
"""How the address of a workflow of Teams ends; Apprise would post there in its own way, without a button."""

TO_PEOPLE: Final = frozenset(
    {
        "46elks", "atalk", "azure", "brevo", "bulksms", "bulkvs", "burstsms", "clickatell", "clicksend", "d7sms",
        "deltachat", "deltachats", "eight00com", "elks", "evolution", "evolutions", "exotel", "httpsms",
        "kavenegar", "mailersend", "mailgun", "mailjet", "mailto", "mailtos", "messagebird", "mobilemessage",
        "mobilemsg", "msg91", "msgbird", "nexmo", "notifyre", "o365", "octopush", "pingram", "plivo", "postmark",
        "resend", "ringc", "sendgrid", "sendpulse", "serwersms", "ses", "seven", "sfr", "signal", "signals",
        "sinch", "smpp", "smpps", "smsc", "smseagle", "smseagles", "smsmanager", "smsmgr", "smtp2go", "sns",
        "sparkpost", "spryng", "telnyx", "threema", "twilio", "voipms", "vonage", "whatsapp",
    }
)  # fmt: skip
"""What Apprise sends to a person's own address or telephone, and would have to read that address for."""

TELEPHONES: Final = "api.46elks.com"
"""The one of these that Apprise also knows by the ordinary address of its service."""

SEVERAL: Final = re.compile(r"[\s,]\s*[a-z0-9]+://", re.IGNORECASE)
"""Where Apprise sees a second address, and would post there as well."""


def objection(name: str, kind: DestinationKind, url: str) -> Reason | None:
    """Why we do not post at this address; it is not repeated. Absent when nothing is against it."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        _ = parts.port
    except ValueError:
        return because("config.destination_url", name=name)
    if parts.scheme == "msteams" or any(host == gone or host.endswith(f".{gone}") for gone in RETIRED):
        return because("config.teams_retired", name=name)
    if kind == "teams":
        fit = parts.scheme == "https" and host and "@" not in parts.netloc and url.isascii() and url.isprintable()
        return None if fit and " " not in url else because("config.teams_url", name=name)
    if parts.scheme in OUR_OWN or (parts.scheme == "https" and INVOKED in parts.path.lower()):
        return because("config.apprise_teams", name=name)
    # To the library nothing that begins with a digit is a scheme.
    if (parts.scheme or url.partition("://")[0].lower()) in TO_PEOPLE or host == TELEPHONES:
        return because("config.apprise_person", name=name)
    return None if "://" in url and not SEVERAL.search(url) else because("config.destination_url", name=name)
