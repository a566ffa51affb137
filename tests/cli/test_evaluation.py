"""`scd evaluation`, from opening to the page with the results."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from math import sqrt
from pathlib import Path
from statistics import stdev

import pytest

from scd_workflow.cli import options, run
from scd_workflow.domain.ids import OrganisationId
from tests.cli.conftest import Ran
from tests.evaluations import MONDAY, measuring, paper
from tests.examples import DORDT, REGIO, ZWIJND, at, day

FIRST = {DORDT: ["2222", "1234", "2321", "1122", "2222", "3213"] * 2, ZWIJND: ["2211"] * 4, REGIO: ["1111", "2222"] * 6}
LATER = {DORDT: ["4344", "3454", "5453", "4444", "3344", "4445"] * 2, ZWIJND: ["2211"] * 4, REGIO: ["2222", "3333"] * 6}

Answers = dict[OrganisationId, list[str]]
Typed = Callable[..., Ran]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The folder of an office that measures."""
    measuring(tmp_path).engine.dispose()
    return tmp_path


@pytest.fixture
def typed(office: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Typed:
    """A command of `scd evaluation`, typed at a moment."""
    monkeypatch.setenv("SCD_VAR", str(office / "var"))
    monkeypatch.setenv("SCD_CONFIG", str(office / "config"))

    def ran(*arguments: str | Path, when: datetime | None = None) -> Ran:
        monkeypatch.setattr(options, "now", lambda: when or at(MONDAY, 9))
        code = run(["evaluation", *map(str, arguments)])
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return ran


def held(typed: Typed, office: Path, campaign: str, answers: Answers, when: datetime) -> None:
    held_with(typed, office, campaign, paper(answers), when)


def held_with(typed: Typed, office: Path, campaign: str, answers: str, when: datetime) -> None:
    file = office / f"{campaign}.csv"
    file.write_text(answers, "utf-8")
    commands: list[tuple[str | Path, ...]] = [
        ("open", campaign, "--by", "liv"),
        ("import", campaign, file),
        ("close", campaign, "--by", "liv"),
        ("publish", campaign, "--by", "liv"),
    ]
    for command in commands:
        assert typed(*command, when=when).code == 0


def test_a_round_is_held_by_command(typed: Typed, office: Path) -> None:
    template = typed("template", "base").out
    assert template == "nummer;Organisatie;Rol;VI1;VI2;VI3;QB;open\n"
    assert "tot en met 18 januari 2027, voor 120 mensen" in typed("open", "base", "--by", "liv").out

    file = office / "papier.csv"
    file.write_text(template + "1;dordt;;1;2;3;4;\n", "utf-8")
    assert typed("import", "base", file, "--dry-run").out.startswith("Proef: 1 antwoorden")
    assert typed("import", "base", file).out.startswith("1 antwoorden toegevoegd; 0 waren er al")
    assert typed("import", "base", file).out.startswith("0 antwoorden toegevoegd; 1 waren er al")
    assert "is gesloten" in typed("close", "base", "--by", "liv").out
    assert "vastgesteld" in typed("publish", "base", "--by", "liv").out
    told = typed("feedback", "base", "--by", "liv", "--evidence", "https://example.nl/news")

    assert told.code == 0
    assert re.search(r"base +Campaign base +is afgerond", typed("list").out)


def test_a_refusal_is_told_and_changes_nothing(typed: Typed, office: Path) -> None:
    file = office / "a.csv"
    file.write_text("nummer;organisatie;VI1;VI2;VI3;QB\n1;dordt;7;1;1;1\n", "utf-8")
    assert typed("open", "base", "--by", "liv").code == 0

    refused = typed("import", "base", file)

    assert refused.code == 1
    assert refused.err.splitlines()[0] == "Rij 2, kolom C (VI1): “7” is geen antwoord van deze vragenlijst."
    assert refused.err.splitlines()[-1].startswith("Er is niets opgeslagen.")


def test_results_are_tables_json_or_a_page_with_pictures(typed: Typed, office: Path) -> None:
    held(typed, office, "base", FIRST, at(MONDAY))
    held(typed, office, "again", LATER, at(day(10, 12)))

    shown, raw = typed("results", "again").out, json.loads(typed("results", "again", "--json").out)
    page = office / "results.html"
    written = typed("results", "again", "--html", page)
    html = page.read_text("utf-8")

    assert re.search(r"Zwijnd +te weinig gegevens", shown)
    assert "niveau" not in shown, "what people think of their work is no level of maturity"
    assert "Er is geen controlegroep" in shown
    assert "Te weinig organisaties voor een toets: 2, en 6 zijn nodig." in shown
    assert {each["hidden"] for each in raw["scores"] if each["organisation"] == "zwijnd"} == {"too_few"}
    assert written.out == f"Geschreven: {page}\n"
    assert html.count("<svg") == 2, "a forest of changes per dimension; two dimensions make no ring"
    assert html.count("<table") == 6
    assert "http" not in re.sub(r'xmlns="[^"]*"', "", html)


def test_each_score_is_told_with_how_far_it_can_be_off(typed: Typed, office: Path) -> None:
    held(typed, office, "base", FIRST, at(MONDAY))

    margins = typed("results", "base").out.partition("95%-interval")[2]

    # Twice 2 4 1 2 2 3 was the answer of Dordt to QB; twelve of forty answered, and t is 2.2010.
    off = 2.2010 * stdev([2, 4, 1, 2, 2, 3] * 2) / sqrt(12) * sqrt(28 / 39)
    low, high = (f"{each:.2f}".replace(".", ",") for each in (14 / 6 - off, 14 / 6 + off))
    assert re.search(rf"Dordt +\S+ tot \S+ +{low} tot {high}", margins)
    assert re.search(r"Zwijnd +te weinig gegevens +te weinig gegevens", margins)


def test_two_organisations_are_too_few_to_call_a_change_small_or_large(typed: Typed, office: Path) -> None:
    held(typed, office, "base", FIRST, at(MONDAY))
    held(typed, office, "again", LATER, at(day(10, 12)))

    told = typed("results", "again").out.partition("Verandering")[2].partition("Verandering per organisatie")[0]

    assert re.search(r"QB .* 2 +\+1,33 \(merkbaar\)", told)
    assert not re.search("verwaarloosbaar|klein|middel|groot", told)


def test_when_another_part_of_those_who_answered_does_some_work_the_results_say_so(typed: Typed, office: Path) -> None:
    def by(executing: int, managing: int) -> str:
        kinds = ["execution"] * executing + ["management"] * managing
        rows = (f"{number};dordt;{kind};2;3;2;4\n" for number, kind in enumerate(kinds))
        return "nummer;organisatie;rol;VI1;VI2;VI3;QB\n" + "".join(rows)

    held_with(typed, office, "base", by(30, 10), at(MONDAY))
    held_with(typed, office, "again", by(20, 20), at(day(10, 12)))

    assert "Execution (nl): eerst 75 %, nu 50 %; Manager (nl): eerst 25 %, nu 50 %." in typed("results", "again").out


def test_without_results_nothing_is_shown(typed: Typed) -> None:
    refused = typed("results", "base")

    assert (refused.code, refused.err) == (1, "Van evaluatie “base” zijn nog geen resultaten vastgesteld.\n")
