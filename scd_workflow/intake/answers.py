"""The answers in a sheet, in our own terms; whatever is not understood is told by row and column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from scd_workflow.domain.errors import Refused
from scd_workflow.domain.reasons import Reason, because
from scd_workflow.intake.layout import layout, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.import_profile import ImportProfile
    from scd_workflow.domain.instruments import Instrument
    from scd_workflow.intake.layout import Layout
    from scd_workflow.intake.sheet import Sheet

MOST_REASONS = 50
"""How many mistakes are told one by one; of the others only how many there are."""

UNDATED = "1980-01-01"
"""The day that LimeSurvey gives for a complete answer to an anonymous survey."""

BLANK = " \t\r\n\u00a0"
FORMATS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%m/%d/%y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d-%m-%Y %H:%M:%S",
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
    # Before anything is looked at, and so before anything could be told.
    frame = sheet.frame.drop([str(place) for place in where.identity]).with_row_index("row", offset=2)
    # In one stream, so that of a large file only what counts is ever held; first as programs write it, letter for letter.
    read = frame.select(_meant(where, expected, exactly=True)).collect(engine="streaming")
    if not _sound(read.filter("sent"), where, expected):
        # An apostrophe before a text keeps a spreadsheet from taking it for a formula.
        frame = frame.with_columns(pl.exclude("row").str.strip_chars(BLANK).str.strip_prefix("'"))
        read = frame.select(_meant(where, expected, exactly=False)).collect(engine="streaming")
    sent = read.filter("sent")
    if not _sound(sent, where, expected):
        whole = frame.filter(_sent(where)).with_columns(_meant(where, expected, exactly=False)).collect()
        _refuse_wrong(whole, where, sheet.headers, expected)
    chosen = sent.select("number", "organisation", "role", "week", "answers", "comment")
    return Taken(chosen, len(read) - len(sent), len(where.identity))


def _sent(where: Layout) -> pl.Expr:
    """Whether an answer was sent in: a survey that notes when, leaves it empty for the others."""
    return pl.lit(value=True) if where.date is None else pl.col(str(where.date)).fill_null("") != ""


def _meant(where: Layout, expected: Expected, *, exactly: bool) -> list[pl.Expr]:
    """What each row means; null where something is not understood, which is more where it must be written exactly so."""
    values = _values(expected)
    # Also where everything else is as expected: the same number must not become another one by a space.
    words = pl.lit("") if where.open is None else _stripped(where.open)
    return [
        _sent(where).alias("sent"),
        _stripped(where.number).alias("number"),
        _one_of(where.organisation, _organisations(expected), expected.organisation, exactly).alias("organisation"),
        _one_of(where.role, _roles(expected), "", exactly).alias("role"),
        _week(where.date).alias("week"),
        _undated(where.date).alias("undated"),
        pl.concat_str([_digit(place, values, exactly) for place in where.items.values()]).alias("answers"),
        words.alias("comment"),
    ]


def _stripped(place: int) -> pl.Expr:
    return pl.col(str(place)).fill_null("").str.strip_chars(BLANK).str.strip_prefix("'")


def _sound(read: pl.DataFrame, where: Layout, expected: Expected) -> bool:
    """Whether everything was understood."""
    known = not any(read[name].null_count() for name in ("organisation", "role", "answers"))
    dated = where.date is None or (read["week"].is_not_null() | read["undated"]).all()
    numbered = (read["number"] != "").all() and read["number"].is_unique().all()
    longest = expected.instrument.open.longest if expected.instrument.open else 0
    return known and dated and numbered and (read["comment"].str.len_chars() <= longest).all()


def _digit(place: int, values: Mapping[str, str], exactly: bool = False) -> pl.Expr:  # noqa: FBT001, FBT002 - as its neighbours
    """An answer as a digit; null where its word is not known."""
    return _looked_up(place, values, exactly)


def _one_of(place: int | None, names: Mapping[str, str], otherwise: str | None, exactly: bool) -> pl.Expr:  # noqa: FBT001
    if place is None:
        return pl.lit(otherwise, dtype=pl.String)
    known = {name: id_ for name, id_ in names.items() if otherwise is not None or name}
    return _looked_up(place, known if otherwise is None else {**known, "": otherwise}, exactly)


def _looked_up(place: int, names: Mapping[str, str], exactly: bool) -> pl.Expr:  # noqa: FBT001
    if exactly:
        written = pl.col(str(place)).fill_null("")
        return written.replace_strict(names, default=None, return_dtype=pl.String)
    alike = {plain(name): meant for name, meant in names.items()}
    return _plain(place).replace_strict(alike, default=None, return_dtype=pl.String)


def _plain(place: int) -> pl.Expr:
    return pl.col(str(place)).fill_null("").str.replace_all(r"[\s\u00a0]+", " ").str.to_lowercase()


def _week(place: int | None) -> pl.Expr:
    """The Monday of the week of an answer, null when that is not known: nobody needs to know more."""
    if place is None:
        return pl.lit(None, dtype=pl.Date)
    read = pl.coalesce(pl.col(str(place)).str.to_datetime(each, strict=False, exact=True) for each in FORMATS)
    day = read.dt.date()
    return pl.when(day == pl.lit(UNDATED).str.to_date()).then(None).otherwise(day.dt.truncate("1w"))


def _undated(place: int | None) -> pl.Expr:
    """Whether an answer says that its day is nobody's business."""
    return pl.lit(value=True) if place is None else pl.col(str(place)).fill_null("").str.starts_with(UNDATED)


