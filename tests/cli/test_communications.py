"""The communication calendar on the command line, in the example in which G1 awaits its decision today."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject

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
    def standings() -> set[str]:
        found = listed(running, "--to", (TODAY + timedelta(days=90)).isoformat())
        # Those who took part in the 0-meting have heard what came of it in the history of the example.
        return {each["standing"] for each in found if each["item"] != "nulmeting-terug"}

    waiting = standings()
    go(running)
    certain = standings()

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
        ("submit", name, "--by", OWNER, "--content", "https://example.nl/nieuwsbrief-1"),
        ("return", name, "--by", APPROVER, "--reason", "Noem het nummer van de helpdesk."),
        ("submit", name, "--by", OWNER, "--content", "https://example.nl/nieuwsbrief-2"),
        ("approve", name, "--by", APPROVER),
        ("record", name, "--by", OWNER, "--sent", "--evidence", "https://example.nl/1", "--reach", "0"),
    )

    for act in acts:
        done = running("communications", *act)
        assert (done.code, done.err) == (0, "")
        assert name in done.out

    shown = running("communications", "show", name).out
    assert "Communicatieadviseur" in shown
    assert "communication_adviser" not in shown
    for told in ("geëvalueerd", "https://example.nl/nieuwsbrief-2", APPROVER, "https://example.nl/1"):
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


def test_what_is_due_says_what_to_do_and_names_its_item_as_commands_take_it(running: Scd) -> None:
    go(running)
    name = news(running, "teamsbericht")

    told = next(line for line in running("due", "--person", OWNER).out.splitlines() if name in line)

    assert "tekst indienen" in told
    assert "draft" not in told
    assert running("communications", "show", name).code == 0


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
    running("communications", "submit", name, "--by", OWNER, "--content", "nieuwsbrief-voorbeeld.md")
    running("communications", "approve", name, "--by", APPROVER)

    refused = running("communications", "record", name, "--by", OWNER, "--sent", "--attendance", "dordrecht=3")

    assert refused.code == 1
    assert "geen bijeenkomst" in refused.err
    assert next(each["standing"] for each in listed(running) if each["name"] == name) == "scheduled"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "nieuwsbrief@2027-13-01"), "geen datum"),
        (("show", f"nieuwsbrief@{'9' * 5000}"), "geen datum"),
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
        (("calendar", "2027-13"), "een kwartaal (2027-Q2)"),
        (("calendar", "2027", "--audience", "raad"), "raden"),
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


def test_a_session_is_handed_on_by_the_name_that_it_has_in_every_calendar(running: Scd) -> None:
    go(running)
    name = news(running, "lunch-golf-1")
    alone = vobject.readOne(running("communications", "ics", "--item", name).out)
    whole = vobject.readOne(running("communications", "ics", "-o", "papendrecht").out)
    running("communications", "cancel", name, "--by", "veranderadviseur", "--reason", "Geen zaal.")
    cancelled = vobject.readOne(running("communications", "ics", "--item", name).out).vevent

    (event,) = alone.vevent_list
    (same,) = (each for each in whole.vevent_list if each.uid.value == event.uid.value)
    assert (event.dtstart.value, event.location.value) == (same.dtstart.value, "Teams")
    assert (event.dtstart.value.hour, event.dtstart.value.minute) == (12, 15)
    assert not hasattr(alone, "x_wr_calname")
    assert (cancelled.uid.value, cancelled.status.value) == (event.uid.value, "CANCELLED")
    assert int(cancelled.sequence.value) > int(event.sequence.value)


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
    assert html.count('role="rowheader"') == len(listed(running, *period))


@pytest.mark.parametrize("period", ["2027", "2027-q2", "2027-06"])
def test_a_period_is_written_as_a_page_that_links_to_its_picture(running: Scd, tmp_path: Path, period: str) -> None:
    folder = tmp_path / "new"
    done = running("communications", "calendar", period, "--out", str(folder), "--json")

    written = json.loads(done.out)
    picture, page = Path(written["picture"]), Path(written["page"])
    first, last = PERIODS[period]
    assert written["items"] == len(listed(running, "--from", first, "--to", last)) > 0
    assert f'href="{picture.name}"' in page.read_text("utf-8")
    assert picture.read_text("utf-8").startswith("<svg ")


PERIODS = {
    "2027": ("2027-01-01", "2027-12-31"), "2027-q2": ("2027-04-01", "2027-06-30"), "2027-06": ("2027-06-01", "2027-06-30")
}  # fmt: skip


def test_a_page_of_an_organisation_and_an_audience_holds_only_theirs(running: Scd, tmp_path: Path) -> None:
    running(
        "communications", "calendar", "2027-06", "-o", "dordrecht", "--audience", "uitvoering", "--out", str(tmp_path)
    )

    html = (tmp_path / "kalender-2027-06-dordrecht-uitvoering.html").read_text("utf-8")
    picture = (tmp_path / "kalender-2027-06-dordrecht-uitvoering.svg").read_text("utf-8")
    assert "Gemeente Dordrecht" in html
    assert "Inspiratiesessie" in html
    assert "Inspiratiesessie" in picture
    assert "Wallboard" not in html + picture


def test_the_text_of_an_item_is_shown_as_its_readers_get_it(running: Scd) -> None:
    shown = running("communications", "text", "live-min-10", "-o", "papendrecht")
    absent = running("communications", "text", "live-dag", "-o", "papendrecht")

    assert (shown.code, absent.code) == (0, 1)
    assert "# Gemeente Papendrecht gaat over op " in shown.out
    assert "{{" not in shown.out


def test_a_dry_run_shows_who_would_get_what_and_sends_nothing(running: Scd) -> None:
    go(running)
    name = news(running, "stuurgroepmemo")
    running("communications", "move", name, "--by", "programmamanager", "--to", TODAY.isoformat(), "--reason", "Nu.")
    running("communications", "submit", name, "--by", "programmasecretaris", "--content", "nieuwsbrief-voorbeeld.md")
    running("communications", "approve", name, "--by", "programmamanager")

    shown = [running("communications", "send", "--dry-run").out for _ in range(2)]
    sent = running("communications", "send")
    again = running("communications", "send")

    assert shown[0] == shown[1]
    assert "voorzitter-stuurgroep@example.nl" in shown[0]
    assert "voorzitter-stuurgroep@example.nl" not in sent.out
    assert "Berichten klaargezet: 1. Adressen: 3." in sent.out
    assert "Berichten klaargezet: 0. Adressen: 0." in again.out
