"""What may stand in the columns of a file that hold one of few words, and what each of these means."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from scd_workflow.intake.layout import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scd_workflow.intake.answers import Expected
    from scd_workflow.intake.layout import Layout


BLANK = " \t\r\n\u00a0"
APOSTROPHE = "'"
"""Before a text it keeps a spreadsheet from taking that for a formula."""


@dataclass(frozen=True, eq=False)
class Words:
    """What each word of a column means, where an empty cell means None if there must be a word."""

    meanings: Mapping[str, str | int | None]

    @cached_property
    def kind(self) -> pl.DataType:
        """The type of what they mean: numbers, or one of a few texts, which takes less room than any text."""
        meant = {each for each in self.meanings.values() if each is not None}
        texts = [each for each in meant if isinstance(each, str)]
        return pl.Enum(sorted(texts)) if len(texts) == len(meant) else pl.UInt8()

    def meaning(self, word: str) -> str | int | None:
        """What a word means as it is, or else as people vary words; None where that is not known."""
        if word in self.meanings:
            return self.meanings[word]
        return self._alike.get(plain(word.strip(BLANK).removeprefix(APOSTROPHE)))

    @cached_property
    def _alike(self) -> dict[str, str | int | None]:
        """The same, by the words as they are compared."""
        return {plain(word): meant for word, meant in self.meanings.items()}


class Lexicon:
    """What the words of each column mean, looked up once for each word however often it occurs."""

    def __init__(self, words: Mapping[str, Words]) -> None:
        """`words` of each column, by its name in the table."""
        self._words = words
        self._numbers = pl.Categories.random()
        # The numbers hold as long as somebody has words that bear them.
        self._held = pl.Series([""], dtype=pl.Categorical(self._numbers))
        self._meanings: dict[Words, list[str | int | None]] = {each: [] for each in words.values()}

    @property
    def kinds(self) -> dict[str, pl.DataType]:
        """The type in which each column is to be read: a number for each word, the same one in every column."""
        return dict.fromkeys(self._words, pl.Categorical(self._numbers))

    def meet(self, found: pl.DataFrame) -> None:
        """Look up the words of a table that were not met before; no cell of it may be null, and no other may be read meanwhile."""
        last = found.select(pl.max_horizontal(pl.col(list(self._words)).to_physical().max())).item() or 0
        for words, meanings in self._meanings.items():
            new = range(len(meanings), last + 1)
            meanings += [words.meaning(str(self._numbers[number])) for number in new]

    def meaning(self, column: str) -> pl.Expr:
        """What each row of a column means in a table that was met; null where that is not known."""
        words = self._words[column]
        return pl.lit(pl.Series(self._meanings[words], dtype=words.kind)).gather(pl.col(column).to_physical())


def words(where: Layout, expected: Expected) -> dict[str, Words]:
    """The words of each column that has few, by the name of the column in the table."""
    values = Words(_values(expected))
    found = {str(place): values for place in where.items.values()}
    if where.organisation is not None:
        found[str(where.organisation)] = Words({**_organisations(expected), "": expected.organisation})
    if where.role is not None:
        found[str(where.role)] = Words({**_roles(expected), "": ""})
    return found


def _values(expected: Expected) -> dict[str, int]:
    """The number of every way to write an answer: its number, its code, or its label in either language."""
    found = {"": 0}
    for answer in expected.instrument.scale:
        digit = str(answer.value)
        ways = [digit, f"A{digit}"]
        for language in ("nl", "en"):
            label = answer.label.said(language)
            ways += [label, f"{digit} {label}", f"{digit}. {label}", f"{digit} - {label}"]
            if answer.hint is not None:
                hint = answer.hint.said(language)
                ways += [f"{label} ({hint})", f"{label} - {hint}", f"{label} – {hint}", f"{label} — {hint}"]
        found.update(dict.fromkeys(ways, answer.value))
    if expected.profile is not None:
        found.update(expected.profile.values)
    return found


def _organisations(expected: Expected) -> dict[str, str]:
    own = expected.profile.organisations if expected.profile else {}
    asked = set(expected.organisations.values())
    return {**expected.organisations, **{name: each for name, each in own.items() if each in asked}}


def _roles(expected: Expected) -> dict[str, str]:
    own = expected.profile.roles if expected.profile else {}
    asked = expected.instrument.roles
    return {
        **{name: role.id for role in asked for name in (role.id, role.name.nl, role.name.en)},
        **own,
    }