def _values(expected: Expected) -> dict[str, str]:
    """The digit of every way to write an answer: its number, its code, or its label in either language."""
    found = {"": "0"}
    for answer in expected.instrument.scale:
        digit = str(answer.value)
        ways = [digit, f"A{digit}"]
        for language in ("nl", "en"):
            label = answer.label.said(language)
            ways += [label, f"{digit} {label}", f"{digit}. {label}", f"{digit} - {label}"]
            if answer.hint is not None:
                hint = answer.hint.said(language)
                ways += [f"{label} ({hint})", f"{label} - {hint}", f"{label} – {hint}", f"{label} — {hint}"]
        found.update(dict.fromkeys(ways, digit))
    if expected.profile is not None:
        found.update({way: str(value) for way, value in expected.profile.values.items()})
    return found


def _organisations(expected: Expected) -> dict[str, str]:
    own = expected.profile.organisations if expected.profile else {}
    return {**expected.organisations, **own}


def _roles(expected: Expected) -> dict[str, str]:
    own = expected.profile.roles if expected.profile else {}
    asked = expected.instrument.roles
    return {
        **{name: role.id for role in asked for name in (role.id, role.name.nl, role.name.en)},
        **own,
    }


def _refuse_wrong(read: pl.DataFrame, where: Layout, headers: tuple[str, ...], expected: Expected) -> None:
    found = list(_wrong(read, where, headers, expected))
    if found:
        told = sorted(found, key=lambda each: each[0])
        rest = len(told) - MOST_REASONS
        more = (because("intake.more", count=rest),) if rest > 0 else ()
        raise Refused(*(reason for _, reason in told[:MOST_REASONS]), *more, because("intake.nothing_stored"))


def _wrong(
    read: pl.DataFrame, where: Layout, headers: tuple[str, ...], expected: Expected
) -> Iterator[tuple[int, Reason]]:
    for name, place in (("organisation", where.organisation), ("role", where.role)):
        if place is not None:
            wrong = read.filter(pl.col(name).is_null() & (_plain(place) != ""))
            yield from _unknown(wrong, place, f"intake.unknown_{name}", headers)
    values = _values(expected)
    for place in where.items.values():
        yield from _unknown(read.filter(_digit(place, values).is_null()), place, "intake.unknown_value", headers)
    if where.organisation is None and expected.organisation is None:
        yield 1, because("intake.no_organisation")
    elif where.organisation is not None and expected.organisation is None:
        for row in read.filter(_plain(where.organisation) == "")["row"]:
            yield row, because("intake.organisation_empty", row=row)
    if where.date is not None:
        undated = read.filter(pl.col("week").is_null() & ~pl.col("undated"))
        yield from _unknown(undated, where.date, "intake.unknown_date", headers)
    yield from _numbers(read)
    yield from _comments(read, where, expected)


def _unknown(wrong: pl.DataFrame, place: int, code: str, headers: tuple[str, ...]) -> Iterable[tuple[int, Reason]]:
    for row, given in wrong.select("row", str(place)).iter_rows():
        yield (
            row,
            because(code, row=row, column=_column(place), header=headers[place].strip()[:40], given=str(given)[:40]),
        )


def _numbers(read: pl.DataFrame) -> Iterator[tuple[int, Reason]]:
    for row in read.filter(pl.col("number").fill_null("") == "")["row"]:
        yield row, because("intake.number_empty", row=row)
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
