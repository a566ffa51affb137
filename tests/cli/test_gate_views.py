"""`scd gate show`, `matrix` and `route`: the papers of a decision, the whole at a glance, and the way to it."""

from __future__ import annotations

import json
from datetime import timedelta

import click
import pytest

from scd_workflow.cli import show
from tests.cli.conftest import START, TODAY, Scd

FAR = TODAY + timedelta(days=600)


def test_the_matrix_fits_a_terminal_of_120_columns_and_breaks_no_row_into_a_paragraph(
    running: Scd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show, "_terminal_width", lambda: 120)

    ran = running("gate", "matrix")

    lines = click.unstyle(ran.out).splitlines()
    assert ran.code == 0
    assert max(map(len, lines)) <= 120
    assert lines[1].split() == ["Organisatie", "G1", "G2a", "G2", "G3"]
    assert lines[2].startswith("programma ")
    assert sum(line.startswith("Gemeente ") for line in lines) == 7


def test_the_matrix_says_below_it_which_decision_is_awaited_of_whom_and_what_waits_for_it(running: Scd) -> None:
    ran = running("gate", "matrix")

    (row,) = (line for line in ran.out.splitlines() if line.startswith("G1 "))
    assert "voorzitter-stuurgroep" in row
    assert "P2-01, P2-02" in row


def test_the_matrix_for_a_program_has_a_record_for_every_cell(running: Scd) -> None:
    found = json.loads(running("gate", "matrix", "--json").out)

    assert len(found) == 3 + 10
    assert {each["state"] for each in found} == {"open", "planned"}
    assert found[0]["gate"] == "G1"
    assert found[0]["holds_up"][0] == "P2-01"


def test_the_matrix_of_an_earlier_day_is_as_it_was_known_then(running: Scd) -> None:
    before = (TODAY - timedelta(days=30)).isoformat()

    found = json.loads(running("gate", "matrix", "--at", before, "--json").out)

    assert found[0]["state"] != "open"


def test_the_way_to_a_decision_stands_there_table_by_table_with_whether_it_fits(running: Scd) -> None:
    ran = running("gate", "route", "G1", "--date", FAR.isoformat())

    rows = [line for line in ran.out.splitlines() if line.endswith("op tijd")]
    assert ran.code == 0
    assert len(rows) == 7
    assert rows[0].startswith("Programmateam")
    assert "Het past: " in ran.out


def test_a_wish_that_no_longer_fits_says_so_and_names_the_first_day_that_does(running: Scd) -> None:
    ran = running("gate", "route", "G1", "--date", TODAY.isoformat())
    told = json.loads(running("gate", "route", "G1", "--date", TODAY.isoformat(), "--json").out)

    assert ran.code == 0
    assert "voorbij" in ran.out
    assert "Het past niet meer" in ran.out
    assert (told["fits"], told["slack"] < 0) == (False, True)
    again = json.loads(running("gate", "route", "G1", "--date", told["earliest"], "--json").out)
    assert again["fits"]


def test_another_route_can_be_asked_for_and_an_unknown_one_is_refused_with_those_there_are(running: Scd) -> None:
    budget = json.loads(running("gate", "route", "G2", "--date", FAR.isoformat(), "--route", "begroting", "--json").out)
    refused = running("gate", "route", "G2", "--date", FAR.isoformat(), "--route", "sluiproute")

    assert budget["route"] == "begroting"
    assert refused.code == 1
    assert "bestuurlijk, stuurgroep, begroting" in refused.err


def test_a_decision_for_several_organisations_is_refused_with_the_reasons_of_each(running: Scd) -> None:
    two = ("-o", "dordrecht", "-o", "papendrecht")

    ran = running("gate", "decide", "G2a", *two, "--by", "sponsor-dordrecht", "--outcome", "go", "--rationale", "Klaar")

    assert ran.code == 1
    assert "dordrecht: G2a is nog niet aan de orde" in ran.err
    assert "papendrecht: “sponsor-dordrecht” heeft op" in ran.err


def test_the_briefing_in_the_terminal_holds_the_papers_the_options_and_the_mark(running: Scd) -> None:
    shown = running("gate", "show", "G1").out.splitlines()
    found = json.loads(running("gate", "show", "G1", "--json").out)

    assert [line for line in shown if line.endswith("  Stuk visie: https://example.nl/dossier/visie")]
    assert shown[-1] == f"Kenmerk van deze stukken: {found['mark']}"
    assert len(found["choices"]) == sum(line.endswith(each) for line in shown for each in found["choices"])


def test_below_the_matrix_stands_why_a_decision_was_taken_in_spite_of_something(running: Scd) -> None:
    said = ("--by", "voorzitter-stuurgroep", "--outcome", "go", "--rationale", "Gereed", "--override", "De tijd dringt")
    assert running("gate", "decide", "G1", *said).code == 0

    assert "De tijd dringt" in running("gate", "matrix").out


def test_a_decision_on_papers_that_changed_is_refused_with_what_changed_on_top_and_the_fresh_papers(
    running: Scd,
) -> None:
    decide = ("gate", "decide", "G1", "--by", "voorzitter-stuurgroep", "--outcome", "go", "--rationale", "Gereed")
    # The papers of an open gate are kept by whoever records something.
    assert (
        running("absence", "record", "controller", "--since", START, "--until", START, "--by", "controller").code == 0
    )
    mark = json.loads(running("gate", "show", "G1", "--json").out)["mark"]
    stated = ("--by", "informatiearchitect", "--statement", "Geen leeg vak meer.")
    assert running("gate", "state", "G1", "samenhang", *stated).code == 0

    refused = running(*decide, "--mark", mark)
    fresh = json.loads(running("gate", "show", "G1", "--json").out)["mark"]

    assert refused.code == 1
    assert "zijn veranderd sinds u ze zag" in refused.err
    first, *others = refused.out.splitlines()
    assert first == "Wat er veranderd is"
    changes = others[: others.index("")]
    assert any("Geen leeg vak meer." in line for line in changes)
    assert others[-1] == f"Kenmerk van deze stukken: {fresh}"
    assert running(*decide, "--mark", fresh).code == 0


def test_a_mark_for_several_organisations_says_for_which_it_is(running: Scd) -> None:
    two = ("-o", "dordrecht", "-o", "papendrecht", "--mark", "0123456789")

    ran = running("gate", "decide", "G2a", *two, "--by", "sponsor-dordrecht", "--outcome", "go", "--rationale", "Klaar")

    assert (ran.code, "ID=KENMERK" in ran.err) == (2, True)
