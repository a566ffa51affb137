"""Why something is so, as data: a code of the text catalogue and the values that belong in its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence, or one word of a sentence, for a person and not yet in a language; `texts.say` speaks it."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)


Value = str | int | Decimal | date | Reason


def because(code: str, **values: Value) -> Reason:
    """The reason with this code and these values."""
    return Reason(code, values)
