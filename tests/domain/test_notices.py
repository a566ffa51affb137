"""Who is told what and when."""

from __future__ import annotations

from datetime import date

import pytest

from scd_workflow.domain.events import Event, GateDecided
from scd_workflow.domain.ids import OrganisationId, PersonId, RoleId
from scd_workflow.domain.ladder import Ladder, Step
from scd_workflow.domain.network import Network
from scd_workflow.domain.notices import Notice, may_hear, on_ladder, reminders, told
from tests.examples import (
    AWAITING_G1,
    DINA,
    DIRK,
    DORDT,
    FIRST,
    NETWORK,
    PAM,
    PAST_G1,
    REGIO,
    RIK,
    SARA,
    SECOND,
    STEF,
    THIRD,
    ZOE,
    back,
    day,
    decided,
    done,
    opened,
    plan_of,
    reopened,
    seen,
)

Events = tuple[Event, ...]

LADDER = Ladder(
    decision=(
        Step(step="due", after=0, to=("decider",)),
        Step(step="overdue", after=1, to=("decider", "owner")),
    ),
    decision_taken=("decider", "owner", "next_owners"),
)
WORK_TOO = LADDER.model_copy(
    update={"activity": (Step(step="due", after=-2, to=("decider",)), Step(step="overdue", after=1, to=("owner",)))}
)


def keys(events: Events, today: date, ladder: Ladder = LADDER, network: Network = NETWORK) -> list[str]:
    """The keys of the reminders of a day, in alphabetical order; a key that comes twice stands there twice."""
    return sorted(notice.key for notice in reminders(seen(events, today, network), ladder))


def test_a_notice_is_known_by_what_it_is_about_its_due_date_its_step_and_its_reader() -> None:
    notice = Notice("decision", "G2a", DORDT, 2, day(2, 12), "due", DINA, "decider")

    assert notice.key == "decision/G2a/dordt/2/2027-02-12/due/dina"


def test_nobody_is_reminded_before_the_first_rung() -> None:
    assert keys(AWAITING_G1, day(1, 19)) == []


def test_everybody_with_a_mandate_is_reminded_on_the_day_that_the_decision_is_due() -> None:
    assert keys(AWAITING_G1, day(1, 20)) == [
        "decision/G1/-/1/2027-01-20/due/pam",  # whose mandate ends that day
        "decision/G1/-/1/2027-01-20/due/sara",
        "decision/G1/-/1/2027-01-20/due/stef",
    ]


def test_only_the_highest_rung_is_told_and_each_person_once() -> None:
    assert keys(AWAITING_G1, day(1, 21)) == [
        "decision/G1/-/1/2027-01-20/overdue+1/pam",  # who owns the gate
        "decision/G1/-/1/2027-01-20/overdue+1/sara",
        "decision/G1/-/1/2027-01-20/overdue+1/stef",
    ]


def test_each_person_is_told_why_it_comes_to_him_or_her() -> None:
    on_the_day, after = (reminders(seen(AWAITING_G1, day(1, each)), LADDER) for each in (20, 21))

    assert {each.person: each.why for each in on_the_day} == {STEF: "decider", SARA: "decider", PAM: "decider"}
    assert {each.person: each.why for each in after} == {STEF: "decider", SARA: "decider", PAM: "owner"}


def test_the_rungs_may_stand_in_any_order_in_the_ladder() -> None:
    turned = LADDER.model_copy(update={"decision": LADDER.decision[::-1]})

    assert keys(AWAITING_G1, day(1, 21), turned) == keys(AWAITING_G1, day(1, 21))


def test_the_same_notices_come_out_on_every_later_day() -> None:
    assert keys(AWAITING_G1, day(1, 29)) == keys(AWAITING_G1, day(1, 21))


@pytest.mark.parametrize("outcome", ["go", "no_go"])
def test_nobody_is_reminded_of_a_decision_that_was_taken(outcome: str) -> None:
    taken = decided("G1", "go" if outcome == "go" else "no_go", on=day(1, 20), back_to=(back("A2"),))

    assert keys((*AWAITING_G1, taken), day(1, 25)) == []


def test_a_deferred_decision_is_asked_for_anew_on_its_new_day() -> None:
    deferred = (*AWAITING_G1, decided("G1", "deferred", on=day(1, 20), deferred_until=day(2, 3)))

    assert keys(deferred, day(2, 2)) == []
    assert keys(deferred, day(2, 3)) == [
        "decision/G1/-/2/2027-02-03/due/sara",
        "decision/G1/-/2/2027-02-03/due/stef",
    ]


def test_work_is_asked_for_only_where_the_ladder_has_rungs_for_it() -> None:
    assert keys((), day(1, 29)) == []
    assert keys((), day(1, 6), WORK_TOO) == [
        "activity/A1/-/1/2027-01-08/due-2/pam",
        "activity/A4/-/1/2027-01-05/overdue+1/pam",
    ]


def test_a_rung_counts_the_working_days_of_the_organisation_of_its_reader() -> None:
    closings = [{"organisation": REGIO, "days": ["2027-01-12", "2027-01-13", "2027-01-19"]}]
    network = Network(plan_of(FIRST, SECOND, THIRD, calendar={"closings": closings}))
    events = (done("A4", on=day(1, 5)), done("A1", on=day(1, 8)), done("A2", on=day(1, 13)))
    late = WORK_TOO.model_copy(update={"activity": (Step(step="overdue", after=1, to=("owner", "decider")),)})
    (due,) = {key.split("/")[4] for key in keys(events, day(1, 29), late, network) if key.endswith("/rik")}
    first = {
        person: next(
            today
            for today in range(10, 29)
            if f"activity/A3/regio/1/{due}/overdue+1/{person}" in keys(events, day(1, today), late, network)
        )
        for person in ("rik", "pam")
    }

    # Due on a Monday, after which Rik's own organisation is closed for a day and Pam, of the programme, is not.
    assert (due, first) == ("2027-01-18", {"rik": 20, "pam": 19})


