"""Our own services for Apprise: they send what was frozen before, and nobody but us reads its address."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from apprise import NotifyBase

from scd_workflow.delivery.outcome import Outcome

Attempt = Callable[[], Outcome]

ATTEMPT: ContextVar[tuple[Attempt, list[Outcome]]] = ContextVar("ATTEMPT")
"""What to do for the message at hand, and where its outcome is left, for Apprise hands back yes or no."""


class Frozen(NotifyBase):  # type: ignore[no-untyped-call] # Apprise types only some of itself
    """What the services share: the message is complete, so whatever Apprise makes of title and body is left alone."""

    # By default Apprise waits seconds between two messages; how fast we may go is for the relay to know.
    request_rate_per_sec = 0

    def url(self, *args: object, **kwargs: object) -> str:
        """The name of the service; Apprise may log it, so it says nothing about server or recipient."""
        del args, kwargs
        return f"{self.service_name}://"

    def send(self, *args: object, **kwargs: object) -> bool:
        """Try once, leave the outcome where `deliver` finds it, and tell Apprise whether it went well."""
        del args, kwargs
        attempt, outcomes = ATTEMPT.get()
        outcome = attempt()
        outcomes.append(outcome)
        return outcome.kind == "sent"


class SmtpMail(Frozen):  # type: ignore[no-untyped-call]
    """Mail by way of a mail server."""

    service_name = "smtp"  # type: ignore[assignment] # Apprise has None there


class GraphMail(Frozen):  # type: ignore[no-untyped-call]
    """Mail by way of Microsoft Graph."""

    service_name = "graph"  # type: ignore[assignment]


class FolderMail(Frozen):  # type: ignore[no-untyped-call]
    """Mail as files in a folder."""

    service_name = "folder"  # type: ignore[assignment]


class TeamsCard(Frozen):  # type: ignore[no-untyped-call]
    """Cards in Teams."""

    service_name = "teams"  # type: ignore[assignment]
