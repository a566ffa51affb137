"""The communication calendar on the command line, in the example in which G1 awaits its decision today."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import TODAY, Scd

OWNER, APPROVER = "communicatieadviseur", "programmamanager"


def listed(scd: Scd, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(scd("communications", "list", "--json", *arguments).out)
    return found


def news(scd: Scd, item: str = "nieuwsbrief") -> str:
    return str(next(each["name"] for each in listed(scd) if each["item"] == item))


def go(scd: Scd) -> None:
    scd("gate", "decide", "G1", "--by", "voorzitter-stuurgroep", "--outcome", "go", "--rationale", "Alles is er.")


def test_everything_waits_for_the_decision_and_is_certain_after_it(running: Scd) -> None:
    waiting = {each["standing"] for each in listed(running, "--to", (TODAY + timedelta(days=90)).isoformat())}
    go(running)
    certain = {each["standing"] for each in listed(running, "--to", (TODAY + timedelta(days=90)).isoformat())}

    assert waiting == {"waiting"}
    assert certain == {"idea"}


def test_the_list_is_limited_by_day_organisation_and_audience(running: Scd) -> None:
    first, last = TODAY + timedelta(days=200), TODAY + timedelta(days=260)
    found = listed(
        running, "--from", first.isoformat(), "--to", last.isoformat(), "-o", "papendrecht", "--audience", "uitvoering"
    )

    assert found
    for each in found:
        assert first <= date.fromisoformat(each["day"]) <= last
        assert "uitvoering" in each["audiences"]
        assert "papendrecht" in each["organisations"]


def test_a_text_goes_from_draft_to_sent_and_is_shown_with_all_that_is_known(running: Scd) -> None:
    go(running)
    name = news(running)
    acts: tuple[tuple[str, ...], ...] = (
        ("draft", name, "--by", OWNER),
        ("submit", name, "--by", OWNER, "--content", "nieuwsbrief-1.docx"),
        ("return", name, "--by", APPROVER, "--reason", "Noem het nummer van de helpdesk."),
        ("submit", name, "--by", OWNER, "--content", "nieuwsbrief-2.docx"),
        ("approve", name, "--by", APPROVER),
        ("record", name, "--by", OWNER, "--sent", "--evidence", "https://example.nl/1", "--reach", "0"),
    )

    for act in acts:
        done = running("communications", *act)
        assert (done.code, done.err) == (0, "")
        assert name in done.out

    shown = running("communications", "show", name).out
    for told in ("geëvalueerd", "nieuwsbrief-2.docx", APPROVER, "https://example.nl/1"):
        assert told in shown


def test_owner_and_approver_see_what_is_due(running: Scd) -> None:
    go(running)
    name = news(running, "teamsbericht")

    assert "teamsbericht" in running("due", "--person", OWNER).out
    running("communications", "submit", name, "--by", OWNER, "--content", "bericht.docx")
    due = json.loads(running("due", "--person", "veranderadviseur", "--json").out)

    assert [(each["kind"], each["about"], each["people"]) for each in due if each["subject"] == "teamsbericht"] == [
        ("communication", f"{name.partition('@')[2]}.approve", ["veranderadviseur"])
    ]


def test_a_moved_and_a_cancelled_item_are_shown_as_such(running: Scd) -> None:
    go(running)
    name = news(running)
    before = next(each["day"] for each in listed(running) if each["name"] == name)
    later = date.fromisoformat(before) + timedelta(days=2)

    running("communications", "move", name, "--by", APPROVER, "--to", later.isoformat(), "--reason", "Drukte.")
    moved = next(each for each in listed(running) if each["name"] == name)
    running("communications", "cancel", name, "--by", APPROVER, "--reason", "Geen nieuws.")
    cancelled = next(each for each in listed(running) if each["name"] == name)

    assert (moved["day"], cancelled["standing"]) == (later.isoformat(), "cancelled")
    assert "Geen nieuws." in running("communications", "list").out


def test_a_record_of_sending_and_of_reach_is_kept_whole_or_not_at_all(running: Scd) -> None:
    go(running)
    name = news(running)
    running("communications", "submit", name, "--by", OWNER, "--content", "nieuwsbrief.docx")
    running("communications", "approve", name, "--by", APPROVER)

    refused = running("communications", "record", name, "--by", OWNER, "--sent", "--attendance", "dordrecht=3")

    assert refused.code == 1
    assert "geen bijeenkomst" in refused.err
    assert next(each["standing"] for each in listed(running) if each["name"] == name) == "scheduled"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "nieuwsbrief@2027-13-01"), "geen datum"),
        (("record", "nieuwsbrief", "--by", OWNER, "--attendance", "dordrecht"), "geen opkomst"),
        (("record", "nieuwsbrief", "--by", OWNER, "--reach", "-1"), "geen aantal"),
        (("move", "nieuwsbrief", "--by", OWNER, "--reason", "x"), "--to"),
    ],
)
def test_what_cannot_be_read_is_a_misuse(running: Scd, arguments: tuple[str, ...], said: str) -> None:
    ran = running("communications", *arguments)

    assert ran.code == 2
    assert said in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "nieuwsbief"), "nieuwsbrief"),
        (("show", "nieuwsbrief"), "nieuwsbrief@"),
        (("list", "--audience", "raad"), "raden"),
        (("list", "-o", "dordrect"), "dordrecht"),
        (("show", "live-dag"), "Noem de organisatie"),
    ],
)
def test_a_wrong_name_is_refused_with_the_name_that_was_meant(
    running: Scd, arguments: tuple[str, ...], said: str
) -> None:
    ran = running("communications", *arguments)

    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err


def test_a_calendar_is_written_whole_or_not_at_all(running: Scd, tmp_path: Path) -> None:
    file = tmp_path / "raden.ics"

    done = running("communications", "ics", "--audience", "raden", "--out", str(file))
    refused = running("communications", "ics", "--out", str(tmp_path / "no" / "raden.ics"))

    assert (done.code, refused.code) == (0, 1)
    assert file.read_bytes().count(b"BEGIN:VEVENT") == 3
    assert running("communications", "ics", "--audience", "raden").out.encode() == file.read_bytes()
    assert "raden.ics" in refused.err
    assert list(tmp_path.glob("**/*.part")) == []


def test_what_to_look_at_again_names_audience_and_organisations(running: Scd) -> None:
    found = json.loads(running("communications", "check", "--json").out)
    here = json.loads(running("communications", "check", "--json", "-o", "dordrecht").out)

    assert {each["kind"] for each in found} >= {"soft", "silent"}
    assert 0 < len(here) < len(found)
    assert all("dordrecht" in each["organisations"] for each in here)
    assert "Te lang stil" in running("communications", "check").out


def test_a_page_of_a_quarter_holds_what_the_list_holds(running: Scd, tmp_path: Path) -> None:
    file = tmp_path / "kwartaal.html"
    period = ("--from", "2027-04-01", "--to", "2027-06-30", "-o", "papendrecht")

    done = running("communications", "list", *period, "--page", str(file))

    html = file.read_text(encoding="utf-8")
    assert done.code == 0
    assert "<title>Communicatiekalender · Klant-, Zaak- en Archiefgericht Werken · Gemeente Papendrecht</title>" in html
    assert [month in html for month in ("maart 2027", "april 2027", "mei 2027", "juni 2027", "juli 2027")] == [
        False, True, True, True, False,
    ]  # fmt: skip
    assert html.count("<tr><th") - html.count("<thead>") == len(listed(running, *period))
