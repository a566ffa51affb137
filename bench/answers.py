"""Importing and aggregating 1,000,000 answers, storing them, and reading a workbook of 20,000 rows."""

from __future__ import annotations

import io
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook

from bench.timing import Ratio, compare
from scd_workflow.config.instruments import load_instrument
from scd_workflow.domain.ids import InstrumentId, OrganisationId, ProgrammeId
from scd_workflow.domain.instruments import Instrument
from scd_workflow.domain.results import Results
from scd_workflow.domain.statistics.scoring import Asked, results
from scd_workflow.intake.answers import Expected, take
from scd_workflow.intake.sheet import read_sheet
from scd_workflow.store import responses
from scd_workflow.store.engine import open_database, writing
from scd_workflow.store.responses import RoundOf, Row

MANY = 1_000_000
ROWS, COLUMNS = 20_000, 15
ORGANISATIONS = tuple(OrganisationId(f"o{place}") for place in range(342))
CONFIG = Path("config")
OF = RoundOf(ProgrammeId("bench"), "round/1")
PEAK = "peak"
"""Said to this module when it is run by itself: import the file that follows, and print how much memory that took."""


def ratios() -> Iterator[Ratio]:
    """Each against the library or driver that does the same work alone."""
    instrument = _instrument()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.csv"
        file.write_bytes(_csv(instrument))
        yield compare(
            "import and aggregate 1,000,000 answers / polars", lambda: imported(file), lambda: _polars(instrument, file),
            goal=1.5, rounds=3,
        )  # fmt: skip
        yield Ratio("memory of that", _peak(file), 400, 1, "MiB")
        rows = _rows()
        yield compare(
            "store 1,000,000 answers / executemany", lambda: _stored(rows), lambda: _raw(rows), goal=1.5, rounds=3
        )
        book = Path(folder) / "answers.xlsx"
        book.write_bytes(_workbook())
        yield compare(
            "read 20,000 rows of XLSX / calamine",
            read_sheet(book).frame.collect,
            lambda: _calamine(book),
            goal=1.2,
        )


def imported(file: Path) -> Results:
    """What a file of answers to the example's measurement says, by our own way."""
    instrument = _instrument()
    found = take(read_sheet(file), Expected(instrument, {each: each for each in ORGANISATIONS})).frame
    grouped = found.group_by("organisation").agg("answers").iter_rows()
    return results(Asked(instrument, dict.fromkeys(ORGANISATIONS, MANY), 5), dict(grouped))


def _instrument() -> Instrument:
    return load_instrument(CONFIG, InstrumentId("maturity"))


def _csv(instrument: Instrument) -> bytes:
    chance = random.Random(1)
    items = [item.id for item in instrument.items]
    answered = [";".join(str(chance.randrange(6)) for _ in items) for _ in range(5000)]
    lines = (f"{number};{ORGANISATIONS[number % 342]};execution;{answered[number % 5000]}" for number in range(MANY))
    return ("\n".join([";".join(["id", "organisatie", "rol", *items]), *lines]) + "\n").encode()


def _polars(instrument: Instrument, file: Path) -> pl.DataFrame:
    items = [item.id for item in instrument.items]
    frame = pl.scan_csv(file, separator=";").with_columns(pl.col(items).cast(pl.Int8).replace(0, None))
    frame = frame.filter(pl.sum_horizontal(pl.col(items).is_not_null()) >= 16)
    scores = []
    for dimension in instrument.dimensions:
        own = [item.id for item in dimension.items]
        enough = pl.sum_horizontal(pl.col(own).is_not_null()) >= 2
        scores.append(pl.when(enough).then(pl.mean_horizontal(own)).alias(dimension.id))
    frame = frame.select("organisatie", *scores)
    return frame.group_by("organisatie").agg(pl.all().mean(), pl.all().std().name.suffix("_sd")).collect()


def _peak(file: Path) -> float:
    """How many MiB a process holds at most that imports the file, beyond what it holds once its libraries are loaded."""
    command = [sys.executable, "-m", "bench.answers", PEAK, str(file)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _rows() -> list[Row]:
    chance = random.Random(2)
    return [
        (f"{chance.getrandbits(128):032x}", ORGANISATIONS[number % 342], "execution", None, "345123450123451234501234")
        for number in range(MANY)
    ]


def _stored(rows: list[Row]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/answers.db")
        with writing(engine) as connection:
            responses.add(connection, OF, rows)
        engine.dispose()


def _raw(rows: list[Row]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(f"{folder}/answers.db")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(
            "CREATE TABLE response (programme TEXT, round TEXT, key TEXT, organisation TEXT, role TEXT, week TEXT, answers TEXT, "
            "PRIMARY KEY (programme, round, key)) WITHOUT ROWID"
        )
        connection.executemany("INSERT INTO response VALUES ('bench', 'round/1', ?, ?, ?, ?, ?)", sorted(rows))
        connection.commit()
        connection.close()


def _workbook() -> bytes:
    chance = random.Random(3)
    lines = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{chr(65 + place)}{row}"><v>{chance.randrange(6)}</v></c>' for place in range(COLUMNS))
        + "</row>"
        for row in range(1, ROWS + 1)
    )
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{related}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{related}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{related}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{lines}</sheetData></worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return packed.getvalue()


def _calamine(book: Path) -> int:
    return len(CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python())


if __name__ == "__main__" and sys.argv[1:2] == [PEAK]:
    imported(Path(sys.argv[2]))
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024)
