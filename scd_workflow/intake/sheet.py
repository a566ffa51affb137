"""A file as a table of texts, whatever wrote it: CSV in several dialects, or the first sheet of an XLSX."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import fastexcel
import polars as pl

from scd_workflow.domain.errors import Refused
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST = 400_000_000
"""How many bytes a file may have, or an XLSX once it is unpacked: some millions of answers."""

MOST_COLUMNS = 1000
SEPARATORS = (";", ",", "\t")
EMPTY_LINE = re.compile(rb"^\r?\n", re.MULTILINE)
QUOTED = re.compile(rb'"[^"\n]*"')
CSV_SUFFIXES = (".csv", ".txt")

PIECE = 6_000_000
"""How many bytes of a CSV are taken at one time: as texts they cost ten times as much, and not much of that is kept."""


Piece = Callable[[Mapping[str, pl.DataType]], pl.LazyFrame]
"""Rows of a table, as texts but for columns of which the type is given, which has to hold any text."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The headers, and a table with columns `0`, `1` …; its first row is row 2 of the file, and empty rows are in it.

    `pieces` gives it bit by bit, so that of a large file only what counts is ever held, and `frame` the whole as texts.
    """

    headers: tuple[str, ...]
    pieces: Callable[[], Iterable[Piece]]

    @property
    def frame(self) -> pl.LazyFrame:
        """The whole table, as texts."""
        return pl.concat(piece({}) for piece in self.pieces())


def read_sheet(file: Path) -> Sheet:
    """The table in a file; raises `Refused` with what is wrong with the file as a whole, or with the first row that is."""
    try:
        content = _content(file)
    except FileNotFoundError:
        raise Refused(because("intake.no_file", file=file.name)) from None
    except IsADirectoryError:
        raise Refused(because("intake.folder", file=file.name)) from None
    except OSError:
        raise Refused(because("intake.unreadable", file=file.name)) from None
    if content.startswith(b"PK"):
        return _of_xlsx(content)
    if file.suffix.lower() in CSV_SUFFIXES:
        return _of_csv(content)
    raise Refused(because("intake.unknown_format", file=file.name))


def _content(file: Path) -> bytes:
    if file.is_file() and file.stat().st_size > LARGEST:
        raise Refused(because("intake.too_large", limit=LARGEST // 1_000_000))
    return file.read_bytes()


def _of_csv(content: bytes) -> Sheet:
    content = _utf8(content)
    if content.endswith((b"\n\n", b"\n\r\n")):
        # Most files end after their last line, and need not be held twice.
        content = content.rstrip(b"\r\n")
    if b"\0" in content:
        raise Refused(because("intake.not_text"))
    end = content.find(b"\n")
    first = content[: end if end >= 0 else None].decode()
    if not first.strip():
        raise Refused(because("intake.empty"))
    separator = max(SEPARATORS, key=first.count)
    headers = _headers(content, separator)
    if end in {-1, len(content) - 1} or not all(_even(each, separator, len(headers)) for each in _pieces(content, 0)):
        # The slow reader is the exact one: it knows which row is wrong, or that line breaks stand within quotes.
        return _by_row(content, separator, headers)

    texts = _texts(headers)

    def piece(part: bytes) -> Piece:
        return lambda types: pl.scan_csv(
            io.BytesIO(part), separator=separator, has_header=False, schema={**texts, **types}
        )

    return Sheet(headers, lambda: map(piece, _pieces(content, end + 1)))


def _texts(headers: tuple[str, ...]) -> dict[str, pl.DataType]:
    """A table of texts with so many columns."""
    return {str(place): pl.String() for place in range(len(headers))}


def _pieces(content: bytes, start: int) -> Iterator[bytes]:
    """The lines from a place on, many at a time."""
    while start < len(content):
        end = content.find(b"\n", start + PIECE) + 1 or len(content)
        yield content[start:end]
        start = end


def _utf8(content: bytes) -> bytes:
    """The same text in UTF-8 without a mark: what is not UTF-8 was written by Excel on Windows."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(because("intake.utf16"))
    if content.isascii():
        return content
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace").encode()
    return content


def _headers(content: bytes, separator: str) -> tuple[str, ...]:
    rows = csv.reader(_lines(content), delimiter=separator, strict=True)
    try:
        return _sound(next(rows))
    except csv.Error:
        raise Refused(because("intake.row_unreadable", row=1)) from None


def _lines(content: bytes) -> io.TextIOWrapper:
    """The text line by line, so that a large file is not held twice."""
    return io.TextIOWrapper(io.BytesIO(content), "utf-8", newline="")


def _sound(headers: Sequence[str]) -> tuple[str, ...]:
    if len(headers) > MOST_COLUMNS:
        raise Refused(because("intake.too_many_columns", limit=MOST_COLUMNS))
    return tuple(headers)


def _even(piece: bytes, separator: str, columns: int) -> bool:
    """Whether each line is a row: it has as many separators as the header, and quotes are closed within it; or is empty."""
    # What is quoted may hold separators; a quote within it is written twice, and so two quoted pieces.
    return _regular(piece, separator, columns) or _regular(
        QUOTED.sub(b"", EMPTY_LINE.sub(b"", piece)), separator, columns
    )


def _regular(piece: bytes, separator: str, columns: int) -> bool:
    """Whether what is left of a piece without its texts is the same row over and over."""
    mark = separator.encode()
    if not piece.endswith(b"\n"):
        piece += b"\n"
    left = piece.translate(None, delete=bytes(set(range(256)) - {*mark, *b'\n"'}))
    row = mark * (columns - 1) + b"\n"
    return left == row * (len(left) // len(row))


def _by_row(content: bytes, separator: str, headers: tuple[str, ...]) -> Sheet:
    found: list[list[str]] = []
    reader = csv.reader(_lines(content), delimiter=separator, strict=True)
    try:
        for row in reader:
            if row and len(row) != len(headers):
                values = {"row": len(found) + 1, "found": len(row), "wanted": len(headers)}
                raise Refused(because("intake.row_length", **values))
            found.append(row)
    except csv.Error:
        raise Refused(because("intake.row_unreadable", row=len(found) + 1)) from None
    rows = [row or [""] * len(headers) for row in found[1:]]
    return _sheet(headers, pl.DataFrame(rows, schema=_texts(headers), orient="row"))


def _of_xlsx(content: bytes) -> Sheet:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > LARGEST:
                raise Refused(because("intake.too_large", limit=LARGEST // 1_000_000))
        cells = fastexcel.read_excel(content).load_sheet(0, header_row=None, dtypes="string").to_polars()
    except (zipfile.BadZipFile, fastexcel.FastExcelError, OSError, ValueError, EOFError):
        raise Refused(because("intake.xlsx_unreadable")) from None
    if cells.is_empty() or not any(cells.row(0)):
        raise Refused(because("intake.empty"))
    headers = _sound([cell or "" for cell in cells.row(0)])
    cells.columns = list(_texts(headers))
    return _sheet(headers, cells[1:])


def _sheet(headers: tuple[str, ...], frame: pl.DataFrame) -> Sheet:
    return Sheet(headers, lambda: (lambda types: frame.lazy().cast(dict(types)),))
