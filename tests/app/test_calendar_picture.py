"""The picture of the calendar: every item in its month, and of every audience what it hears in which week."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scd_workflow.app.calendar_part import Whose
from scd_workflow.app.calendar_picture import period_picture
from scd_workflow.app.inbox import look
from scd_workflow.domain.ids import AudienceId
from scd_workflow.domain.period import period_named
from scd_workflow.report.planner import Sheet, marks_for, month_picture
from tests import offices
from tests.calendars import by_rule, calendar, item, local, on_day
from tests.examples import DORDT, at, day

WEEKLY = by_rule("FREQ=WEEKLY;BYDAY=TU", last=day(6, 30))
BUSY = [item(f"busy-{n}", on_day(day(3, 8 + n)), title=f"Busy {n}") for n in range(3)]
LATER = item("later", on_day(day(4, 27)), title="Later")


WRITTEN = re.compile(r'<text x="[0-9.]+" y="([0-9.]+)"[^>]*>([^<]*)</text>')


def written_in(drawn: str) -> list[tuple[float, str]]:
    """Everything that is written in a picture, with how far down it stands."""
    return [(float(top), unescape(text)) for top, text in WRITTEN.findall(drawn)]


def texts(folder: Path, period: str, *items: dict[str, Any], whose: Whose | None = None) -> list[str]:
    """Everything that is written in the picture, in its order."""
    settings = offices.configured(calendar(*items).plan, folder)
    office, _ = offices.started(settings, at(day(1, 4), 9))
    drawn = period_picture(look(office, at(day(1, 5), 9)), "nl", whose or Whose(), period_named(period))
    office.engine.dispose()
    return [text for _, text in written_in(drawn)]


def test_a_month_names_every_item_on_its_day(tmp_path: Path) -> None:
    found = texts(tmp_path, "2027-03", *BUSY, local("live", on_day(day(3, 16)), title="Live"))

    assert [each for each in found if each.startswith("•")] == [
        "• Busy 0",
        "• Busy 1",
        "• Busy 2",
        "• Live (3 organisaties)",
    ]
    assert found[found.index("• Busy 1") - 1] == "9"


def test_a_week_in_which_an_audience_hears_too_much_is_marked_with_more_than_a_colour(tmp_path: Path) -> None:
    found = texts(tmp_path, "2027-Q1", *BUSY)

    assert found.count("!") == 1
    assert "! = te veel in deze week" in found
    assert "E = e-mail" in found
    assert found.count("E") == 1


def test_weeks_in_which_an_audience_hears_nothing_for_too_long_are_marked(tmp_path: Path) -> None:
    assert texts(tmp_path, "2027-Q2", BUSY[0], LATER).count("\N{EN DASH}") == 3


def test_the_part_of_an_audience_or_an_organisation_holds_only_theirs(tmp_path: Path) -> None:
    board = item("board", on_day(day(3, 17)), title="Board", audiences=["board"])

    found = texts(tmp_path, "2027-03", *BUSY, board, whose=Whose(None, DORDT, AudienceId("board")))

    assert [each for each in found if each.startswith("•")] == ["• Board"]
    assert found[0] == "Communicatiekalender · maart 2027 · Working by case · Board · Dordt"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200), max_size=40))
def test_whatever_goes_out_stays_within_its_day_and_is_counted(titles: list[str]) -> None:
    drawn = month_picture(Sheet("Kalender", "", "nl"), day(3, 1), {day(3, 17): titles})

    lines = written_in(drawn)
    (place,) = (nth for nth, (_, text) in enumerate(lines) if text == "17")
    (after,) = (nth for nth, (_, text) in enumerate(lines) if text == "18")
    said = lines[place + 1 : after]
    assert all(lines[place][0] < top < lines[place][0] + 125 for top, _ in said)
    shown = sum(text.startswith("•") for _, text in said)
    more = [int(text.rpartition(" ")[2]) for _, text in said if text.startswith("en nog ")]
    assert shown + sum(more) == len(titles)


@pytest.mark.parametrize("words", [["e-mail", "enquête", "energie"], ["Teams"] * 1, [f"a{n}" for n in range(26)]])
def test_no_two_words_have_the_same_mark(words: list[str]) -> None:
    assert len(set(marks_for(words).values())) == len(words)
