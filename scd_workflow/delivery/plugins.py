"""Our own services for Apprise: they send what was frozen before, and nobody but us reads its address."""

from __future__ import annotations

import sys
from collections.abc import Callable

from apprise import AppriseAsset, NotifyBase

from scd_workflow.delivery.outcome import OUTCOMES, Outcome


class Frozen(NotifyBase):  # type: ignore[no-untyped-call] # Apprise types only some of itself
    """What the services share: the message is complete, so whatever Apprise makes of title and body is left alone."""

    # By default Apprise waits seconds between two messages; how fast we may go is for the relay to know.
    request_rate_per_sec = 0

    def __init__(self, attempt: Callable[[], Outcome], asset: AppriseAsset) -> None:
        super().__init__(asset=asset)  # type: ignore[no-untyped-call]
        self._attempt = attempt

    def url(self, *args: object, **kwargs: object) -> str:
        """The name of the service; Apprise may log it, so it says nothing about server or recipient."""
        del args, kwargs
        return f"{self.service_name}://"

    def send(self, *args: object, **kwargs: object) -> bool:
        """Try once, leave the outcome where `deliver` finds it, and tell Apprise whether it went well."""
        del args, kwargs
        try:
            outcome = self._attempt()
        finally:
            # Apprise makes a plain no of any error, so that nobody would ever hear what is wrong.
            if error := sys.exception():
                OUTCOMES.get().append(error)
        OUTCOMES.get().append(outcome)
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
