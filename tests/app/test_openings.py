"""Who is told that a gate opened, and who that one is not ready, in the outbox and in the mail."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scd_workflow.app import acts, by_hand
from scd_workflow.app.inbox import register_forms
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.preview import preview
from tests import proved
from tests.app.test_posting import GO, MONDAY, TUESDAY, at, awaiting, notices, short, withdrawn
from tests.examples import PAM, day
from tests.offices import configured, started

WEDNESDAY = day(1, 6)
FORM = "https://scd.example.nl/form"


def says(folder: Path, **rungs: object) -> None:
    """Change the ladder."""
    file = folder / "config" / "ladder.yaml"
    file.write_text(yaml.safe_dump(yaml.safe_load(file.read_text(encoding="utf-8")) | rungs), encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A gate that opened on Monday is due on Tuesday; its owner and the line manager hear of it."""
    settings = awaiting(tmp_path)
    says(tmp_path, gate_opened={"to": ["owner"], "roles": ["line_manager"]})
    return open_office(settings)


def test_an_opening_is_told_once(office: Office) -> None:
    for hour in (11, 12):
        acts.open_gates(office, at(MONDAY, hour))

    assert notices(office) == {("gate_opened", "pam", "waiting"): 1, ("gate_opened", "liv", "waiting"): 1}


def test_what_tells_of_an_opening_is_withdrawn_when_the_gate_is_decided_before_it_went_out(office: Office) -> None:
    acts.open_gates(office, at(MONDAY, 11))

    proved.decide(office, GO, at(MONDAY, 12))

    assert withdrawn(office) == {("opened", "pam"): "obligation_ended", ("opened", "liv"): "obligation_ended"}


def test_it_says_by_when_and_why_now_and_holds_no_code(office: Office) -> None:
    register_forms(office, {"decide-gate": FORM}, at(MONDAY, 10))
    acts.open_gates(office, at(MONDAY, 11))

    letter = by_hand.letter(office, 1)

    assert letter.line.subject.endswith("nodig uiterlijk 5 januari 2027")
    assert "Aan alle verplichte criteria is voldaan." in letter.text
    assert FORM in letter.text
    assert "code" not in letter.text.lower()


def test_who_has_to_make_a_gate_ready_hears_so_ahead_with_the_form_by_which_to_ask(tmp_path: Path) -> None:
    settings = configured(short("G1"), tmp_path)
    says(tmp_path, readiness=[{"step": "ahead", "after": -1, "to": ["decider"]}])
    office, _ = started(settings, at(MONDAY, 8))
    register_forms(office, {"open-gate": FORM}, at(MONDAY, 9))

    acts.open_gates(office, at(MONDAY, 10))

    assert notices(office) == {("readiness", PAM, "waiting"): 1}
    assert f"{FORM}?parameters=" in by_hand.letter(office, 1).text


def test_nobody_is_reminded_to_make_ready_what_opened_meanwhile(tmp_path: Path) -> None:
    settings = awaiting(tmp_path)
    says(tmp_path, readiness=[{"step": "overdue", "after": 1, "to": ["decider"]}])
    office = open_office(settings)

    assert not [each for each in preview(office, at(TUESDAY), TUESDAY, WEDNESDAY) if each.key.startswith("readiness")]
