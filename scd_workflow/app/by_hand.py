"""What a person does to messages by hand, for all that are named or for none."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from functools import partial
from typing import TYPE_CHECKING

from scd_workflow.app.outgoing import outbox_line
from scd_workflow.config.channels import is_mail
from scd_workflow.domain.codes import PLACEHOLDER
from scd_workflow.domain.errors import Refused, refuse_if
from scd_workflow.domain.reasons import because
from scd_workflow.render.card_page import UnknownCard, card_page, card_text
from scd_workflow.store import by_hand, outbox
from scd_workflow.store.engine import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from scd_workflow.app.office import Office
    from scd_workflow.domain.ids import ProgrammeId
    from scd_workflow.report.notices import Line
    from scd_workflow.store.engine import Connection
    from scd_workflow.texts import Language

DOTS = "\N{MIDDLE DOT}" * 4 + ("-" + "\N{MIDDLE DOT}" * 4) * 2
"""What stands for a code where a message is shown."""

HEADERS = ("From", "To", "Reply-To", "Date", "Subject")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as its reader saw it: how it stands, its headers in order, its text and its HTML, codes as dots.

    Both are empty when the body was not kept; what is posted in a place has no headers.
    """

    line: Line
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    html: str = ""


def hold(office: Office, numbers: Sequence[int]) -> tuple[Line, ...]:
    """Keep messages from going out until they are released; raises `Refused` with each that cannot be held.

    Gives how they then stand, as the others do.
    """
    return _do(office, numbers, by_hand.hold, "notices.not_to_hold")


def release(office: Office, numbers: Sequence[int]) -> tuple[Line, ...]:
    """Let held messages go; raises `Refused` with each that is not held."""
    return _do(office, numbers, by_hand.release, "notices.not_held")


def retry(office: Office, numbers: Sequence[int], now: datetime) -> tuple[Line, ...]:
    """Let messages be tried once more, at once; raises `Refused` with each of which that is of no use."""
    return _do(office, numbers, partial(by_hand.retry, now=now), "notices.not_to_retry")


def letter(office: Office, number: int) -> Letter:
    """One message as its reader saw it; raises `Refused` when there is none with this number."""
    with reading(office.engine) as connection:
        row = outbox.row(connection, office.programme, number)
        mime = by_hand.body(connection, office.programme, number)
    if row is None or mime is None:
        raise Refused(because("notices.unknown", number=number))
    line = outbox_line(row)
    if not mime:
        return Letter(line)
    return _letter(line, mime) if is_mail(row.channel) else _posted(line, mime, office.settings.language)


def _letter(line: Line, mime: bytes) -> Letter:
    message = message_from_bytes(mime, policy=policy.default)
    parts = [message.get_body((kind,)) for kind in ("plain", "html")]
    text, html = (dotted(str(part.get_content())) if part else "" for part in parts)
    return Letter(line, tuple((name, str(message[name])) for name in HEADERS if message[name]), text, html)


def _posted(line: Line, card: bytes, language: Language) -> Letter:
    try:
        return Letter(line, text=card_text(card), html=card_page(card, language))
    except UnknownCard:
        # Of another version, which wrote cards in another way: what goes out can be read all the same.
        return Letter(line, text=card.decode())


def _do(
    office: Office,
    numbers: Sequence[int],
    act: Callable[[Connection, ProgrammeId, Sequence[int]], frozenset[int]],
    reason: str,
) -> tuple[Line, ...]:
    with writing(office.engine) as connection:
        rows = {number: outbox.row(connection, office.programme, number) for number in numbers}
        done = act(connection, office.programme, numbers)
        refuse_if(
            because(reason, number=number, state=because(f"report.state_{row.state}"))
            if row
            else because("notices.unknown", number=number)
            for number, row in rows.items()
            if number not in done
        )
        changed = (outbox.row(connection, office.programme, number) for number in numbers)
        return tuple(outbox_line(row) for row in changed if row is not None)


def dotted(text: str) -> str:
    """A text with dots where the code of its reader will stand."""
    return text.replace(PLACEHOLDER, DOTS)
