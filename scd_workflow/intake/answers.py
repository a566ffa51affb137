"""The answers in a sheet, in our own terms; whatever is not understood is told by row and column."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import numpy as np
import polars as pl

from scd_workflow.domain.errors import Refused
from scd_workflow.domain.reasons import Reason, because
from scd_workflow.intake.layout import layout
from scd_workflow.intake.words import APOSTROPHE, BLANK, Lexicon, Words, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.import_profile import ImportProfile
    from scd_workflow.domain.instruments import Instrument
    from scd_workflow.intake.layout import Layout
    from scd_workflow.intake.sheet import Piece, Sheet

COLUMNS = ("number", "organisation", "role", "week", "answers", "comment")

MOST_REASONS = 50
"""How many mistakes are told one by one; of the others only how many there are."""

UNDATED = "1980-01-01"
"""The day that LimeSurvey gives for a complete answer to an anonymous survey."""

FORMATS = (
    "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%m/%d/%y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M", "%d-%m-%Y",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expected:
    """What answers may be: to which questions, of which organisations (by every name of theirs), and in which words."""

    instrument: Instrument
    organisations: Mapping[str, OrganisationId]
    profile: ImportProfile | None = None
    organisation: OrganisationId | None = None
    """The organisation of every answer, where the file does not say."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file holds: a table of `number`, `organisation`, `role`, `week`, `answers` and `comment`, a row per answer.

    `incomplete` answers were never sent in and do not count; `dropped` columns said who people are.
    """

    frame: pl.DataFrame
    incomplete: int
    dropped: int


def take(sheet: Sheet, expected: Expected) -> Taken:
    """The answers in a sheet; raises `Refused` with everything that is wrong, row by row and column by column."""
    where = layout(sheet.headers, expected.instrument, expected.profile)
    reader = _Reader(where, words(where, expected), expected.organisation)
    found, unclear = [], []
    before, given = 1, 0
    for table, meant in reader.tables(sheet.pieces()):
        read, left = reader.read(table.with_row_index("row", offset=before + 1), meant)
        before += len(table)
        given += len(read)
        found.append(_joined(read.filter("sent"), where))
        unclear.append(left)
    sent, left = pl.concat(found), pl.concat(unclear)
    if not left.is_empty() or not _sound(sent, expected):
        _refuse_wrong(sent, left, where, sheet.headers, expected)
    return Taken(sent.drop("row"), given - len(sent), len(where.identity))


class _Reader:
    """Reads pieces of a file: where everything stands in it, and the words of each column that has few."""

    def __init__(self, where: Layout, words: Mapping[str, Words], organisation: OrganisationId | None) -> None:
        self._where = where
        self._organisation = organisation
        self._lexicon = Lexicon(words)
        told = (where.number, where.organisation, where.role, where.date, where.open, *where.items.values())
        # Nothing else is looked at, and so what says who people are could not be told.
        self._read = [str(place) for place in told if place is not None]

    def tables(self, pieces: Iterable[Piece]) -> Iterator[tuple[pl.DataFrame, list[pl.Expr]]]:
        """What is read of each piece, and what it means; while somebody looks at one, the next is parsed."""
        with ThreadPoolExecutor(1) as other:
            parsing: Future[tuple[pl.DataFrame, list[pl.Expr]]] | None = None
            for piece in pieces:
                before, parsing = parsing, other.submit(self._parsed, piece)
                if before is not None:
                    yield before.result()
            if parsing is not None:
                yield parsing.result()

    def read(self, table: pl.DataFrame, meant: list[pl.Expr]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """What each row of these means that says anything; and once more, as texts, those sent in that are not understood."""
        read, texts = table.select("row", *meant), _stripped(pl.col(self._read).cast(pl.String))
        if (read["number"] == "").any():
            says = table.select(pl.any_horizontal(texts != "")).to_series()
            table, read = table.filter(says), read.filter(says)
        digits = [pl.col(f"digit {place}") for place in self._where.items.values()]
        known = pl.all_horizontal(each.is_not_null() for each in (pl.col("organisation"), pl.col("role"), *digits))
        dated = pl.col("week").is_not_null() | pl.col("undated")
        unclear = read.select(pl.col("sent") & ~(known & dated)).to_series()
        left = table.filter(unclear).with_columns(texts)
        return read, left.hstack(read.filter(unclear).drop("row"))

    def _parsed(self, piece: Piece) -> tuple[pl.DataFrame, list[pl.Expr]]:
        table = piece(self._lexicon.kinds).select(pl.col(self._read).fill_null("")).collect()
        self._lexicon.meet(table)
        return table, self._meant()

    def _meant(self) -> list[pl.Expr]:
        """What each row means; null where a word is not known."""
        where = self._where
        organisation = self._word(where.organisation, self._organisation)
        role = self._word(where.role, "")
        digits = [self._lexicon.meaning(str(place)).alias(f"digit {place}") for place in where.items.values()]
        week, undated = _week(where.date), _undated(where.date)
        return [
            _sent(where).alias("sent"),
            _text(where.number).alias("number"),
            organisation.alias("organisation"),
            role.alias("role"),
            week.alias("week"),
            undated.alias("undated"),
            _text(where.open).alias("comment"),
            *digits,
        ]

    def _word(self, place: int | None, otherwise: str | None) -> pl.Expr:
        if place is None:
            return pl.lit(otherwise, Words({"": otherwise}).kind)
        return self._lexicon.meaning(str(place))


def _joined(read: pl.DataFrame, where: Layout) -> pl.DataFrame:
    """The same rows, their answers as one text with a digit for each item."""
    digits = read.select(pl.col(f"digit {place}").fill_null(0) + ord("0") for place in where.items.values())
    written = pl.Series("answers", np.ascontiguousarray(digits.to_numpy()))
    answers = written.cast(pl.List(pl.UInt8)).cast(pl.Binary).cast(pl.String)
    return read.with_columns(answers).select("row", *COLUMNS)


def _sent(where: Layout) -> pl.Expr:
    """Whether an answer was sent in: a survey that notes when, leaves it empty for the others."""
    return pl.lit(value=True) if where.date is None else _text(where.date) != ""


def _text(place: int | None) -> pl.Expr:
    return pl.lit("") if place is None else _stripped(pl.col(str(place)))


def _stripped(texts: pl.Expr) -> pl.Expr:
    """Texts as people mean them."""
    return texts.str.strip_chars(BLANK).str.strip_prefix(APOSTROPHE)


def _sound(sent: pl.DataFrame, expected: Expected) -> bool:
    """Whether each answer has a number of its own, and nobody wrote too much."""
    longest = expected.instrument.open.longest if expected.instrument.open else 0
    written = (pl.col("number") != "").all() & (pl.col("comment").str.len_chars() <= longest).all()
    return sent.select(written).item() and _different(sent["number"])


def _different(numbers: pl.Series) -> bool:
    """Whether no two are alike; they are compared only where two of their hashes are, which are quicker told apart."""
    return any(each.n_unique() == len(numbers) for each in (numbers.hash(), numbers))


def _week(place: int | None) -> pl.Expr:
    """The Monday of the week of an answer, null when that is not known: nobody needs to know more."""
    if place is None:
        return pl.lit(None, dtype=pl.Date)
    read = pl.coalesce(_text(place).str.to_datetime(each, strict=False, exact=True) for each in FORMATS)
    day = read.dt.date()
    return pl.when(day == pl.lit(UNDATED).str.to_date()).then(None).otherwise(day.dt.truncate("1w"))


def _undated(place: int | None) -> pl.Expr:
    """Whether an answer says that its day is nobody's business."""
    return pl.lit(value=True) if place is None else _text(place).str.starts_with(UNDATED)


