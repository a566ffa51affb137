"""Who is told that a request was withdrawn, a decision reopened or a term moved, and what that notice is known by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scd_workflow.domain.change_notices import silent, told, waits_again
from scd_workflow.domain.changes import Change
from scd_workflow.domain.endings import Ending, reopen, withdraw
from scd_workflow.domain.events import Event
from scd_workflow.domain.ids import GateId, PersonId
from scd_workflow.domain.ladder import Ladder
from scd_workflow.domain.network import Network
from scd_workflow.domain.terms import Extension, Suspension, extend, suspend
from tests.consulted import consulting, position
from tests.examples import (
    AWAITING_G1,
    DINA,
    DIRK,
    DORDT,
    NETWORK,
    PAM,
    PAST_G1,
    RIK,
    ROSA,
    SARA,
    STEF,
    ZENO,
    ZOE,
    ZWIJND,
    at,
    day,
    decided,
    done,
    seen,
    started,
)
from tests.gate_examples import DORDT_AWAITING

Events = tuple[Event, ...]

LADDER = Ladder(decision=(), decision_taken=())
NOBODY = LADDER.model_copy(update={"gate_changed": ()})
CONSULTING = Network(consulting())
THEN = day(1, 21)
BACK = Ending(GateId("G1"), None, STEF, "The budget first")
LONGER = Extension(GateId("G1"), None, PAM, "One more meeting", days=3)
STILL = Suspension(GateId("G1"), None, PAM, "The accountant is ill", until=day(1, 27))


def changed(events: Events, said: Ending | Suspension | Extension, on: date, network: Network = NETWORK) -> Change:
    """What comes on record when somebody takes back a decision or, where there is none, the request; or changes a term."""
    progress = seen(events, on, network)
    if isinstance(said, Suspension):
        return suspend(progress, said, at(on))
    if isinstance(said, Extension):
        return extend(progress, said, at(on))
    awaits = progress.state.of(said.organisation).gate(said.gate).awaits_decision
    return (withdraw if awaits else reopen)(progress, said, at(on))


def hearing(
    events: Events,
    said: Ending | Suspension | Extension = BACK,
    *,
    on: date = THEN,
    ladder: Ladder = LADDER,
    network: Network = NETWORK,
) -> dict[PersonId, str]:
    """As what each person is told of a change."""
    change = changed(events, said, on, network)
    found = told(seen((*events, change), on, network), change, ladder)
    people = [notice.person for notice in found]
    assert len(people) == len(set(people))
    return {notice.person: notice.why for notice in found}


def waiting(events: Events, said: Ending = BACK) -> list[str]:
    change = changed(events, said, THEN)
    found = waits_again(seen((*events, change), THEN), change)
    return [f"{spot.part.id} {spot.organisation or ''}".strip() for spot in found]


def test_that_a_request_was_withdrawn_is_told_to_those_who_decide_and_own_the_gate() -> None:
    assert hearing(AWAITING_G1) == {STEF: "decider", SARA: "decider", PAM: "owner"}


def test_a_moved_term_is_told_to_the_same_people_whoever_moved_it() -> None:
    expected = {STEF: "decider", SARA: "decider", PAM: "owner"}

    assert hearing(AWAITING_G1, replace(LONGER, by=SARA)) == expected
    assert hearing(AWAITING_G1, replace(STILL, until=day(1, 29)), on=day(1, 20)) == expected | {PAM: "decider"}


def test_that_a_go_was_reopened_is_told_to_the_owners_of_the_work_that_has_to_wait_again() -> None:
    local = {DIRK: "next_owners", ZOE: "next_owners", RIK: "next_owners"}

    assert hearing(PAST_G1) == {STEF: "decider", SARA: "decider", PAM: "owner"} | local
    assert waiting(PAST_G1) == ["B1 dordt", "B1 zwijnd", "B1 regio", "B3"]


def test_work_that_was_begun_has_to_wait_and_work_that_is_finished_or_waits_for_more_is_not_named() -> None:
    events = (*PAST_G1, started("B1", DORDT, on=day(1, 20)), done("B1", ZWIJND, on=day(1, 20)), done("B3", on=THEN))

    # B2 follows B1: only in Zwijnd nothing but the decision is missing for it now.
    assert waiting(events) == ["B1 dordt", "B1 regio", "B2 zwijnd"]


def test_a_reopened_gate_of_one_organisation_makes_nobody_elsewhere_wait() -> None:
    events = (*DORDT_AWAITING, *(decided("G2a", "go", each, on=day(1, 20)) for each in (DORDT, ZWIJND)))
    back = replace(BACK, gate=GateId("G2a"), organisation=DORDT, by=DINA)

    assert waiting(events, back) == ["B4 dordt"]
    assert hearing(events, back) == {DINA: "decider", DIRK: "owner"}


def test_nobody_has_to_wait_again_for_what_a_no_go_had_not_let_through() -> None:
    no_go = (*AWAITING_G1, decided("G1", "no_go", on=day(1, 20)))

    assert waiting(no_go) == []
    assert hearing(no_go) == {STEF: "decider", SARA: "decider", PAM: "owner"}


def test_nobody_waits_any_more_once_the_gate_was_passed_again() -> None:
    change = changed(PAST_G1, BACK, THEN)

    assert waits_again(seen((*PAST_G1, change, decided("G1", on=THEN, attempt=2)), THEN), change) == ()


def test_who_was_asked_for_a_position_and_gave_none_is_told_as_well() -> None:
    given = (*AWAITING_G1, position(DORDT, "agree", on=day(1, 19)))
    deciders_and_owner = {STEF: "decider", SARA: "decider", PAM: "owner"}

    for said in (BACK, LONGER):
        assert hearing(given, said, network=CONSULTING) == deciders_and_owner | {ZENO: "speaker", ROSA: "speaker"}
    assert hearing(AWAITING_G1, network=CONSULTING)[DINA] == "speaker"


def test_the_silent_are_asked_anew_when_a_decision_is_reopened_and_not_told_of_a_round_that_is_over() -> None:
    given = (*AWAITING_G1, position(DORDT, "agree", on=day(1, 19)), decided("G1", on=day(1, 20)))
    change = changed(given, BACK, THEN, CONSULTING)

    assert silent(seen((*given, change), THEN, CONSULTING), change) == (ZENO, ROSA)
    later = (*given, change, decided("G1", "deferred", on=THEN, attempt=2, deferred_until=day(2, 3)))
    assert silent(seen(later, THEN, CONSULTING), change) == ()


@pytest.mark.parametrize(("said", "alone"), [(BACK, STEF), (LONGER, PAM)])
def test_whoever_did_it_hears_it_even_when_the_ladder_names_nobody(said: Ending | Extension, alone: PersonId) -> None:
    assert list(hearing(AWAITING_G1, said, ladder=NOBODY)) == [alone]


def test_a_change_is_known_by_its_round_its_day_and_what_it_was() -> None:
    keys = []
    for events, said in ((AWAITING_G1, BACK), (PAST_G1, BACK)):
        change = changed(events, said, THEN)
        keys.append(told(seen((*events, change), THEN), change, NOBODY)[0].key)

    assert keys == ["gate_changed/G1/-/1/2027-01-21/withdrawn/stef", "gate_changed/G1/-/1/2027-01-21/reopened/stef"]


def test_a_term_that_moves_twice_on_one_day_is_told_twice_by_its_new_dates() -> None:
    keys, events = [], AWAITING_G1
    for said in (STILL, replace(STILL, until=day(1, 29)), LONGER, LONGER):
        change = changed(events, said, day(1, 19))
        events = (*events, change)
        keys += [notice.key for notice in told(seen(events, day(1, 19)), change, NOBODY)]

    # Due was the 20th: six working days stand still, then two more; after that three are added, twice.
    assert keys == [
        "gate_changed/G1/-/1/2027-01-28/suspended/pam",
        "gate_changed/G1/-/1/2027-02-01/suspended/pam",
        "gate_changed/G1/-/1/2027-02-04/extended/pam",
        "gate_changed/G1/-/1/2027-02-09/extended/pam",
    ]
