"""Importing and aggregating 1,000,000 answers, storing them, and reading a workbook of 20,000 rows."""

from __future__ import annotations

import io
import random
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
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import InstrumentId, OrganisationId, ProgrammeId
from scd_workflow.domain.instruments import Instrument
from scd_workflow.domain.reasons import Reason
from scd_workflow.domain.results import Results
from scd_workflow.domain.statistics.scoring import Asked, results
from scd_workflow.intake.answers import MOST_REASONS, Expected, take
from scd_workflow.intake.sheet import read_sheet
from scd_workflow.store import responses
from scd_workflow.store.engine import open_database, writing
from scd_workflow.store.responses import RoundOf, Row

MANY = 1_000_000
MISTAKES = 1000
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
            "import and aggregate 1,000,000 answers / polars", lambda: imported(file), lambda: _polars(instrument, file).collect(),
            goal=1.5,
        )  # fmt: skip
        yield compare(
            "the same / polars in its streaming engine", lambda: imported(file),
            lambda: _polars(instrument, file).collect(engine="streaming"), goal=None,
        )  # fmt: skip
        yield Ratio("memory of that", _peak(file), 400, 1, "MiB")
        wrong = Path(folder) / "wrong.csv"
        wrong.write_bytes(_with_mistakes(file.read_bytes()))
        assert _refused(wrong)[MOST_REASONS].values["count"] == MISTAKES - MOST_REASONS
        assert _sound(instrument, wrong).select(pl.len()).collect().item() == MANY - MISTAKES
        yield compare(
            f"tell {MISTAKES:,} mistakes in 1,000,000 answers / polars", lambda: _refused(wrong),
            lambda: _polars(instrument, wrong).collect(), goal=1.5,
        )  # fmt: skip
        rows = _rows()
        yield compare(
            "store 1,000,000 answers / executemany", lambda: _stored(rows), lambda: _raw(rows), goal=1.5, rounds=3
        )
        book = Path(folder) / "answers.xlsx"
        book.write_bytes(_workbook())
        yield compare(
            "read 20,000 rows of XLSX / calamine",
            lambda: _read(book),
            lambda: _calamine(book),
            goal=1.2,
            # Short enough for whatever else the machine does to show.
            rounds=21,
        )


def imported(file: Path) -> Results:
    """What a file of answers to the example's measurement says, by our own way."""
    instrument = _instrument()
    given = _of_each(take(read_sheet(file), _expected(instrument)).frame.select("organisation", "answers"))
    return results(Asked(instrument, dict.fromkeys(ORGANISATIONS, MANY), 5), given)


def _of_each(frame: pl.DataFrame) -> dict[OrganisationId, str]:
    """The answers of each organisation as one text."""
    return dict(frame.group_by("organisation").agg(pl.col("answers").str.join()).iter_rows())


def _refused(file: Path) -> tuple[Reason, ...]:
    """What is told of a file with mistakes."""
    try:
        take(read_sheet(file), _expected(_instrument()))
    except Refused as refusal:
        return refusal.reasons
    return ()


def _expected(instrument: Instrument) -> Expected:
    return Expected(instrument, {each: each for each in ORGANISATIONS})


def _read(book: Path) -> pl.DataFrame:
    return read_sheet(book).frame.collect()


def _instrument() -> Instrument:
    return load_instrument(CONFIG, InstrumentId("maturity"))


def _csv(instrument: Instrument) -> bytes:
    chance = random.Random(1)
    items = [item.id for item in instrument.items]
    answered = [";".join(str(chance.randrange(6)) for _ in items) for _ in range(5000)]
    lines = (f"{number};{ORGANISATIONS[number % 342]};execution;{answered[number % 5000]}" for number in range(MANY))
    return ("\n".join([";".join(["id", "organisatie", "rol", *items]), *lines]) + "\n").encode()


def _with_mistakes(content: bytes) -> bytes:
    """The same file in which one row of a thousand has an answer, or an organisation, that there is not."""
    header, *lines = content.decode().splitlines()
    for number in range(0, MANY, 2 * MANY // MISTAKES):
        lines[number] = lines[number][:-1] + "9"
        lines[number + 1] = lines[number + 1].replace(";o", ";x", 1)
    return ("\n".join([header, *lines]) + "\n").encode()


def _polars(instrument: Instrument, file: Path) -> pl.LazyFrame:
    """The mean of each dimension in each organisation with its interval, of the rows in which there is no mistake."""
    items = [item.id for item in instrument.items]
    frame = _sound(instrument, file).with_columns(pl.when(pl.col(items) > 0).then(pl.col(items)))
    frame = frame.filter(pl.sum_horizontal(pl.col(items).is_not_null()) >= 16)
    scores = []
    for dimension in instrument.dimensions:
        own = [item.id for item in dimension.items]
        enough = pl.sum_horizontal(pl.col(own).is_not_null()) >= 2
        scores.append(pl.when(enough).then(pl.mean_horizontal(own)).alias(dimension.id))
    names = [dimension.id for dimension in instrument.dimensions]
    half = 1.96 * pl.col(names).std() / pl.col(names).count().sqrt()
    mean = pl.col(names).mean()
    grouped = frame.select("organisatie", *scores).group_by("organisatie")
    cells = (mean, (mean - half).name.suffix("_from"), (mean + half).name.suffix("_to"))
    return grouped.agg(*cells)


def _sound(instrument: Instrument, file: Path) -> pl.LazyFrame:
    """The rows that an import does not refuse; of the others nothing is told, only that they do not count."""
    items = [item.id for item in instrument.items]
    return pl.scan_csv(file, separator=";", schema_overrides=dict.fromkeys(items, pl.UInt8)).filter(
        pl.col("id").is_not_null() & pl.col("id").is_unique(),
        pl.col("organisatie").is_in(ORGANISATIONS),
        pl.col("rol").is_in([role.id for role in instrument.roles]),
        pl.all_horizontal(pl.col(items).is_between(0, 5)),
    )


def _peak(file: Path) -> float:
    """How many MiB a process holds at most that imports the file, its libraries included."""
    command = [sys.executable, "-m", "bench.answers", PEAK, str(file)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _rows() -> list[Row]:
    chance = random.Random(2)
    return [
        (f"{chance.getrandbits(128):032x}", ORGANISATIONS[number % 342], None, "345123450123451234501234")
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
            "CREATE TABLE response (programme TEXT, round TEXT, key TEXT, organisation TEXT, week TEXT, answers TEXT, "
            "PRIMARY KEY (programme, round, key)) WITHOUT ROWID"
        )
        connection.executemany("INSERT INTO response VALUES ('bench', 'round/1', ?, ?, ?, ?)", sorted(rows))
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
    # Not `ru_maxrss`: that of a new process begins with what the one that started it held.
    (peak,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    print(int(peak.split()[1]) / 1024)
