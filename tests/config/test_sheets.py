"""The communication calendar as a sheet: there and back without loss, and every damage at its row and column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from scd_workflow.app.sheets import bring_in, export
from scd_workflow.config.check import check
from scd_workflow.config.plan import load_plan
from scd_workflow.config.sheet import COLUMNS, Sheet
from scd_workflow.config.sheet_items import items_in
from scd_workflow.config.table_file import read_rows, write_rows
from scd_workflow.domain.errors import Refused
from scd_workflow.texts import Language, say
from tests import evaluations
from tests.calendars import anchored, by_rule, calendar, item, local, on_day
from tests.config.examples import EXAMPLE, Folder
from tests.examples import DORDT, day

PLAN = load_plan(EXAMPLE)
SHEET = Sheet(PLAN, "nl")
ROWS = SHEET.rows(PLAN.communications.items)
AT = {column: place for place, column in enumerate(COLUMNS)}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_example_goes_into_a_sheet_and_comes_back_as_it_was(tmp_path: Path, kind: str, language: Language) -> None:
    file = tmp_path / f"kalender.{kind}"

    export(EXAMPLE, file, language)

    assert items_in(PLAN, read_rows(file), language) == PLAN.communications.items


WORDS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)
WHENS = st.one_of(
    st.dates(day(1, 1), day(12, 31)).map(on_day),
    st.builds(anchored, st.just("B4"), st.integers(-40, 40)),
    st.builds(lambda offset: {"kind": "round", "campaign": "scan", "offset": offset}, st.integers(1, 40)),
    st.builds(by_rule, st.just("FREQ=MONTHLY;BYDAY=1TU"), after=st.sampled_from([None, "G1"]), first=st.none() | st.just(day(2, 1))),
)  # fmt: skip


@given(WORDS, WORDS, WHENS, st.sampled_from(["all", [DORDT]]), st.none() | st.sampled_from(["09:00", "16:30"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_an_item_says_comes_back_as_it_was(
    tmp_path: Path, title: str, message: str, when: dict[str, Any], where: Any, at: str | None
) -> None:
    more = {"title": title, "core_message": message, "organisations": where, "per_organisation": True, "at": at}
    items = item("one", when, **more), item("two", when, channel="training", session=MEETING, **more)
    plan = calendar(*items).plan.model_copy(update={"campaigns": evaluations.plan().campaigns})

    for kind in ("csv", "xlsx"):
        file = tmp_path / f"kalender.{kind}"
        write_rows(file, Sheet(plan, "nl").rows(plan.communications.items))
        assert items_in(plan, read_rows(file), "nl") == plan.communications.items


MEETING = {"place": "Hall", "capacity": 20, "minutes": 90}


def test_names_that_two_share_are_written_as_ids() -> None:
    plan = calendar(
        local("one", on_day(day(2, 2))), audiences=[{"id": each, "name": "Staff"} for each in ("staff", "more")]
    ).plan

    (_, row) = Sheet(plan, "nl").rows(plan.communications.items)

    assert row[AT["audiences"]] == "staff"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_text_is_taken_for_a_formula(tmp_path: Path, kind: str) -> None:
    plan = calendar(item("one", on_day(day(2, 2)), title="=HYPERLINK(1)", core_message="+31 78")).plan
    file = tmp_path / f"kalender.{kind}"

    write_rows(file, Sheet(plan, "nl").rows(plan.communications.items))

    if kind == "xlsx":
        cells = [cell for row in load_workbook(file).worksheets[0].iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    else:
        assert not re.search(rb"(^|;)\"?[=+]", file.read_bytes(), re.MULTILINE)
    assert items_in(plan, read_rows(file), "nl") == plan.communications.items


def test_a_sheet_of_excel_with_commas_or_older_signs_is_read_as_well(tmp_path: Path) -> None:
    file = tmp_path / "kalender.csv"
    export(EXAMPLE, file, "nl")
    text = file.read_text(encoding="utf-8-sig")

    file.write_bytes(text.encode("cp1252"))

    assert [each.id for each in items_in(PLAN, read_rows(file), "nl")] == [
        each.id for each in PLAN.communications.items
    ]


@dataclass(frozen=True)
class Damage:
    """One cell that says what it should not."""

    column: str
    text: str


DAMAGES = (
    *(Damage(column, "") for column in ("id", "title", "channel", "audiences", "core_message", "when", "owner", "approver", "sender", "purpose")),
    *(Damage(column, "onzin ☃") for column in ("channel", "audiences", "when", "owner", "approver", "sender", "purpose", "organisations", "per_organisation", "at", "shift", "capacity", "minutes")),
    *(Damage("when", text) for text in ("2027-02-30", "31-6-2027", "P9-99 -3", "P2-07 -999", "FREQ=DAILY", "FREQ=MONTHLY;BYDAY=9TU", "FREQ=MONTHLY | ooit", "FREQ=MONTHLY | na G9", "FREQ=MONTHLY | vanaf morgen", "P2-07", "2207-01-01", "FREQ=WEEKLY | vanaf 2028-01-01 | tot en met 2027-01-01", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")),
    *(Damage("at", text) for text in ("25:00", "9u30", "07:00", "20:00", "-1")),
    *(Damage("capacity", text) for text in ("0", "veel", "-3", "1,5")),
    *(Damage("minutes", text) for text in ("0", "1000", "uur")),
    *(Damage("id", text) for text in ("met spatie", "x" * 61, "é")),
    *(Damage("organisations", text) for text in ("dordrect", "alle; dordrecht", "dordrecht, grd")),
    *(Damage("audiences", text) for text in ("raad", "Colleges, raden")),
)  # fmt: skip
"""What people get wrong in one cell."""


@pytest.mark.parametrize("row", [2, 12])
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: f"{damage.column}={damage.text[:20]}")
def test_a_damaged_cell_is_told_with_row_and_column_and_nothing_else_is(damage: Damage, row: int) -> None:
    rows = [list(each) for each in ROWS]
    rows[row - 1][AT[damage.column]] = damage.text

    with pytest.raises(Refused) as refused:
        items_in(PLAN, rows, "nl")

    told = [say(reason) for reason in refused.value.reasons]
    title = SHEET.titles[damage.column]
    places = {match[1] for each in told if (match := re.match(r"(Rij \d+), ", each))}
    assert any(each.startswith(f"Rij {row}, kolom {title}: ") for each in told) or damage.column in IN_SESSION
    assert places == {f"Rij {row}"}
    assert all("{" not in each for each in told)


IN_SESSION = ("place", "capacity", "minutes")


def test_an_id_that_was_given_before_is_told_at_the_second_row() -> None:
    rows = [list(each) for each in ROWS]
    rows[8][AT["id"]] = rows[1][AT["id"]]

    with pytest.raises(Refused) as refused:
        items_in(PLAN, rows, "nl")

    assert [say(each).partition(":")[0] for each in refused.value.reasons] == ["Rij 9, kolom Id"]


@pytest.mark.parametrize("content", [b"", b"a;b\n\x00;c", b'"' * 200_000, bytes(range(256))])
def test_whatever_is_in_a_csv_it_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "kalender.csv"
    file.write_bytes(content)

    with pytest.raises(Refused):
        items_in(PLAN, read_rows(file), "nl")


def test_there_are_a_hundred_damaged_sheets() -> None:
    assert len(DAMAGES) * 2 >= 100


def test_everything_that_is_wrong_is_said_at_once() -> None:
    rows = [list(each) for each in ROWS]
    rows[1][AT["channel"]], rows[3][AT["owner"]], rows[5][AT["title"]] = "krant", "niemand", ""

    with pytest.raises(Refused) as refused:
        items_in(PLAN, rows, "nl")

    assert [say(each).partition(":")[0] for each in refused.value.reasons] == [
        "Rij 2, kolom Middel/moment",
        "Rij 4, kolom Actiehouder",
        "Rij 6, kolom Titel",
    ]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ([*ROWS[0][1:]], "Rij 1, kolom Id: Deze kolom ontbreekt."),
        ([*ROWS[0], "Titel"], "Rij 1, kolom Titel: Deze kolom staat er twee keer."),
        ([*ROWS[0], "Titels"], "Het meest lijkt “Titel”."),
        ([], "Rij 1, kolom Id: Deze kolom ontbreekt."),
    ],
)
def test_a_wrong_head_is_told_at_its_column(head: list[str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        items_in(PLAN, [head, *ROWS[1:]], "nl")

    assert any(said in say(each) for each in refused.value.reasons)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\x00" * 100, b"<html>"])
def test_what_is_no_sheet_is_refused_as_such(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "kalender.xlsx"
    file.write_bytes(content)

    with pytest.raises(Refused) as refused:
        read_rows(file)

    assert [each.code for each in refused.value.reasons] == ["sheet.broken"]


def test_a_sheet_changes_the_file_only_when_asked_and_keeps_what_stands_before_the_items(folder: Folder) -> None:
    sheet = folder.path.parent / "kalender.xlsx"
    export(folder.path, sheet, "nl")
    rows = read_rows(sheet)
    rows[1][AT["title"]] = "Krant"
    del rows[3]
    write_rows(sheet, rows)
    before = folder.read("communications.yaml")

    shown = bring_in(folder.path, sheet, "nl", write=False)
    untouched = folder.read("communications.yaml")
    bring_in(folder.path, sheet, "nl", write=True)

    assert {(each.id, each.change) for each in shown} == {("nieuwsbrief", "changed"), ("stuurgroepmemo", "removed")}
    assert untouched == before
    assert folder.read("communications.yaml").partition("  items:")[0] == before.partition("  items:")[0]
    assert check(folder.path) == []
    assert bring_in(folder.path, sheet, "nl", write=False) == ()
