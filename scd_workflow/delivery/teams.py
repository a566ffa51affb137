"""Cards to Teams, by way of a workflow of Power Automate that posts what it gets."""

from __future__ import annotations

from dataclasses import dataclass, field

from scd_workflow.delivery.outcome import Outcome, legible
from scd_workflow.delivery.web import Answer, Site, judged, post
from scd_workflow.domain.reasons import because

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Webhook:
    """A workflow that posts cards in one place; its URL holds a signature, and whoever has it can post there."""

    name: str
    url: str = field(repr=False)
    site: Site = field(default_factory=Site)


def send(webhook: Webhook, card: bytes) -> Outcome:
    """Post a card.

    What the workflow does with it is its own affair: that it took the card is all that it says.
    """
    answer = post(webhook.site, webhook.url, card, JSON)
    return answer if isinstance(answer, Outcome) else _outcome(webhook, answer)


def _outcome(webhook: Webhook, answer: Answer) -> Outcome:
    kind, code, text = judged(answer), str(answer.status), legible(answer.body)
    if kind == "config":
        return Outcome(kind, code, text, because("delivery.webhook_closed", name=webhook.name, said=code))
    # Of what a workflow that took the card says, nothing is worth keeping.
    return Outcome(kind, code, "" if kind == "sent" else text, retry_after=answer.retry_after)
