"""Any other service that Apprise knows, by its URL as it is; for places where several people read, never for a person."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from apprise import Apprise, AppriseAsset, NotifyFormat

from scd_workflow.delivery.outcome import Outcome, legible
from scd_workflow.delivery.quiet import overheard
from scd_workflow.domain.reasons import because

# Apprise says no more of a failure than this, in a sentence for people.
CODE = re.compile(r"error=(\d{3})\b")
INSISTED = re.compile(r"(?<=[?&])(redirect|verify)=[^&]*&?", re.IGNORECASE)
CLOSED = frozenset({"401", "403", "404", "410"})


@dataclass(frozen=True, slots=True)
class Service:
    """A place that Apprise can post to; the URL mostly holds what entitles us to it."""

    name: str
    url: str = field(repr=False)


def send(service: Service, note: bytes, asset: AppriseAsset) -> Outcome:
    """Post a note: `{"title": …, "body": …}` as JSON, both plain text."""
    written = json.loads(note)
    apprise = Apprise(asset=asset)
    with overheard() as said:
        known = apprise.add(direct(service.url))
        went = known and apprise.notify(written["body"], written["title"], body_format=NotifyFormat.TEXT)
    if not known:
        return Outcome("config", "url", reason=because("delivery.service_url", name=service.name))
    if went:
        return Outcome("sent", "ok")
    found = CODE.search(" ".join(said))
    code = found[1] if found else "refused"
    if code in CLOSED or code.startswith("3"):
        return Outcome("config", code, reason=because("delivery.webhook_closed", name=service.name, said=code))
    return Outcome("temporary", code, legible(f"error {code}".encode()) if found else "")


def direct(url: str) -> str:
    """The URL with what we insist on, whatever it says itself: certificates are verified and nobody is followed elsewhere.

    A page that says 200 would pass for success.
    """
    bare = INSISTED.sub("", url).rstrip("?&")
    return f"{bare}{'&' if '?' in bare else '?'}verify=yes&redirect=no"