def _refuse_wrong(
    sent: pl.DataFrame, unclear: pl.DataFrame, where: Layout, headers: tuple[str, ...], expected: Expected
) -> NoReturn:
    found = list(_wrong(unclear, where, headers, expected))
    if where.organisation is None and expected.organisation is None:
        found.append((1, because("intake.no_organisation")))
    found += [*_numbers(sent), *_comments(sent, where, expected)]
    told = sorted(found, key=lambda each: each[0])
    rest = len(told) - MOST_REASONS
    more = (because("intake.more", count=rest),) if rest > 0 else ()
    reasons = [reason for _, reason in told[:MOST_REASONS]]
    raise Refused(*reasons, *more, *_possible(reasons, expected), because("intake.nothing_stored"))


def _possible(told: Sequence[Reason], expected: Expected) -> Iterator[Reason]:
    """What could have stood where a word was not understood, once for each kind of word."""
    asked = expected.instrument
    could: dict[str, tuple[str, Iterable[str]]] = {
        "intake.unknown_value": ("intake.possible_value", sorted(str(each.value) for each in asked.scale)),
        "intake.unknown_organisation": ("intake.possible_organisation", sorted({*expected.organisations.values()})),
        "intake.unknown_role": ("intake.possible_role", (each.id for each in asked.roles)),
    }
    wrong = {reason.code for reason in told}
    return (because(code, words=", ".join(words)) for unknown, (code, words) in could.items() if unknown in wrong)


