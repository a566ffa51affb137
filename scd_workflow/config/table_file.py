"""A table in a file of a spreadsheet program: XLSX or CSV, as rows of texts."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from scd_workflow.domain.errors import Refused, said_by_system
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Rows = list[list[str]]

KINDS = (".xlsx", ".csv")
LARGEST, UNPACKED = 5_000_000, 50_000_000
"""How many bytes a file may have, and as how many it may turn out: far more than a calendar needs."""

MOST = 5_000
"""How many rows a table may have."""

FORMULA = ("=", "+", "-", "@", "\t", "'")
"""What a spreadsheet program would take for the beginning of a formula, or of a text that is none."""

FAULTS = (BadZipFile, KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, SyntaxError)
"""All that reading a file can raise that is no XLSX file, or a broken one; a parser of XML raises `SyntaxError`."""


def read_rows(file: Path) -> Rows:
    """The rows of a table, the head first, empty ones at the end left out; raises `Refused` when it cannot be read."""
    kind = _kind(file)
    try:
        content = file.read_bytes() if file.stat().st_size <= LARGEST else None
    except OSError as error:
        raise Refused(because("sheet.unreadable", file=str(file), said=said_by_system(error))) from None
    if content is None:
        raise Refused(because("sheet.too_large", file=str(file), limit=LARGEST // 1_000_000))
    rows = _from_csv(file, content) if kind == ".csv" else _from_xlsx(file, content)
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MOST:
        raise Refused(because("sheet.too_long", limit=MOST))
    return rows


def write_rows(file: Path, rows: Iterable[Iterable[str]]) -> None:
    """Write a table; raises `Refused` when it cannot be written. No text in it is taken for a formula."""
    kind, table = _kind(file), [list(row) for row in rows]
    try:
        file.write_bytes(_as_csv(table) if kind == ".csv" else _as_xlsx(table))
    except OSError as error:
        raise Refused(because("communications.not_written", file=str(file), said=said_by_system(error))) from None


def _kind(file: Path) -> str:
    if file.suffix.lower() not in KINDS:
        raise Refused(because("sheet.kind", file=str(file), kinds=", ".join(KINDS)))
    return file.suffix.lower()


def _from_csv(file: Path, content: bytes) -> Rows:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # As Excel writes it in western Europe; every byte of it is some sign.
        text = content.decode("cp1252", errors="replace")
    # Excel separates by the semicolon where the comma is that of decimals.
    head = text.partition("\n")[0]
    separator = max(";,\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise Refused(because("sheet.broken", file=str(file))) from None
    return [[_unguarded(cell) for cell in row] for row in rows]


def _as_csv(rows: Rows) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([_guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _from_xlsx(file: Path, content: bytes) -> Rows:
    from openpyxl import load_workbook  # noqa: PLC0415 - most commands read no table
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - as above

    try:
        with ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > UNPACKED:
                raise Refused(because("sheet.too_large", file=str(file), limit=UNPACKED // 1_000_000))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST + 1, max_col=100, values_only=True)
        return [[_text(cell) for cell in row] for row in rows]
    except (*FAULTS, InvalidFileException):
        raise Refused(because("sheet.broken", file=str(file))) from None


def _as_xlsx(rows: Rows) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - most commands write no table
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - as above

    book = Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place, text)
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(cell: object) -> str:
    """A cell as people write it: Excel makes dates and hours of texts that look like them."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _unguarded(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
