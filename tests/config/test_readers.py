"""Who receives what the calendar says: everything that is wrong with the settings is told at once, with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from scd_workflow.config.check import check
from scd_workflow.config.problem import Problem
from scd_workflow.config.readers import load_readers
from scd_workflow.domain.errors import PlanInvalid
from tests import offices
from tests.calendars import calendar, item, on_day
from tests.examples import day

PLAN = calendar(item("news", on_day(day(2, 16)))).plan
WRONG = """readers:
  - audience: staff
    roles: [sponsr]
    list: staff.csv
  - audience: staf
    address: ann@x.nl
  - audience: staff
    addresses: {dort: ann@x.nl}
  - audience: board
  - audience: board
    destination: bord
    destinations: {dort: beheer}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = offices.configured(PLAN, tmp_path).config
    (folder / "readers").mkdir()
    return folder


def found(folder: Path) -> list[tuple[str, int, str]]:
    return [said(each, folder) for each in check(folder) if each.severity == "error"]


def said(each: Problem, folder: Path) -> tuple[str, int, str]:
    return str(each.place.file.relative_to(folder)), each.place.line, each.reason.code


def test_all_that_is_wrong_is_told_at_once(config: Path) -> None:
    (config / "readers.yaml").write_text(WRONG, "utf-8")
    (config / "readers" / "staff.csv").write_text(
        "adres;naam;organisatie\nann@x.nl;Ann;dordt\njan jansen;;\nANN@x.nl;Ann;dordt\nbob@x.nl;Bob;dort\n", "utf-8"
    )

    assert found(config) == [
        ("readers/staff.csv", 3, "lists.not_an_address"),
        ("readers/staff.csv", 4, "lists.twice"),
        ("readers/staff.csv", 5, "config.unknown_organisation"),
        ("readers.yaml", 3, "check.unknown_role"),
        ("readers.yaml", 5, "readers.unknown_audience"),
        ("readers.yaml", 7, "readers.audience_twice"),
        ("readers.yaml", 8, "config.unknown_organisation"),
        ("readers.yaml", 9, "readers.nobody"),
        ("readers.yaml", 10, "readers.audience_twice"),
        ("readers.yaml", 11, "config.unknown_destination"),
        ("readers.yaml", 12, "config.unknown_destination"),
        ("readers.yaml", 12, "config.unknown_organisation"),
    ]
    with pytest.raises(PlanInvalid) as caught:
        load_readers(config, PLAN)
    assert len(caught.value.reasons) == 10


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("naam\nAnn\n", "lists.no_address_column"),
        ("adres;leeftijd\nann@x.nl;40\n", "lists.unknown_column"),
        ("adres;e-mail\nann@x.nl;ann@x.nl\n", "lists.column_twice"),
        ("adres\n", "lists.empty"),
        ("", "lists.no_address_column"),
    ],
)
def test_a_list_that_is_no_list_of_addresses_is_told(config: Path, table: str, code: str) -> None:
    (config / "readers.yaml").write_text("readers: [{audience: staff, list: staff.csv}]\n", "utf-8")
    (config / "readers" / "staff.csv").write_text(table, "utf-8")

    assert found(config) == [("readers/staff.csv", 1, code)]


@pytest.mark.parametrize(
    ("name", "code"),
    [("gone.csv", "sheet.unreadable"), ("../people.yaml", "lists.elsewhere"), ("staff.txt", "sheet.kind")],
)
def test_a_list_that_is_not_there_is_told(config: Path, name: str, code: str) -> None:
    (config / "readers.yaml").write_text(f"readers: [{{audience: staff, list: {name}}}]\n", "utf-8")

    assert found(config) == [("readers.yaml", 1, code)]


def test_no_address_is_repeated_in_a_sentence(config: Path) -> None:
    (config / "readers.yaml").write_text("readers: [{audience: staff, list: staff.csv}]\n", "utf-8")
    (config / "readers" / "staff.csv").write_text("adres\nann@x\nbob@x.nl\nbob@x.nl\n", "utf-8")

    values = [str(value) for each in check(config) for value in each.reason.values.values()]

    assert not [value for value in values if "ann@x" in value or "bob" in value]


def test_without_the_file_nobody_is_written_to(config: Path) -> None:
    assert load_readers(config, PLAN).of == {}
    assert found(config) == []
