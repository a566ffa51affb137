"""When a gate opens, by itself or asked for, and what its deciders see."""

from __future__ import annotations

import pytest

from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import Event, GateOpened
from scd_workflow.domain.gates import GateSpot, Request, ask, obligations, open_gates, to_open
from scd_workflow.domain.ids import ENGINE, GateId, OrganisationId, PersonId
from tests.examples import (
    AWAITING_G1,
    DIRK,
    DORDT,
    FIRST_PHASE_DONE,
    LIV,
    NETWORK,
    PAM,
    PAST_G1,
    PAUL,
    READY_FOR_G1,
    REGIO,
    SARA,
    STEF,
    ZOE,
    ZWIJND,
    approved,
    at,
    attested,
    back,
    codes,
    day,
    decided,
    done,
    done_once_per,
    opened,
    reopened,
    seen,
)

Events = tuple[Event, ...]

G1, G2, G2A = (NETWORK.gates[GateId(each)] for each in ("G1", "G2", "G2a"))

DORDT_READY: Events = (
    *PAST_G1,
    done("B1", DORDT, on=day(2, 1)),
    done("B2", DORDT, on=day(2, 5)),
    attested("G2a", "trained", DORDT, on=day(2, 5)),
)
ALL_LIVE: Events = (
    *DORDT_READY,
    done("B3", on=day(1, 25)),
    *done_once_per("B1", (ZWIJND, REGIO), on=day(2, 17)),
    *done_once_per("B2", (ZWIJND, REGIO), on=day(2, 24)),
    *(decided("G2a", "go", each, on=day(2, 26)) for each in (DORDT, ZWIJND, REGIO)),
    *done_once_per("B4", on=day(3, 5)),
)


def opening_themselves(events: Events) -> list[tuple[str, OrganisationId | None, int]]:
    return [(each.gate, each.organisation, each.attempt) for each in to_open(seen(events, day(3, 8)), at(day(3, 8)))]


def request(
    gate: str, organisation: OrganisationId | None = None, *, by: PersonId = PAM, reason: str = "It cannot wait"
) -> Request:
    return Request(GateId(gate), organisation, by, reason)


def refusal(events: Events, asked: Request) -> Refused:
    with pytest.raises(Refused) as refused:
        ask(seen(events, day(1, 20)), asked, at(day(1, 20)))
    return refused.value


def test_a_gate_opens_by_itself_when_all_before_it_is_finished_and_its_mandatory_criteria_hold() -> None:
    progress = seen(READY_FOR_G1, day(1, 18))

    assert to_open(progress, at(day(1, 18))) == (
        GateOpened(
            at=at(day(1, 18)),
            by=ENGINE,
            source="engine",
            gate=G1.id,
            attempt=1,
            briefing=briefing(progress, G1, None).digest,
        ),
    )


def test_a_gate_stays_closed_while_a_mandatory_criterion_does_not_hold() -> None:
    assert opening_themselves(FIRST_PHASE_DONE) == []


def test_a_gate_stays_closed_while_mandatory_work_before_it_is_open() -> None:
    assert opening_themselves((*READY_FOR_G1, reopened("A2", on=day(1, 18)))) == []


def test_a_gate_does_not_wait_for_work_that_is_not_mandatory() -> None:
    assert opening_themselves((*READY_FOR_G1, reopened("A4", on=day(1, 18)))) == [("G1", None, 1)]


def test_a_gate_that_awaits_its_decision_or_was_passed_does_not_open_again() -> None:
    assert opening_themselves(AWAITING_G1) == []
    assert opening_themselves(PAST_G1) == []


def test_a_gate_opens_for_the_organisation_that_is_ready() -> None:
    assert opening_themselves(DORDT_READY) == [("G2a", DORDT, 1)]


def test_a_gate_of_the_programme_opens_when_the_gates_before_it_were_passed() -> None:
    assert opening_themselves(ALL_LIVE) == [("G2", None, 1)]


def test_a_refused_gate_opens_again_when_the_work_it_was_sent_back_to_is_done_again() -> None:
    no_go = (*AWAITING_G1, decided("G1", "no_go", on=day(1, 20), back_to=(back("A2"),)), reopened("A2", on=day(1, 20)))

    assert opening_themselves(no_go) == []
    done_again = (*no_go, done("A2", on=day(1, 25)))
    assert opening_themselves((*done_again, approved("D-A2", on=day(1, 25)))) == [("G1", None, 2)]


def test_the_gates_that_await_a_decision_are_listed_in_the_order_of_the_plan() -> None:
    events = (
        *PAST_G1,
        opened("G2", on=day(2, 1)),
        opened("G2a", REGIO, on=day(2, 1)),
        opened("G2a", DORDT, on=day(2, 2)),
    )

    assert open_gates(seen(events, day(2, 2))) == (GateSpot(G2A, DORDT), GateSpot(G2A, REGIO), GateSpot(G2, None))


def test_its_owner_can_ask_for_a_gate_whose_criteria_do_not_hold_and_says_why() -> None:
    progress = seen(FIRST_PHASE_DONE, day(1, 20))

    opening = ask(progress, request("G1", reason="  The chair leaves on Friday "), at(day(1, 20)))

    assert (opening.by, opening.source, opening.reason) == (PAM, "command", "The chair leaves on Friday")
    assert (opening.attempt, opening.briefing) == (1, briefing(progress, G1, None).digest)


