"""`scd audit`: that the log is whole, what the check cannot see, and the decision list."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import TODAY, Scd

GO = ("gate", "decide", "G1", "--by", "voorzitter-stuurgroep", "--outcome", "go", "--rationale", "Alles is er.")


def cut(var: Path) -> None:
    """Take the last event from the log, past its guards."""
    with closing(sqlite3.connect(var / "scd.db")) as database, database:
        database.execute("DROP TRIGGER event_no_delete")
        database.execute("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)")


def test_without_a_kept_head_the_check_says_what_it_cannot_see(running: Scd, var: Path) -> None:
    whole = running("audit", "verify")
    cut(var)
    ran = running("audit", "verify")

    assert (whole.code, ran.code) == (0, 0)
    assert "valt zo niet te zien" in ran.out
    assert "--head" in ran.out


def test_against_a_kept_head_a_cut_tail_is_found_and_its_place_told(running: Scd, var: Path) -> None:
    kept = running("audit", "head").out.strip()
    held = running("audit", "verify", "--head", kept)
    cut(var)
    ran, told = running("audit", "verify", "--head", kept), running("audit", "verify", "--head", kept, "--json")

    number = int(kept.partition("-")[0])
    assert (held.code, f"tot en met regel {number} " in held.out) == (0, True)
    assert ran.code == told.code == 1
    assert f"houdt op vóór regel {number}" in ran.err
    found = json.loads(told.out)
    assert (found["ok"], found["broken"], found["against_head"]) == (False, number, kept)


def test_the_head_has_the_name_by_which_the_mail_about_a_decision_gives_it(running: Scd) -> None:
    told = "".join(
        running(*each).out for each in (("audit", "verify"), ("audit", "verify", "--help"), ("audit", "decisions"))
    )

    assert "controlegetal" in told
    assert "CONTROLEGETAL" in told
    assert "kenmerk" not in told.casefold()


def test_a_head_with_a_colon_is_the_same_head(running: Scd) -> None:
    kept = running("audit", "head").out.strip()

    assert running("audit", "verify", "--head", kept.replace("-", ":")).code == 0


def test_the_decision_list_tells_what_was_decided_by_what_right(running: Scd) -> None:
    assert running(*GO).code == 0

    found = json.loads(running("audit", "decisions", "--from", TODAY.isoformat(), "--json").out)

    (decided,) = found["decisions"]
    assert (decided["gate"], decided["outcome"], decided["by"]) == ("G1", "go", "voorzitter-stuurgroep")
    assert decided["mandate_source"] == "Instellingsbesluit stuurgroep KZA, artikel 4 (voorbeeld)"
    assert found["head"] == running("audit", "head").out.strip()
    assert json.loads(running("audit", "decisions", "--to", "2020-01-01", "--json").out)["decisions"] == []


def test_who_was_refused_stands_in_the_list_without_a_word_of_what_was_typed(running: Scd) -> None:
    by_another = ("gate", "decide", "G1", "--by", "programmamanager", "--outcome", "go", "--rationale", "Geheim plan")
    assert running(*by_another).code == 1

    ran = running("audit", "decisions")

    assert "geen mandaat om over G1 te besluiten." in ran.out
    assert "gates.no_mandate" not in ran.out + running("log").out
    assert "programmamanager" in ran.out
    assert "Geheim" not in running("audit", "decisions", "--json").out + ran.out


def test_the_list_is_written_as_a_page(running: Scd, tmp_path: Path) -> None:
    assert running(*GO).code == 0
    file = tmp_path / "besluitenlijst.html"

    ran = running("audit", "decisions", "--html", str(file))

    assert (ran.code, str(file) in ran.out) == (0, True)
    page = file.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "Alles is er." in page
    assert running("audit", "head").out.strip() in page


@pytest.mark.parametrize("place", ["", "no-such-folder/list.html"])
def test_a_page_that_cannot_be_written_is_refused_in_words(running: Scd, tmp_path: Path, place: str) -> None:
    ran = running("audit", "decisions", "--html", str(tmp_path / place))

    assert ran.code == 1
    assert "kan niet worden geschreven" in ran.err


def test_a_period_that_ends_before_it_begins_is_refused(running: Scd) -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()

    ran = running("audit", "decisions", "--from", TODAY.isoformat(), "--to", yesterday)

    assert ran.code == 1
    assert "voordat zij begint" in ran.err
