"""Who is away, and who replaces them in what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scd_workflow.domain import authority
from scd_workflow.domain.absences import Absence, cancel, not_over, record
from scd_workflow.domain.activities import Report, report
from scd_workflow.domain.activities import obligations as work
from scd_workflow.domain.decisions import Choice, decide
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import AbsenceRecorded, ActivityWaived, AttestationGiven, Event, GateDecided, GateOpened
from scd_workflow.domain.gates import Request, ask, obligations
from scd_workflow.domain.ids import ActivityId, CriterionId, GateId, PersonId
from scd_workflow.domain.statements import Statement, state_that
from tests.boards import away
from tests.examples import (
    AWAITING_G1,
    DINA,
    DIRK,
    DORDT,
    LIV,
    PAM,
    PAST_G1,
    PLAN,
    READY_FOR_G1,
    SARA,
    STEF,
    ZWIJND,
    at,
    codes,
    day,
    seen,
)

G1, G2A = GateId("G1"), GateId("G2a")
NEL = PersonId("nel")
"""Holds no role: known by her address only."""

STEF_AWAY = Absence(STEF, day(1, 18), day(1, 29), STEF, NEL)
EVERYBODY = {NEL, SARA, PAM, STEF, DIRK}


def deciders(*absences: AbsenceRecorded, gate: GateId = G1, on: int = 21) -> list[tuple[PersonId, PersonId | None]]:
    known = {(each.person, each.since): each for each in absences}
    organisation = DORDT if gate == G2A else None
    found = authority.entitled(PLAN, gate, organisation, day(1, on), known)
    return [(each.person, each.on_behalf_of) for each in found]


def refusal(said: Absence, *before: Event) -> list[str]:
    with pytest.raises(Refused) as refused:
        record(seen(before, day(1, 18)), said, at(day(1, 18)), reachable=EVERYBODY)
    return codes(refused.value)


def test_a_deputy_may_decide_from_the_first_day_of_the_absence_until_the_last() -> None:
    absence = away(STEF, NEL, since=day(1, 18), until=day(1, 20))

    assert (NEL, STEF) not in deciders(absence, on=17)
    assert (NEL, STEF) in deciders(absence, on=18)
    assert (NEL, STEF) in deciders(absence, on=20)
    assert (NEL, STEF) not in deciders(absence, on=21)


def test_who_is_back_early_may_still_decide() -> None:
    assert deciders(away(STEF, NEL)) == [(STEF, None), (SARA, None), (NEL, STEF)]


def test_a_deputy_replaces_in_the_gates_and_organisations_that_were_named() -> None:
    assert (NEL, DINA) in deciders(away(DINA, NEL, gates=[G2A], organisations=[DORDT]), gate=G2A)
    assert (NEL, DINA) not in deciders(away(DINA, NEL, gates=[G1]), gate=G2A)
    assert (NEL, DINA) not in deciders(away(DINA, NEL, organisations=[ZWIJND]), gate=G2A)


def test_a_deputy_for_one_organisation_has_no_say_in_the_programme() -> None:
    assert (NEL, STEF) not in deciders(away(STEF, NEL, organisations=[DORDT]))


def test_a_deputy_of_a_deputy_counts_for_nobody() -> None:
    assert (LIV, STEF) not in deciders(away(STEF, NEL), away(NEL, LIV))
    assert LIV not in [person for person, _ in deciders(away(STEF, NEL), away(NEL, LIV))]


def test_without_a_deputy_nobody_comes_in_the_place_of_who_is_away() -> None:
    assert deciders(away(STEF)) == [(STEF, None), (SARA, None)]


def test_the_decision_of_a_deputy_bears_both_names() -> None:
    choice = Choice(G1, None, "go", NEL, "All is in place")
    (decided,) = decide(seen((*AWAITING_G1, away(STEF, NEL)), day(1, 20)), choice, at(day(1, 20)))

    assert isinstance(decided, GateDecided)
    assert (decided.by, decided.on_behalf_of, decided.mandate) == (NEL, STEF, "M-chair")


def test_after_the_absence_the_deputy_is_an_outsider_again() -> None:
    events = (*AWAITING_G1, away(STEF, NEL, until=day(1, 19)))

    with pytest.raises(Refused) as refused:
        decide(seen(events, day(1, 20)), Choice(G1, None, "go", NEL, "All is in place"), at(day(1, 20)))
    assert codes(refused.value) == ["gates.no_mandate"]


def test_a_deputy_attests_reports_waives_and_asks_in_the_place_of_who_is_away() -> None:
    stated = state_that(
        seen((*PAST_G1, away(DINA, NEL)), day(2, 8)),
        Statement(G2A, CriterionId("trained"), DORDT, NEL, "I saw it"),
        at(day(2, 8)),
    )
    standing = seen((away(PAM, NEL),), day(1, 4))
    waived = report(standing, Report("waive", ActivityId("A4"), None, NEL, "Not needed"), at(day(1, 4)))
    asked = ask(seen((*READY_FOR_G1, away(PAM, NEL)), day(1, 18)), Request(G1, None, NEL, "Now"), at(day(1, 18)))

    assert isinstance(stated, AttestationGiven)
    assert (stated.by, stated.on_behalf_of) == (NEL, DINA)
    assert isinstance(waived, ActivityWaived)
    assert (waived.by, waived.on_behalf_of) == (NEL, PAM)
    assert (asked.by, asked.on_behalf_of) == (NEL, PAM)


def test_who_replaces_at_a_gate_only_does_not_report_on_work() -> None:
    standing = seen((away(PAM, NEL, gates=[G1]),), day(1, 4))

    with pytest.raises(Refused) as refused:
        report(standing, Report("start", ActivityId("A1"), None, NEL), at(day(1, 4)))
    assert codes(refused.value) == ["acts.not_yours"]


def test_what_is_due_is_for_the_deputy_instead_of_who_is_away() -> None:
    decision = obligations(seen((*AWAITING_G1, away(STEF, NEL)), day(1, 21)))
    report_ = next(work(seen((away(PAM, NEL),), day(1, 4))))

    assert [each.people for each in decision] == [(NEL, SARA)]
    assert (report_.people, report_.owner) == ((NEL,), (NEL,))


def test_what_is_due_stays_with_who_is_away_when_nobody_is_there_instead() -> None:
    without = obligations(seen((*AWAITING_G1, away(STEF)), day(1, 21)))
    both = obligations(seen((*AWAITING_G1, away(STEF, NEL), away(NEL)), day(1, 21)))

    assert [each.people for each in (*without, *both)] == [(STEF, SARA), (STEF, SARA)]


# Recording


def test_an_absence_is_recorded_with_its_deputy_and_scope() -> None:
    said = replace(STEF_AWAY, gates=(G1, G1), document=" Letter 12 ")
    event = record(seen((), day(1, 18)), said, at(day(1, 18)), reachable=EVERYBODY)

    assert (event.person, event.deputy, event.gates, event.document) == (STEF, NEL, (G1,), "Letter 12")
    assert not_over(seen((event,), day(1, 29))) == (event,)
    assert not_over(seen((event,), day(1, 30))) == ()


def test_the_manager_may_record_it_and_somebody_else_may_not() -> None:
    assert record(seen((), day(1, 18)), replace(STEF_AWAY, by=PAM), at(day(1, 18)), reachable=EVERYBODY).by == PAM
    assert refusal(replace(STEF_AWAY, by=DIRK)) == ["absences.not_yours"]


def test_nobody_makes_himself_the_deputy_of_another() -> None:
    assert refusal(replace(STEF_AWAY, by=PAM, deputy=PAM)) == ["absences.deputy_by_own_hand"]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"until": day(1, 17)}, ["absences.until_before_since"]),
        ({"since": day(1, 11), "until": day(1, 15)}, ["absences.over"]),
        ({"until": day(1, 18, 2099)}, ["absences.too_far"]),
        ({"person": PersonId("nobody")}, ["acts.unknown_person"]),
        ({"deputy": STEF}, ["absences.own_deputy"]),
        ({"deputy": PersonId("nobody")}, ["absences.deputy_unknown"]),
        ({"gates": (GateId("G9"),)}, ["absences.unknown_gate"]),
        ({"organisations": (PersonId("mars"),)}, ["acts.unknown_organisation"]),
        ({"deputy": None, "gates": (G1,)}, ["absences.scope_without_deputy"]),
        ({"document": "\x1b[2J"}, ["acts.text_unreadable"]),
    ],
)
def test_nonsense_is_refused(wrong: dict[str, Any], expected: list[str]) -> None:
    assert refusal(replace(STEF_AWAY, **wrong)) == expected


def test_everything_that_is_wrong_is_said_at_once() -> None:
    said = replace(STEF_AWAY, by=DIRK, until=day(1, 17), gates=(GateId("G9"),), deputy=STEF)

    assert refusal(said) == [
        "absences.not_yours",
        "absences.until_before_since",
        "absences.unknown_gate",
        "absences.own_deputy",
    ]


def test_a_deputy_who_is_away_all_that_time_is_refused() -> None:
    assert refusal(STEF_AWAY, away(NEL)) == ["absences.deputy_away"]


def test_who_asked_for_an_open_decision_is_no_deputy_for_it() -> None:
    asked = GateOpened(at=at(day(1, 18)), by=NEL, source="form", gate=G1, attempt=1, briefing="b", reason="Now")

    assert refusal(STEF_AWAY, *READY_FOR_G1, asked) == ["absences.deputy_asked"]
    assert refusal(replace(STEF_AWAY, gates=(G1,)), *READY_FOR_G1, asked) == ["absences.deputy_asked"]
    elsewhere = replace(STEF_AWAY, gates=(GateId("G3"),))
    assert record(seen((*READY_FOR_G1, asked), day(1, 18)), elsewhere, at(day(1, 18)), reachable=EVERYBODY)


def test_a_cancelled_absence_gives_the_deputy_nothing_any_more() -> None:
    absence = away(STEF, NEL)
    cancelled = cancel(seen((absence,), day(1, 18)), STEF, absence.since, PAM, at(day(1, 18)))

    assert (cancelled.by, cancelled.deputy) == (PAM, NEL)
    assert seen((absence, cancelled), day(1, 19)).state.absences == {}


def test_only_an_absence_that_is_known_and_not_over_is_cancelled_and_by_whom_it_concerns() -> None:
    absence = away(STEF, NEL)

    for person, by, on, expected in (
        (SARA, SARA, day(1, 18), "absences.unknown"),
        (STEF, DIRK, day(1, 18), "absences.not_yours"),
        (STEF, STEF, day(3, 1), "absences.over"),
    ):
        with pytest.raises(Refused) as refused:
            cancel(seen((absence,), on), person, absence.since, by, at(on))
        assert codes(refused.value) == [expected]