def test_roles_that_a_rung_names_hear_it_as_well_and_each_person_once() -> None:
    up = Step(step="overdue", after=1, to=("decider",), roles=(RoleId("programme_manager"), RoleId("steering_chair")))
    notices = reminders(seen(AWAITING_G1, day(1, 21)), LADDER.model_copy(update={"decision": (up,)}))

    assert {each.person: each.why for each in notices} == {STEF: "decider", SARA: "decider", PAM: "informed"}
    assert len(notices) == 3


def test_a_reminder_names_the_obligation_that_it_is_about() -> None:
    (first, *_) = reminders(seen(AWAITING_G1, day(1, 20)), LADDER)

    assert first.obligation == "decision/G1/-/1/2027-01-20"


def heard(
    before: Events, decision: GateDecided, ladder: Ladder = LADDER, also: Events = ()
) -> dict[PersonId, list[str]]:
    """To whom a decision is told, with the own work that can begin because of it."""
    notices = told(seen(before, day(1, 20)), seen((*before, decision, *also), day(1, 20)), decision, ladder)
    assert len({notice.person for notice in notices}) == len(notices)
    return {each.person: [_spoken(spot.part.id, spot.organisation) for spot in each.opens] for each in notices}


def _spoken(part: str, organisation: OrganisationId | None) -> str:
    return part if organisation is None else f"{part} {organisation}"


def test_a_decision_is_told_once_to_each_person_with_the_own_work_that_it_opens() -> None:
    assert heard(AWAITING_G1, decided("G1", on=day(1, 20))) == {
        STEF: [],
        SARA: [],
        PAM: ["B3"],
        DIRK: ["B1 dordt"],
        ZOE: ["B1 zwijnd"],
        RIK: ["B1 regio"],
    }


def test_a_no_go_is_told_to_those_who_decide_and_own_the_gate_and_opens_nothing() -> None:
    no_go = decided("G1", "no_go", on=day(1, 20), back_to=(back("A2"),))

    assert heard(AWAITING_G1, no_go, also=(reopened("A2", on=day(1, 20)),)) == {STEF: [], SARA: [], PAM: []}


def test_the_decider_hears_it_even_when_the_ladder_names_nobody() -> None:
    nobody = LADDER.model_copy(update={"decision_taken": ()})

    assert heard(AWAITING_G1, decided("G1", on=day(1, 20)), nobody) == {STEF: []}


def test_the_gate_of_an_organisation_opens_work_there_only() -> None:
    before: Events = (
        *PAST_G1,
        done("B1", DORDT, on=day(1, 20)),
        done("B2", DORDT, on=day(1, 20)),
        opened("G2a", DORDT, on=day(1, 20)),
    )
    go = decided("G2a", "go", DORDT, on=day(1, 20)).model_copy(update={"by": DINA})

    assert heard(before, go) == {DINA: [], DIRK: ["B4 dordt"]}


def test_work_that_was_ready_before_the_decision_is_not_told_as_opened() -> None:
    early = (*AWAITING_G1, reopened("A4", on=day(1, 19)))

    opens = heard(early, decided("G1", on=day(1, 20)))

    assert opens[PAM] == ["B3"]


@pytest.mark.parametrize("outcome", ["go", "no_go"])
@pytest.mark.parametrize("ladder", [LADDER, LADDER.model_copy(update={"decision_taken": ()})])
def test_nobody_hears_of_a_decision_who_was_not_counted_among_those_who_may(outcome: str, ladder: Ladder) -> None:
    taken = decided("G1", "go" if outcome == "go" else "no_go", on=day(1, 20), back_to=(back("A2"),))
    after = seen((*AWAITING_G1, taken), day(1, 20))

    assert may_hear(after, taken, ladder) == set(heard(AWAITING_G1, taken, ladder))


def test_a_rung_is_passed_once_a_higher_one_is_reached() -> None:
    steps = {
        today: {(notice.step, passed) for notice, passed in on_ladder(seen(AWAITING_G1, day(1, today)), LADDER)}
        for today in (19, 20, 21)
    }

    assert steps[19] == steps[20] == {("due", False), ("overdue", False)}
    assert steps[21] == {("due", True), ("overdue", False)}


def test_a_decision_taken_is_known_by_the_attempt_and_the_day_of_the_decision() -> None:
    go = decided("G1", on=day(1, 20))
    nobody_else = LADDER.model_copy(update={"decision_taken": ()})

    (notice,) = told(seen(AWAITING_G1, day(1, 20)), seen((*AWAITING_G1, go), day(1, 20)), go, nobody_else)

    assert (notice.key, notice.obligation) == ("decision_taken/G1/-/1/2027-01-20/taken/stef", "")


def test_who_hears_of_a_decision_is_told_why() -> None:
    go = decided("G1", on=day(1, 20))

    notices = told(seen(AWAITING_G1, day(1, 20)), seen((*AWAITING_G1, go), day(1, 20)), go, LADDER)

    # Pam may decide that day, owns the gate and the work after it: what weighs most is said.
    assert {each.person: each.why for each in notices} == {
        STEF: "decider",
        SARA: "decider",
        PAM: "decider",
        DIRK: "next_owners",
        ZOE: "next_owners",
        RIK: "next_owners",
    }
