"""A file as a table of texts, whatever wrote it: CSV in several dialects, or the first sheet of an XLSX."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from scd_workflow.domain.errors import Refused
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LARGEST = 400_000_000
"""How many bytes a file may have, or an XLSX once it is unpacked: some millions of answers."""

MOST_COLUMNS = 1000
SEPARATORS = (";", ",", "\t")
# Most numbers are answers: to make a text of each anew would cost as much as reading them.
SMALL: Final = {float(number): str(number) for number in range(100)}
CSV_SUFFIXES = (".csv", ".txt")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The headers, and a table of texts with columns `0`, `1` …; its first row is row 2 of the file."""

    headers: tuple[str, ...]
    frame: pl.LazyFrame


def read_sheet(file: Path) -> Sheet:
    """The table in a file; raises `Refused` with what is wrong with the file as a whole, or with the first row that is."""
    try:
        content = _content(file)
    except FileNotFoundError:
        raise Refused(because("intake.no_file", file=file.name)) from None
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
    content = _utf8(content).rstrip(b"\r\n")
    if b"\0" in content:
        raise Refused(because("intake.not_text"))
    end = content.find(b"\n")
    first = content[: end if end >= 0 else None].decode()
    if not first.strip():
        raise Refused(because("intake.empty"))
    separator = max(SEPARATORS, key=first.count)
    headers = _headers(content, separator)
    if end < 0 or not _even(content, separator, len(headers)):
        # The slow reader is the exact one: it knows which row is wrong, or that line breaks stand within quotes.
        return _by_row(content, separator, headers)
    frame = pl.scan_csv(
        io.BytesIO(content), separator=separator, has_header=False, skip_rows=1, infer_schema=False,
        new_columns=[str(place) for place in range(len(headers))],
    )  # fmt: skip
    return Sheet(headers, frame)


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


def _even(content: bytes, separator: str, columns: int) -> bool:
    """Whether each line is a row: it has as many separators as the header, and quotes are closed within it."""
    lines = pl.read_csv(
        content, separator="\0", quote_char=None, has_header=False, infer_schema=False, new_columns=["line"]
    )["line"]
    if b'"' in content:
        # What is quoted may hold separators; a quote within it is written twice, and so two quoted pieces.
        lines = lines.str.replace_all('"[^"]*"', "")
    separated = (lines.str.count_matches(separator, literal=True) == columns - 1).all()
    return separated and not lines.str.contains('"', literal=True).any()


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
    return _sheet(headers, [row for row in found[1:] if row])


def _of_xlsx(content: bytes) -> Sheet:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > LARGEST:
                raise Refused(because("intake.too_large", limit=LARGEST // 1_000_000))
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (zipfile.BadZipFile, CalamineError, OSError, ValueError, EOFError):
        raise Refused(because("intake.xlsx_unreadable")) from None
    if not rows or not any(map(_text, rows[0])):
        raise Refused(because("intake.empty"))
    headers = _sound([_text(cell) for cell in rows[0]])
    filled = (row for row in rows[1:] if row.count("") < len(row))
    return _sheet(headers, [[cell if type(cell) is str else _text(cell) for cell in row] for row in filled])


def _text(cell: Any) -> str:
    """What a cell of a workbook says, as it would stand in a CSV."""
    if type(cell) is float:
        return SMALL.get(cell) or (str(int(cell)) if cell.is_integer() else str(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _sheet(headers: tuple[str, ...], rows: list[list[str]]) -> Sheet:
    schema = {str(place): pl.String for place in range(len(headers))}
    return Sheet(headers, pl.DataFrame(rows, schema=schema, orient="row").lazy())
