"""Every sentence that a person reads and no template holds: one catalogue per language, one file per noun.

A code is `<file>.<key>`; its sentence may name the values of the reason in braces. Dates are written out in the language.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from scd_workflow.domain.reasons import Reason, Value

Language = Literal["nl", "en"]

HERE = Path(__file__).parent
SENTENCE = re.compile(r"(?<=[.?])(?:\s+|(?=\{nearest\}))|:\s")
VALUE = re.compile(r"\{(\w+)[^}]*\}")

MONTHS: dict[Language, tuple[str, ...]] = {
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni",
        "juli", "augustus", "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def say(reason: Reason, language: Language = "nl") -> str:
    """The sentence of a reason; raises `KeyError` for a code that the catalogue lacks."""
    return tell(reason.code, language, **reason.values)


def tell(code: str, language: Language = "nl", **values: Value) -> str:
    """The sentence of a code with its values filled in."""
    noun, _, key = code.partition(".")
    template = _sentences(noun, language)[key]
    return template.format_map({name: _spoken(value, language) for name, value in values.items()})


def gist(code: str, language: Language = "nl", **values: Value) -> str:
    """The first sentence of a code, with `…` for every value that is not given; a code that is no more stays as it is."""
    noun, _, key = code.partition(".")
    known = _sentences(noun, language) if (HERE / language / f"{noun}.toml").exists() else {}
    if key not in known:
        return code
    spoken = {name: str(_spoken(value, language)) for name, value in values.items()}
    first, *rest = SENTENCE.split(known[key], maxsplit=1)
    if rest and not first.endswith((".", "?")):
        first += "."
    return VALUE.sub(lambda found: spoken.get(found[1], "…"), first)


def day(value: date, language: Language = "nl") -> str:
    """A date as people write it: `23 november 2026`."""
    return f"{value.day} {MONTHS[language][value.month - 1]} {value.year}"


def month(value: date, language: Language = "nl") -> str:
    """The month of a date: `november 2026`."""
    return f"{MONTHS[language][value.month - 1]} {value.year}"


def short_day(value: date, language: Language = "nl") -> str:
    """A date for a narrow column: `23-11-2026`, in English `2026-11-23`."""
    return value.strftime("%d-%m-%Y") if language == "nl" else value.isoformat()


def weekday(value: date, language: Language = "nl") -> str:
    """A date with its weekday: `maandag 23 november 2026`."""
    return f"{WEEKDAYS[language][value.weekday()]} {day(value, language)}"


def number(value: Decimal, language: Language = "nl") -> str:
    """A number with decimals: `0,83`, in English `0.83`."""
    return str(value).replace(".", ",") if language == "nl" else str(value)


def _spoken(value: Value, language: Language) -> Value:
    if isinstance(value, Reason):
        return say(value, language)
    if isinstance(value, date) and not isinstance(value, datetime):
        return day(value, language)
    if isinstance(value, Decimal):
        return number(value, language)
    return value


@cache
def _sentences(noun: str, language: Language) -> dict[str, str]:
    return tomllib.loads((HERE / language / f"{noun}.toml").read_text(encoding="utf-8"))
