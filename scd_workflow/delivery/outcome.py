"""How an attempt went, in more words than the yes or no that Apprise has for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from scd_workflow.domain.reasons import Reason

Kind = Literal["sent", "temporary", "permanent", "config", "uncertain"]
LONGEST = 500

# What servers quote of a message stands in ledgers that more people read than the message itself.
MAILBOX = re.compile(r"[^\s<>()\[\]\"',;:@]+(?:'[^\s<>()\[\]\"',;:@]+)*@(?=[\w.-])")
SIGNED = re.compile(r"\b(sig|key|token|code|secret|password)=[^&\s\"'<>]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt: `code` is the server's, or a word of ours where it gave none; `text` is what was said.

    `temporary` may go better later, not before `retry_after` when the server named a time, and `permanent` never will.
    `config` says that the channel is at fault and not the message, with the `reason` that tells what to mend. After
    `uncertain` the message may have arrived, or not.
    """

    kind: Kind
    code: str
    text: str = ""
    reason: Reason | None = None
    retry_after: timedelta | None = None


def refused(code: int, said: bytes) -> Outcome:
    """The outcome of a mail server's reply that is no consent: final in the five hundreds, else for the time being."""
    return Outcome("permanent" if is_final(code) else "temporary", str(code), legible(said))


def lost(error: OSError) -> Outcome:
    """The outcome when the connection went away at a moment when nothing can have been accepted yet."""
    return Outcome("temporary", "connection_lost", told(error))


def is_final(code: int) -> bool:
    """Whether a mail server's reply with this code will be the same the next time."""
    return 500 <= code < 600


def told(error: OSError) -> str:
    """What the system said of a failure, fit to be stored and shown."""
    return legible(str(error).encode())


def legible(said: bytes) -> str:
    """What a server said, fit to be stored and shown: one line of printable text, without mailboxes and signatures."""
    text = said.decode("utf-8", "replace")
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    line = " ".join(text.split())
    # Of every letter its server says something, and seldom one of these.
    if "@" in line:
        line = MAILBOX.sub("…@", line)
    if "=" in line:
        line = SIGNED.sub(r"\1=…", line)
    return line[:LONGEST]