def _wrong(
    unclear: pl.DataFrame, where: Layout, headers: tuple[str, ...], expected: Expected
) -> Iterator[tuple[int, Reason]]:
    """Each word and day in these rows that is not understood."""
    for name, place in (("organisation", where.organisation), ("role", where.role)):
        if place is not None:
            wrong = unclear.filter(pl.col(name).is_null() & (pl.col(str(place)) != ""))
            yield from _unknown(wrong, place, f"intake.unknown_{name}", headers)
    for place in where.items.values():
        yield from _unknown(unclear.filter(pl.col(f"digit {place}").is_null()), place, "intake.unknown_value", headers)
    if where.organisation is not None and expected.organisation is None:
        for row in unclear.filter(pl.col(str(where.organisation)) == "")["row"]:
            yield row, because("intake.organisation_empty", row=row)
    if where.date is not None:
        undated = unclear.filter(pl.col("week").is_null() & ~pl.col("undated"))
        yield from _unknown(undated, where.date, "intake.unknown_date", headers)


def _unknown(wrong: pl.DataFrame, place: int, code: str, headers: tuple[str, ...]) -> Iterable[tuple[int, Reason]]:
    for row, given in wrong.select("row", str(place)).iter_rows():
        yield (
            row,
            because(code, row=row, column=_column(place), header=headers[place].strip()[:40], given=str(given)[:40]),
        )


def _numbers(read: pl.DataFrame) -> Iterator[tuple[int, Reason]]:
    for row in read.filter(pl.col("number").fill_null("") == "")["row"]:
        yield row, because("intake.number_empty", row=row)
    if _different(read["number"]):
        return
    twice = read.filter((pl.col("number").fill_null("") != "") & ~pl.col("number").is_first_distinct())
    for row, number in twice.select("row", "number").iter_rows():
        yield row, because("intake.number_twice", row=row, number=number)


def _comments(read: pl.DataFrame, where: Layout, expected: Expected) -> Iterator[tuple[int, Reason]]:
    if where.open is not None and expected.instrument.open is not None:
        longest = expected.instrument.open.longest
        for row in read.filter(pl.col("comment").str.len_chars() > longest)["row"]:
            yield row, because("intake.comment_too_long", row=row, column=_column(where.open), limit=longest)


def _column(place: int) -> str:
    """The letters of a column in a spreadsheet."""
    letters, left = "", place + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
