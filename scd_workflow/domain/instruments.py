"""Question sets: what is asked in an evaluation, in both languages, and which answers there are.

An instrument is known by its id, version and hash, so that two rounds are only compared when they asked the same.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from scd_workflow.domain.ids import SLUG, InstrumentId
from scd_workflow.domain.programme import Part, Text
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator

MISSING = 0
"""The value of an answer that does not count: do not know, or not applicable."""

VALUES = range(1, 6)

Adkar = Literal["awareness", "desire", "knowledge", "ability", "reinforcement"]

Trail = tuple[str | int, ...]


class Wording(Part):
    """One text in both languages."""

    nl: Text
    en: Text

    def said(self, language: Literal["nl", "en"]) -> str:
        """The text in a language."""
        return self.nl if language == "nl" else self.en


class Answer(Part):
    """One of the answers to every item: 1 to 5, or 0 for what does not count."""

    value: int = Field(ge=MISSING, le=VALUES[-1])
    label: Wording
    hint: Wording | None = None


class Item(Part):
    """One statement."""

    id: Annotated[str, SLUG]
    text: Wording


class Dimension(Part):
    """What items measure together; `measures` is the element of ADKAR that it stands for."""

    id: Annotated[str, SLUG]
    name: Wording
    measures: Adkar | None = None
    items: tuple[Item, ...] = Field(min_length=1)


class OpenQuestion(Part):
    """A question that is answered in words, at most `longest` characters of them."""

    id: Annotated[str, SLUG]
    text: Wording
    longest: int = Field(default=300, ge=1, le=2000)


class RoleGroup(Part):
    """A kind of work; beside the organisation all that is asked about who answers."""

    id: Annotated[str, SLUG]
    name: Wording


class Instrument(Part):
    """A question set; `introduction` stands above it where it is answered."""

    id: Annotated[InstrumentId, SLUG]
    version: int = Field(ge=1)
    title: Wording
    introduction: Wording
    scale: tuple[Answer, ...] = Field(min_length=2)
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    open: OpenQuestion | None = None
    roles: tuple[RoleGroup, ...] = ()

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items in their order; the answers of one person stand in the same order."""
        return tuple(item for dimension in self.dimensions for item in dimension.items)

    def names(self, language: Literal["nl", "en"]) -> dict[str, str]:
        """What the dimensions are called, by their id."""
        return {each.id: each.name.said(language) for each in self.dimensions}

    @property
    def has_levels(self) -> bool:
        """Whether its scores are levels of maturity; what people think, by the elements of ADKAR, has none."""
        return not any(each.measures for each in self.dimensions)

    @property
    def text(self) -> str:
        """The instrument as the JSON that is kept of it."""
        return self.model_dump_json()

    @property
    def hash(self) -> str:
        """The SHA-256 of `text`, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def problems(instrument: Instrument) -> Iterator[tuple[Trail, Reason]]:
    """What is wrong with an instrument beyond its shape, each with where it stands in it."""
    yield from _twice(instrument)
    values = [answer.value for answer in instrument.scale]
    for place, value in enumerate(values):
        if value in values[:place]:
            yield ("scale", place, "value"), because("check.answer_twice", value=value)
    missing = sorted(set(VALUES) - set(values))
    if missing:
        yield ("scale",), because("check.answers_missing", values=", ".join(map(str, missing)))
    for language in ("nl", "en"):
        labels = [answer.label.said(language).casefold() for answer in instrument.scale]
        for place, label in enumerate(labels):
            if label in labels[:place]:
                yield ("scale", place, "label", language), because("check.label_twice", label=label)


def _twice(instrument: Instrument) -> Iterator[tuple[Trail, Reason]]:
    """Every id that was given before to the same kind of thing; a column of a file is found by that of its item."""
    dimensions = [(("dimensions", place), each.id) for place, each in enumerate(instrument.dimensions)]
    roles = [(("roles", place), each.id) for place, each in enumerate(instrument.roles)]
    for named in (_columns(instrument), dimensions, roles):
        given: set[str] = set()
        for trail, defined in named:
            if defined.casefold() in given:
                yield (*trail, "id"), because("check.duplicate", id=defined)
            given.add(defined.casefold())


def _columns(instrument: Instrument) -> Iterator[tuple[Trail, str]]:
    for at, dimension in enumerate(instrument.dimensions):
        for place, item in enumerate(dimension.items):
            yield ("dimensions", at, "items", place), item.id
    if instrument.open is not None:
        yield ("open",), instrument.open.id
