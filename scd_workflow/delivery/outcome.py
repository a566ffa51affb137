"""How an attempt went, in more words than the yes or no that Apprise has for it."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

from scd_workflow.domain.reasons import Reason

Kind = Literal["sent", "temporary", "permanent", "config", "uncertain"]
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt: `code` is the server's, or a word of ours where it gave none; `text` is what was said.

    `temporary` may go better later, `permanent` never will. `config` says that the channel is at fault and not the
    message, with the `reason` that tells what to mend. After `uncertain` the message may have arrived, or not.
    """

    kind: Kind
    code: str
    text: str = ""
    reason: Reason | None = None


OUTCOMES: ContextVar[list[Outcome | BaseException]] = ContextVar("OUTCOMES")
"""Where the plugins leave their outcome, or what broke them, for `deliver`; Apprise itself hands back yes or no."""


def refused(code: int, said: bytes) -> Outcome:
    """The outcome of a reply that is no consent: final in the five hundreds, else for the time being."""
    return Outcome("permanent" if is_final(code) else "temporary", str(code), legible(said))


def is_final(code: int) -> bool:
    """Whether a reply with this code will be the same the next time."""
    return 500 <= code < 600


def legible(said: bytes) -> str:
    """What a server said, fit to be stored and shown: one line of printable text, not longer than needed."""
    text = said.decode("utf-8", "replace")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:LONGEST]