def test_no_reason_is_asked_for_when_every_mandatory_criterion_holds() -> None:
    assert ask(seen(READY_FOR_G1, day(1, 20)), request("G1", reason=""), at(day(1, 20))).reason == ""


def test_a_gate_of_the_own_phase_need_not_have_been_passed_when_it_is_asked_for_with_a_reason() -> None:
    events = (*PAST_G1, done("B3", on=day(1, 25)))

    assert ask(seen(events, day(2, 1)), request("G2", by=PAUL), at(day(2, 1))).gate == "G2"


@pytest.mark.parametrize(
    ("events", "asked", "expected"),
    [
        ((), request("G9"), ["acts.unknown_part"]),
        ((), request("A1"), ["gates.not_a_gate"]),
        ((), request("G1", DORDT), ["acts.organisation_needless"]),
        (PAST_G1, request("G2a", by=DIRK), ["acts.organisation_missing"]),
        (PAST_G1, request("G2a", OrganisationId("elsewhere"), by=DIRK), ["acts.unknown_organisation"]),
        (READY_FOR_G1, request("G1", by=LIV), ["gates.not_its_owner"]),
        (PAST_G1, request("G2a", DORDT, by=ZOE), ["gates.not_its_owner"]),
        (AWAITING_G1, request("G1"), ["gates.already_open"]),
        (PAST_G1, request("G1"), ["gates.already_passed"]),
        (FIRST_PHASE_DONE, request("G1", reason=" "), ["gates.reason_missing"]),
        ((), request("G2a", DORDT, by=DIRK), ["gates.phase_not_open"]),
        ((), request("G2"), ["gates.phase_not_open"]),
    ],
)
def test_asking_for_a_gate_is_refused_with_the_reason(events: Events, asked: Request, expected: list[str]) -> None:
    assert codes(refusal(events, asked)) == expected


def test_a_gate_is_never_asked_for_before_the_gate_of_the_phase_before_was_passed() -> None:
    refused = refusal(AWAITING_G1, request("G2"))

    assert refused.reasons[0].values == {"gate": "G2", "before": "G1"}


def test_a_request_of_an_earlier_day_is_not_older_than_what_was_decided_before_it() -> None:
    refused = (*AWAITING_G1, decided("G1", "no_go", on=day(1, 20)))
    before, after = at(day(1, 19)), at(day(1, 20))

    for events, asked, gate in ((refused, request("G1"), "G1"), (PAST_G1, request("G2a", DORDT, by=DIRK), "G1")):
        progress = seen(events, day(1, 22))
        assert ask(progress, asked, after).at == after
        with pytest.raises(Refused) as too_early:
            ask(progress, asked, before)
        (reason,) = too_early.value.reasons
        assert (reason.code, reason.values) == ("gates.before_last", {"gate": gate, "day": day(1, 20)})


def test_a_refusal_to_open_a_gate_gives_every_reason_at_once() -> None:
    refused = refusal((), request("G2", by=LIV, reason=""))

    assert codes(refused) == ["gates.not_its_owner", "gates.phase_not_open", "gates.reason_missing"]
    assert refused.reasons[2].values["unmet"] == "most_live, work_done"


def test_the_briefing_says_which_attempt_is_due_when_and_why_it_was_asked_for() -> None:
    asked = (*FIRST_PHASE_DONE, opened("G1", on=day(1, 18)).model_copy(update={"reason": "It cannot wait"}))

    shown = briefing(seen(asked, day(1, 18)), G1, None)

    assert (shown.attempt, shown.due, shown.asked_because) == (1, day(1, 20), "It cannot wait")
    assert [each.met for each in shown.findings] == [True, False, False]


def test_the_digest_of_a_briefing_changes_with_the_facts_and_with_nothing_else() -> None:
    digest = briefing(seen(AWAITING_G1, day(1, 18)), G1, None).digest

    assert briefing(seen(AWAITING_G1, day(1, 19)), G1, None).digest == digest
    assert briefing(seen((*AWAITING_G1, reopened("A2", on=day(1, 19))), day(1, 19)), G1, None).digest != digest
    asked_differently = opened("G1", on=day(1, 18)).model_copy(update={"reason": "It cannot wait"})
    assert briefing(seen((*READY_FOR_G1, asked_differently), day(1, 19)), G1, None).digest != digest


def test_the_digest_of_the_next_attempt_is_another() -> None:
    deferral = decided("G1", "deferred", on=day(1, 19), deferred_until=day(2, 3))

    first = briefing(seen(AWAITING_G1, day(1, 19)), G1, None)
    second = briefing(seen((*AWAITING_G1, deferral), day(1, 20)), G1, None)

    assert (first.attempt, second.attempt) == (1, 2)
    assert first.digest != second.digest


def test_the_people_with_a_mandate_have_to_decide_an_open_gate_and_its_owner_answers_for_it() -> None:
    on_its_last_day, after = (list(obligations(seen(AWAITING_G1, day(1, each)))) for each in (20, 21))

    assert [(each.key, each.people, each.owner) for each in on_its_last_day] == [
        ("decision/G1/-/1/2027-01-20", (STEF, SARA, PAM), (PAM,))
    ]
    assert [each.people for each in after] == [(STEF, SARA)]


def test_nobody_has_to_decide_a_gate_that_is_closed_or_passed() -> None:
    for events in (READY_FOR_G1, PAST_G1):
        assert not [each for each in obligations(seen(events, day(1, 20))) if each.kind == "decision"]
