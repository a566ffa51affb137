"""The forms as they come in: plain text, in fields that bear the names that people see in Prefect."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import DataclassInstance

SEVERAL = frozenset({"terug_naar", "gates"})
"""The fields in which more than one line can be chosen."""


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """The form by which a gate is decided; `kenmerk` says which briefing was seen, None where none is shown."""

    gate: str
    wie: str
    besluit: str
    motivering: str
    voorwaarden: str = ""
    nieuwe_datum: str = ""
    terug_naar: tuple[str, ...] = ()
    afwijkingsreden: str = ""
    kenmerk: str | None = None
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RequestForm:
    """The form by which the owner of a gate asks for its decision."""

    gate: str
    wie: str
    reden: str = ""


@dataclass(frozen=True, slots=True)
class ReportForm:
    """The form by which work is reported."""

    activiteit: str
    wie: str
    melding: str
    bewijs: str = ""
    toelichting: str = ""
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class StatementForm:
    """The form by which a criterion is stated, or its document approved."""

    criterium: str
    wie: str
    verklaring: str
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CodeForm:
    """The form by which a person asks for the own code for a gate."""

    gate: str
    wie: str


@dataclass(frozen=True, slots=True)
class PositionForm:
    """The form by which a consulted organisation or body gives its position."""

    gate: str
    namens: str
    wie: str
    standpunt: str
    advies: str = ""
    code: str = field(default="", repr=False)


Form = TypeVar("Form", bound="DataclassInstance")


def filled_in(form: type[Form], given: Mapping[str, object]) -> Form:
    """A form as it came in. Nothing is sure about it: an old link may leave out a field, or fill it with anything."""
    names = (each.name for each in fields(form))
    read: dict[str, Any] = {name: (lines_of if name in SEVERAL else text_of)(given.get(name)) for name in names}
    return form(**read)


def text_of(value: object) -> str:
    """What was filled in as text, so that it can be read or refused; empty when there is nothing."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def lines_of(value: object) -> tuple[str, ...]:
    """What was filled in where several lines can be chosen."""
    if isinstance(value, list | tuple):
        return tuple(map(text_of, value))
    return tuple(text_of(value).splitlines())
