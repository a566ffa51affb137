"""The risk register: who may say what of a risk, how great it is, and when it has to be looked at again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scd_workflow.domain.due import obligations
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import AbsenceRecorded
from scd_workflow.domain.ids import OrganisationId, PersonId, RiskId, RoleId
from scd_workflow.domain.ladder import Ladder
from scd_workflow.domain.network import Network
from scd_workflow.domain.notices import reminders
from scd_workflow.domain.risk_events import RiskEvent
from scd_workflow.domain.risks import Assessing, Closing, Noting, assess, close, known, note, register, touching
from tests.examples import (
    DINA,
    DIRK,
    DORDT,
    FIRST,
    HOLDERS,
    LIV,
    PAM,
    PAUL,
    REGIO,
    SECOND,
    THIRD,
    ZOE,
    at,
    codes,
    day,
    plan_of,
    seen,
)  # fmt: skip
from tests.register import AGAIN, DEAR, FAR, LATER, LOCAL, SLOW, Events, assessed, closed, noted

LADDER = Ladder(decision=(), decision_taken=())
"""One that says nothing of risks, as one from before there were any."""

OneToFive = some.integers(1, 5)


def refused(act: Callable[[], RiskEvent]) -> list[str]:
    with pytest.raises(Refused) as caught:
        act()
    return codes(caught.value)


def due(events: Events, on: date = LATER) -> list[tuple[str, date, tuple[PersonId, ...], tuple[PersonId, ...]]]:
    found = obligations(seen(events, on))
    return [(each.key, each.due, each.people, each.owner) for each in found if each.kind == "risk"]


def told(events: Events, on: date) -> list[str]:
    return sorted(each.key for each in reminders(seen(events, on), LADDER) if each.kind == "risk")


def names(events: Events, organisation: OrganisationId | None = None) -> list[str]:
    return [each.id for each in touching(seen(events, day(1, 19)), organisation)]


def test_risks_are_numbered_in_the_order_in_which_they_are_noted_wherever_they_are() -> None:
    events = noted(SLOW, LOCAL, DEAR)

    assert {each.noted.what: each.id for each in register(seen(events, day(1, 12)))} == {
        SLOW.what: "R1", LOCAL.what: "R2", DEAR.what: "R3",
    }  # fmt: skip


@given(probability=OneToFive, impact=OneToFive)
def test_a_risk_scores_its_probability_times_its_impact_and_has_the_colour_of_that(
    probability: int, impact: int
) -> None:
    risk = known(seen(noted(replace(SLOW, probability=probability, impact=impact)), day(1, 12)), RiskId("R1"))

    assert risk.score == probability * impact
    assert (risk.colour == "red") == (risk.score >= 15)
    assert (risk.colour == "green") == (risk.score < 6)


@given(scores=some.lists(some.tuples(OneToFive, OneToFive), min_size=1, max_size=8))
def test_the_register_shows_the_highest_score_first_and_what_is_closed_last(scores: list[tuple[int, int]]) -> None:
    risks = [
        replace(SLOW, what=f"Risk {number}", probability=probability, impact=impact)
        for number, (probability, impact) in enumerate(scores)
    ]
    shown = register(seen(closed(noted(*risks)), day(1, 19)))

    assert shown[-1].id == "R1"
    assert [each.score for each in shown[:-1]] == sorted((each.score for each in shown[:-1]), reverse=True)


def test_a_risk_that_is_assessed_anew_keeps_what_is_not_said_again() -> None:
    risk = known(seen(assessed(noted(SLOW)), day(1, 19)), RiskId("R1"))

    assert (risk.last.probability, risk.last.impact, risk.last.side, risk.last.owner) == (4, 4, "time", "line_manager")
    assert (risk.last.measure, risk.last.review, risk.attempt) == ("Free two people", day(4, 1), 2)


def test_a_measure_can_be_taken_away() -> None:
    risk = known(seen(assessed(noted(DEAR), replace(AGAIN, measure="")), day(1, 19)), RiskId("R1"))

    assert risk.last.measure == ""


def test_a_risk_is_looked_at_again_by_its_owner_on_the_day_that_was_chosen_and_the_manager_answers_for_it() -> None:
    assert due(noted(DEAR, LOCAL)) == [
        ("risk/R1/-/1/2027-03-01", day(3, 1), (LIV,), (PAM,)),
        ("risk/R2/dordt/1/2027-03-01", day(3, 1), (DIRK,), (PAM,)),
    ]


def test_a_red_risk_without_a_measure_is_looked_at_at_once() -> None:
    events = noted(SLOW)

    assert [day_ for _, day_, _, _ in due(events)] == [day(1, 11)]
    assert [day_ for _, day_, _, _ in due(assessed(events))] == [day(4, 1)]


@pytest.mark.parametrize(("events", "left"), [(assessed(noted(DEAR)), 1), (closed(noted(DEAR)), 0)])
def test_what_was_to_be_looked_at_has_ended_once_it_is_assessed_or_closed(events: Events, left: int) -> None:
    before = {key for key, *_ in due(noted(DEAR))}
    after = {key for key, *_ in due(events)}

    assert not before & after
    assert len(after) == left


def test_the_owner_is_told_on_the_day_and_after_five_working_days_the_manager_as_well() -> None:
    events = noted(DEAR)

    assert told(events, day(2, 26)) == []
    assert told(events, day(3, 1)) == ["risk/R1/-/1/2027-03-01/due/liv"]
    assert told(events, day(3, 8)) == [
        "risk/R1/-/1/2027-03-01/overdue+5/liv",
        "risk/R1/-/1/2027-03-01/overdue+5/paul",
    ]


def test_a_gate_of_the_programme_sees_the_programmes_risks_and_the_red_ones_of_organisations() -> None:
    assert names(noted(DEAR, LOCAL, FAR, SLOW)) == ["R4", "R3", "R1"]


def test_a_gate_of_an_organisation_sees_its_own_risks_and_the_programmes() -> None:
    events = noted(DEAR, LOCAL, FAR, SLOW)

    assert names(events, DORDT) == ["R4", "R1", "R2"]
    assert names(events, REGIO) == ["R4", "R1"]


def test_a_closed_risk_touches_no_gate() -> None:
    assert names(closed(noted(SLOW))) == []


def test_everything_that_is_wrong_with_a_risk_is_said_at_once() -> None:
    wrong = Noting(None, PersonId("jan"), " ", "", RoleId("baker"), 0, 6, "time", day(1, 11), "\x1b")

    assert refused(lambda: note(seen((), day(1, 11)), wrong, at(day(1, 11)))) == [
        "acts.unknown_person",
        "risks.what_missing",
        "risks.why_missing",
        "acts.text_unreadable",
        "risks.unknown_role",
        "risks.probability_beyond",
        "risks.impact_beyond",
        "risks.review_in_past",
    ]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (replace(SLOW, organisation=OrganisationId("dort")), "acts.unknown_organisation"),
        (replace(DEAR, review=day(1, 11, 2030)), "risks.review_too_far"),
        (replace(SLOW, what=f" {SLOW.what.upper()} "), "risks.noted_before"),
    ],
)
def test_a_risk_that_cannot_be_meant_is_refused(said: Noting, why: str) -> None:
    assert refused(lambda: note(seen(noted(SLOW), day(1, 12)), said, at(day(1, 12)))) == [why]


def test_what_was_closed_may_be_noted_again() -> None:
    events = noted(SLOW, on=day(1, 20), after=closed(noted(SLOW)))

    assert names(events) == ["R2"]


def test_a_risk_needs_an_owner_who_is_there() -> None:
    holders = [each for each in HOLDERS if each["person"] != LIV]
    network = Network(plan_of(FIRST, SECOND, THIRD, holders=holders))
    when = at(day(1, 11))

    assert refused(lambda: note(seen((), day(1, 11), network), replace(SLOW, by=PAM), when)) == ["risks.owner_vacant"]


@pytest.mark.parametrize("person", [LIV, PAM])
def test_the_owner_and_the_programme_manager_may_assess_and_close(person: PersonId) -> None:
    assert assessed(noted(SLOW), replace(AGAIN, by=person))[-1].by == person
    assert closed(noted(SLOW), by=person)[-1].by == person


def test_a_deputy_of_the_owner_assesses_and_both_names_are_on_record() -> None:
    away = AbsenceRecorded(
        at=at(day(1, 12)), by=LIV, source="command", person=LIV, since=day(1, 12), until=day(1, 31), deputy=ZOE
    )
    event = assessed((*noted(SLOW), away), replace(AGAIN, by=ZOE))[-1]

    assert (event.by, getattr(event, "on_behalf_of", None)) == (ZOE, LIV)
    assert [people for _, _, people, _ in due((*noted(SLOW), away))] == [(ZOE,)]


def test_everything_that_is_wrong_with_an_assessment_is_said_at_once() -> None:
    wrong = Assessing(RiskId("R1"), DINA, day(1, 12), RoleId("baker"), 9, 0, None, "\x1b", "\x1b")

    assert refused(lambda: assess(seen(noted(SLOW), day(1, 19)), wrong, at(day(1, 19)))) == [
        "risks.not_yours",
        "acts.text_unreadable",
        "acts.text_unreadable",
        "risks.unknown_role",
        "risks.probability_beyond",
        "risks.impact_beyond",
        "risks.review_in_past",
    ]


def test_a_risk_that_is_not_there_can_be_neither_assessed_nor_closed() -> None:
    progress, when = seen(noted(SLOW), day(1, 19)), at(day(1, 19))

    assert refused(lambda: assess(progress, replace(AGAIN, risk=RiskId("R2")), when)) == ["risks.unknown"]
    assert refused(lambda: close(progress, Closing(RiskId("R2"), LIV, "Over"), when)) == ["risks.unknown"]


def test_a_closed_risk_stays_as_it_was() -> None:
    progress, when = seen(closed(noted(SLOW)), day(1, 20)), at(day(1, 20))

    assert refused(lambda: assess(progress, AGAIN, when)) == ["risks.closed_already"]
    assert refused(lambda: close(progress, Closing(RiskId("R1"), LIV, " "), when)) == [
        "risks.closed_already",
        "risks.reason_missing",
    ]


def test_nothing_is_said_of_a_risk_for_a_day_before_it_was_last_assessed() -> None:
    progress = seen(assessed(noted(SLOW)), day(1, 20))

    assert refused(lambda: close(progress, Closing(RiskId("R1"), LIV, "Over"), at(day(1, 18)))) == ["risks.before_last"]


def test_the_manager_of_the_day_answers_for_the_register() -> None:
    assert [owner for *_, owner in due(noted(DEAR), day(2, 5))] == [(PAUL,)]
