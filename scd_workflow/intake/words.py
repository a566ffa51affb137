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


@dataclass(frozen=True)
class Words:
    """What each word of a column means, where an empty cell means None if there must be a word."""

    meanings: Mapping[str, str | int | None]

    @cached_property
    def kind(self) -> pl.Enum:
        """The type of a column that holds these words and nothing else."""
        return pl.Enum(list(self.meanings))

    @cached_property
    def meant(self) -> pl.Series:
        """What they mean, in the order of the words: numbers, or one of a few texts, which takes less room than any text."""
        meant = {each for each in self.meanings.values() if each is not None}
        texts = [each for each in meant if isinstance(each, str)]
        kind = pl.Enum(sorted(texts)) if len(texts) == len(meant) else pl.UInt8()
        return pl.Series(list(self.meanings.values()), dtype=kind)

    @cached_property
    def alike(self) -> dict[str, str | int | None]:
        """The same, by the words as they are compared."""
        return {plain(word): meant for word, meant in self.meanings.items()}

    def exactly(self, column: str) -> pl.Expr:
        """What a column of that kind means."""
        return pl.lit(self.meant).gather(pl.col(column).to_physical())

    def loosely(self, column: str) -> pl.Expr:
        """What a column of texts means, as people vary words; null where that is not known."""
        return plainly(column).replace_strict(self.alike, default=None, return_dtype=self.meant.dtype)


def plainly(column: str) -> pl.Expr:
    """The texts of a column as they are compared."""
    return pl.col(column).str.replace_all(r"[\s\u00a0]+", " ").str.to_lowercase()


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
