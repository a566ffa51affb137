"""How tables look: whole in a pipe, fitted in a terminal, and never a command to the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import click
import pytest

from scd_workflow.cli import show
from scd_workflow.report.table import Table

LONG = Table(
    "Werk",
    ("Nr", "Wat", "Wie", "Uiterlijk"),
    (
        ("P1", "Besluitvormingslijnen en mandaten vastleggen", "sponsor-hendrik-ido-ambacht", "19 augustus 2026"),
        ("P2", "Kort", "", "2 mei 2026"),
    ),
)


Wide = Callable[[int], None]


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> Wide:
    """Puts the output in a terminal of so many columns."""
    return lambda columns: monkeypatch.setattr(show, "_terminal_width", lambda: columns)


def lines(shown: Table, capsys: pytest.CaptureFixture[str]) -> list[str]:
    show.table(shown)
    return click.unstyle(capsys.readouterr().out).splitlines()


def test_in_a_pipe_every_row_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(LONG, capsys) == [
        "Werk",
        "Nr  Wat                                           Wie                          Uiterlijk",
        "P1  Besluitvormingslijnen en mandaten vastleggen  sponsor-hendrik-ido-ambacht  19 augustus 2026",
        "P2  Kort                                                                       2 mei 2026",
    ]


def test_in_a_terminal_cells_wrap_and_dates_and_words_stay_whole(
    wide: Wide, capsys: pytest.CaptureFixture[str]
) -> None:
    wide(60)

    assert lines(LONG, capsys)[1:] == [
        "Nr  Wat                    Wie              Uiterlijk",
        "P1  Besluitvormingslijnen  sponsor-         19 augustus 2026",
        "    en mandaten            hendrik-ido-",
        "    vastleggen             ambacht",
        "P2  Kort                                    2 mei 2026",
    ]


def test_where_the_columns_do_not_fit_each_row_becomes_a_paragraph(
    wide: Wide, capsys: pytest.CaptureFixture[str]
) -> None:
    wide(40)

    assert lines(LONG, capsys)[1:] == [
        "P1  Besluitvormingslijnen en mandaten",
        "    vastleggen",
        "    Wie: sponsor-hendrik-ido-ambacht ·",
        "    Uiterlijk: 19 augustus 2026",
        "P2  Kort",
        "    Uiterlijk: 2 mei 2026",
    ]


@pytest.mark.parametrize("width", [1, 20, 40, 60, 80, 120])
def test_nothing_is_lost_at_any_width(wide: Wide, capsys: pytest.CaptureFixture[str], width: int) -> None:
    wide(width)

    said = Counter("".join(lines(LONG, capsys)))

    assert Counter("".join(cell for row in LONG.rows for cell in row).replace(" ", "")) <= said


def test_a_table_without_rows_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(Table("Werk", ("Nr", "Wat"), ()), capsys) == ["Werk", "Niets te tonen."]


def test_a_text_commands_no_terminal_and_takes_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    shown = Table("", ("Nr", "Wat"), (("1", "rood\x1b[31m\nen\tverder\udcff"),))

    assert lines(shown, capsys)[1] == "1   rood\ufffd[31m en verder\ufffd"
