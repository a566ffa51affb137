"""Our own services for Apprise: they send a letter that was frozen before, and nobody but us reads its address."""

from __future__ import annotations

import sys
from pathlib import Path

from apprise import AppriseAsset, NotifyBase

from scd_workflow.delivery import folder, smtp
from scd_workflow.delivery.letter import Letter
from scd_workflow.delivery.outcome import OUTCOMES, Outcome
from scd_workflow.delivery.smtp import Server


class FrozenMail(NotifyBase):  # type: ignore[no-untyped-call] # Apprise types only some of itself
    """What the services share: the letter is complete, so whatever Apprise makes of title and body is left alone."""

    # By default Apprise waits seconds between two messages; how fast we may go is for the relay to know.
    request_rate_per_sec = 0

    def __init__(self, letter: Letter, asset: AppriseAsset) -> None:
        super().__init__(asset=asset)  # type: ignore[no-untyped-call]
        self.letter = letter

    def url(self, *args: object, **kwargs: object) -> str:
        """The name of the service; Apprise may log it, so it says nothing about server or recipient."""
        del args, kwargs
        return f"{self.service_name}://"

    def send(self, *args: object, **kwargs: object) -> bool:
        """Try once, leave the outcome where `deliver` finds it, and tell Apprise whether it went well."""
        del args, kwargs
        try:
            outcome = self.attempt()
        finally:
            # Apprise makes a plain no of any error, so that nobody would ever hear what is wrong.
            if error := sys.exception():
                OUTCOMES.get().append(error)
        OUTCOMES.get().append(outcome)
        return outcome.kind == "sent"

    def attempt(self) -> Outcome:
        """How one attempt went."""
        raise NotImplementedError


class SmtpMail(FrozenMail):  # type: ignore[no-untyped-call]
    """Mail by way of a mail server."""

    service_name = "smtp"  # type: ignore[assignment] # Apprise has None there

    def __init__(self, server: Server, letter: Letter, asset: AppriseAsset) -> None:
        super().__init__(letter, asset)
        self.server = server

    def attempt(self) -> Outcome:
        """How handing the letter to the server went."""
        return smtp.send(self.server, self.letter)


class FolderMail(FrozenMail):  # type: ignore[no-untyped-call]
    """Mail as files in a folder."""

    service_name = "folder"  # type: ignore[assignment]

    def __init__(self, place: Path, letter: Letter, asset: AppriseAsset) -> None:
        super().__init__(letter, asset)
        self.place = place

    def attempt(self) -> Outcome:
        """How writing the file went."""
        return folder.keep(self.place, self.letter)
