"""Files with answers: what counts, what counted already, and what is refused as another survey."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scd_workflow.app import evaluations
from scd_workflow.app.office import Office
from scd_workflow.domain.errors import Refused
from scd_workflow.texts import say
from tests.evaluations import ANSWERS, BASE, MONDAY, added, by_liv, campaign, measuring, paper, plan, rows
from tests.examples import DORDT, REGIO, ZWIJND, at, codes
from tests.offices import write


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Office:
    return measuring(tmp_path / "office", database_url=database_url)


def test_the_same_file_twice_adds_nothing(office: Office) -> None:
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    first, again = (added(office, BASE, paper(ANSWERS)) for _ in range(2))

    assert (first.new, first.known) == (20, 0)
    assert (again.new, again.known) == (0, 20)
    assert rows(office, "SELECT count(*) FROM response") == [(20,)]


def test_the_work_of_people_in_a_file_is_counted_once_and_stands_beside_no_answer(office: Office) -> None:
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    file = "nummer;organisatie;rol;VI1;VI2;VI3;QB\n1;dordt;management;1;2;3;4\n2;dordt;;1;2;3;4\n"
    added(office, BASE, file, trial=True)
    assert rows(office, "SELECT * FROM role_count") == []
    added(office, BASE, file)
    added(office, BASE, file + "3;zwijnd;management;1;2;3;4\n")

    # Who notes another kind of work by the same answers changes nothing.
    assert added(office, BASE, file.replace("management", "execution")).known == 2
    assert rows(office, "SELECT role, people FROM role_count ORDER BY role") == [("", 1), ("management", 2)]
    assert "management" not in str(rows(office, "SELECT * FROM response"))


def test_a_later_file_adds_what_is_new_in_it(office: Office) -> None:
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    added(office, BASE, paper(ANSWERS))

    later = added(office, BASE, paper(ANSWERS) + f"99;{DORDT};1;2;3;4\n")

    assert (later.new, later.known) == (1, 20)


def test_numbers_of_another_survey_are_refused_unless_it_is_told_apart(office: Office) -> None:
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    added(office, BASE, paper(ANSWERS))
    other = paper({ZWIJND: ["5555"] * 5})

    with pytest.raises(Refused) as refusal:
        added(office, BASE, other)

    assert codes(refusal.value) == ["intake.other_answers"]
    assert rows(office, "SELECT count(*) FROM response") == [(20,)]
    assert added(office, BASE, other, organisation=ZWIJND).new == 5


ELSEWHERE: tuple[tuple[str, dict[str, Any], dict[str, Any], str], ...] = (
    (paper(ANSWERS), {}, {"organisation": DORDT}, "intake.no_options"),
    (paper(ANSWERS), {"organisation": DORDT}, {}, "intake.other_options"),
    (
        "nummer;VI1;VI2;VI3;QB\n1;3;3;4;5\n2;1;2;1;2\n",
        {"organisation": DORDT},
        {"organisation": ZWIJND},
        "intake.other_options",
    ),
    (paper(ANSWERS), {"profile": "forms"}, {}, "intake.other_options"),
)


@pytest.mark.parametrize(("file", "first", "second", "code"), ELSEWHERE)
def test_the_same_answers_with_other_options_are_not_counted_twice(
    office: Office, file: str, first: dict[str, Any], second: dict[str, Any], code: str
) -> None:
    (office.settings.config / "imports").mkdir()
    write(office.settings.config / "imports" / "forms.yaml", {"id": "forms", "instrument": "small"})
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    there = added(office, BASE, file, **first).new
    # Also when the survey went on meanwhile.
    later = file + file.splitlines()[-1].replace(str(there), "99", 1) + "\n"

    for trial in (True, False):
        with pytest.raises(Refused) as refusal:
            added(office, BASE, later, trial=trial, **second)
        (reason,) = refusal.value.reasons
        assert (reason.code, reason.values["count"]) == (code, there)
        assert say(reason, "nl") != say(reason, "en")
    assert rows(office, "SELECT count(*) FROM response") == [(there,)]
    assert added(office, BASE, later, **first).new == 1


def test_a_trial_stores_nothing(office: Office) -> None:
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))

    assert added(office, BASE, paper(ANSWERS), trial=True).new == 20
    assert rows(office, "SELECT * FROM response") == []


def test_answers_of_an_organisation_that_was_not_asked_do_not_count(tmp_path: Path) -> None:
    office = measuring(tmp_path, plan(campaigns=[campaign("base", organisation=DORDT)]))
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))

    with pytest.raises(Refused) as by_row:
        added(office, BASE, paper({DORDT: ["3345"], REGIO: ["3345"]}))
    with pytest.raises(Refused) as by_name:
        added(office, BASE, paper({REGIO: ["3345"]}), organisation=REGIO)

    wanted = ["intake.unknown_organisation", "intake.possible_organisation", "intake.nothing_stored"]
    assert codes(by_row.value) == wanted
    assert codes(by_name.value) == ["intake.not_asked"]
    assert rows(office, "SELECT count(*) FROM response") == [(0,)]
