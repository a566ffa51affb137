"""`scd gate conditions` and the commands by which requests, decisions and terms change."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.cli.conftest import TODAY, Ran, Scd
from tests.cli.test_commands import ACTING, G1

DUE = TODAY + timedelta(days=30)
UNDER_CONDITION = (*G1, "--outcome", "conditional_go", "--condition", f"Toets is af; programme_manager; {DUE}")


def done(running: Scd, name: str) -> Ran:
    """What came of one of the commands that must succeed."""
    ran = running(*name.split(), *ACTING[name])
    assert (ran.code, ran.err) == (0, "")
    return ran


def conditions(running: Scd) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(running("gate", "conditions", "--json").out)
    return found


def test_a_condition_is_open_until_its_owner_reports_that_it_is_met(running: Scd) -> None:
    running(*UNDER_CONDITION)
    (before,) = conditions(running)

    ran = done(running, "gate condition met")

    assert (before["gate"], before["number"], before["standing"], before["late"]) == ("G1", 1, "open", False)
    assert (before["people"], before["due"]) == (["programmamanager"], DUE.isoformat())
    assert ran.out.strip() == "Vastgelegd: voorwaarde 1 van G1 is vervuld."
    assert [each["standing"] for each in conditions(running)] == ["met"]


def test_whoever_may_decide_lifts_a_condition(running: Scd) -> None:
    running(*UNDER_CONDITION)

    done(running, "gate condition lift")

    assert "opgeheven: Niet meer nodig." in running("gate", "conditions").out


def test_an_open_condition_shows_where_it_holds_up_a_later_gate(running: Scd) -> None:
    running(*UNDER_CONDITION)

    shown = running("gate", "show", "G2").out

    assert "Open voorwaarden van eerdere besluiten" in shown
    assert "Toets is af" in shown


def test_a_withdrawn_gate_and_a_moved_term_show_why(running: Scd) -> None:
    extended = done(running, "gate extend")
    withdrawn = done(running, "gate withdraw")

    assert extended.out.startswith("De termijn van G1 is verlengd.")
    assert withdrawn.out.startswith("De aanvraag van G1 is ingetrokken.")
    shown = running("gate", "show", "G1").out
    assert "Er is nog een overleg." in shown
    assert "Eerst de begroting." in shown


def test_what_was_taken_back_and_asked_again_earlier_is_recorded_on_its_day(running: Scd) -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    asked = ("gate", "open", "G1", "--by", "programmamanager", "--reason", "De raad vergadert morgen.")

    days = [
        json.loads(running(*command, "--on", yesterday, "--json").out)["at"][:10]
        for command in (
            ("gate", "extend", *ACTING["gate extend"]),
            ("gate", "withdraw", *ACTING["gate withdraw"]),
            asked,
        )
    ]
    before_it_opened = running(
        "gate", "withdraw", *ACTING["gate withdraw"], "--on", (TODAY - timedelta(days=200)).isoformat()
    )

    assert days == [yesterday] * 3
    assert (before_it_opened.code, before_it_opened.err.count("\n")) == (1, 1)


def test_a_reopened_decision_stays_in_sight_beside_the_reason(running: Scd) -> None:
    running(*UNDER_CONDITION)

    done(running, "gate reopen")

    shown = json.loads(running("gate", "show", "G1", "--json").out)
    assert [each["outcome"] for each in shown["decisions"]] == ["conditional_go"]
    assert [each["reason"] for each in shown["changes"]] == ["De cijfers klopten niet."]
    assert conditions(running) == []


def test_a_term_that_cannot_change_so_is_refused_with_every_reason(running: Scd) -> None:
    ran = running("gate", "suspend", "G1", "--by", "informatiearchitect", "--until", TODAY.isoformat(), "--reason", " ")

    assert ran.code == 1
    assert len(ran.err.splitlines()) == 3
