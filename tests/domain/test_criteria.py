"""Whether the criteria of a gate hold, and the reason each gives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scd_workflow.domain.criteria import Finding, findings, unmet
from scd_workflow.domain.events import Event
from scd_workflow.domain.ids import GateId, OrganisationId
from scd_workflow.domain.network import Network
from scd_workflow.domain.plan import Plan
from scd_workflow.domain.reasons import because
from tests.examples import (
    AWAITING_G1,
    DINA,
    DORDT,
    FIRST_PHASE_DONE,
    NETWORK,
    PAST_G1,
    READY_FOR_G1,
    REGIO,
    STEF,
    ZWIJND,
    approved,
    attested,
    back,
    criterion,
    day,
    decided,
    done,
    done_once_per,
    gate,
    opened,
    phase,
    plan_of,
    reopened,
    seen,
    waived,
    work,
)


def found(
    events: Iterable[Event], gate_id: str, organisation: OrganisationId | None = None, network: Network = NETWORK
) -> dict[str, Finding]:
    progress = seen(events, day(3, 1), network)
    gate_asked = network.gates[GateId(gate_id)]
    return {each.criterion.id: each for each in findings(progress, gate_asked, organisation)}


def test_without_anything_done_no_criterion_holds_and_each_says_what_is_missing() -> None:
    g1 = found([], "G1")

    assert {name: each.met for name, each in g1.items()} == {
        "work_done": False,
        "mandates_set": False,
        "support_felt": False,
    }
    every = "A1, A2, A3 (3x)"
    assert g1["work_done"].reason == because("criteria.activities_open", done=0, all=5, open=every)
    chair, manager = "Chair of the steering committee", "Programme manager"
    assert g1["mandates_set"].reason == because("criteria.not_approved", role=chair)
    assert g1["support_felt"].reason == because("criteria.not_attested", role=manager)


def test_only_mandatory_criteria_stand_in_the_way() -> None:
    assert [each.criterion.id for each in unmet(tuple(found([], "G1").values()))] == ["work_done", "mandates_set"]
    assert unmet(tuple(found(READY_FOR_G1, "G1").values())) == ()


def test_a_criterion_that_names_no_work_asks_all_mandatory_work_before_its_gate() -> None:
    without_newsletter = [each for each in FIRST_PHASE_DONE if getattr(each, "activity", None) != "A4"]

    assert found(without_newsletter, "G1")["work_done"].reason == because("criteria.activities_done", done=5, all=5)


def test_a_criterion_of_the_programme_asks_the_work_of_every_organisation() -> None:
    without_zwijnd = [each for each in FIRST_PHASE_DONE if getattr(each, "organisation", None) != ZWIJND]

    work_done = found(without_zwijnd, "G1")["work_done"]

    assert not work_done.met
    assert work_done.reason == because("criteria.activities_open", done=4, all=5, open="A3 (zwijnd)")


def test_waived_work_counts_as_done() -> None:
    events: list[Event] = [waived("A1", on=day(1, 4)), waived("A2", on=day(1, 4)), *done_once_per("A3", on=day(1, 14))]

    assert found(events, "G1")["work_done"].met


def test_a_criterion_of_an_organisation_asks_the_named_work_of_that_organisation_only() -> None:
    events = [*PAST_G1, done("B1", DORDT, on=day(2, 1)), done("B2", DORDT, on=day(2, 5))]

    assert found(events, "G2a", DORDT)["set_up"].reason == because("criteria.activities_done", done=2, all=2)
    assert found(events, "G2a", REGIO)["set_up"].reason == because(
        "criteria.activities_open", done=0, all=2, open="B1 (regio), B2 (regio)"
    )


def test_a_gate_criterion_holds_when_enough_organisations_passed() -> None:
    one: list[Event] = [opened("G2a", DORDT, on=day(2, 5)), decided("G2a", "go", DORDT, on=day(2, 8))]
    two: list[Event] = [*one, opened("G2a", REGIO, on=day(2, 5)), decided("G2a", "conditional_go", REGIO, on=day(2, 8))]

    assert found(one, "G2")["most_live"].reason == because(
        "criteria.gate_not_decided", gate="G2a", passed=1, needed=2, missing="zwijnd, regio"
    )
    assert found(two, "G2")["most_live"].reason == because("criteria.gate_decided", gate="G2a", passed=2, needed=2)
    assert (found(one, "G2")["most_live"].met, found(two, "G2")["most_live"].met) == (False, True)


def test_a_no_go_and_a_deferral_do_not_count_as_passed() -> None:
    events = [
        decided("G2a", "no_go", DORDT, on=day(2, 8)),
        decided("G2a", "deferred", REGIO, on=day(2, 8), deferred_until=day(3, 8)),
    ]

    assert found(events, "G2")["most_live"].reason.values["passed"] == 0


def test_a_gate_criterion_that_names_no_number_asks_every_organisation() -> None:
    network = Network(_two_gates(criterion("all_live", "gate_decided", gate="H")))
    passed = [decided("H", "go", each, on=day(2, 8)) for each in (DORDT, ZWIJND)]

    assert not found(passed, "G", network=network)["all_live"].met
    assert found([*passed, decided("H", "go", REGIO, on=day(2, 9))], "G", network=network)["all_live"].met


def test_a_gate_criterion_that_asks_more_organisations_than_there_are_asks_all_of_them() -> None:
    network = Network(_two_gates(criterion("all_live", "gate_decided", gate="H", at_least=9)))

    assert found([], "G", network=network)["all_live"].reason.values["needed"] == 3


def test_a_gate_criterion_of_an_organisation_asks_its_own_gate_or_the_programmes() -> None:
    asks = criterion("live", "gate_decided", gate="H")
    own = Network(_two_gates(asks, per_organisation=True))
    whole = Network(_two_gates(asks, per_organisation=True, first_per_organisation=False))

    assert found([decided("H", "go", DORDT, on=day(2, 8))], "G", DORDT, own)["live"].met
    assert not found([decided("H", "go", DORDT, on=day(2, 8))], "G", REGIO, own)["live"].met
    assert found([decided("H", on=day(2, 8))], "G", REGIO, whole)["live"].met


def test_an_attestation_holds_for_the_organisation_it_was_given_for_and_says_who_gave_it() -> None:
    events = [attested("G2a", "trained", DORDT, on=day(2, 9))]

    assert found(events, "G2a", DORDT)["trained"].reason == because(
        "criteria.attested", person=DINA, day=day(2, 9), statement="I saw it"
    )
    assert not found(events, "G2a", ZWIJND)["trained"].met


def test_an_approved_document_says_who_approved_it_and_when() -> None:
    assert found(READY_FOR_G1, "G1")["mandates_set"].reason == because("criteria.approved", person=STEF, day=day(1, 18))


NO_GO = decided("G1", "no_go", on=day(1, 20), back_to=(back("A2"),))
SENT_BACK: tuple[Event, ...] = (*AWAITING_G1, NO_GO, reopened("A2", on=day(1, 20)))


def test_an_approval_does_not_count_while_the_work_that_delivers_the_document_is_open_again() -> None:
    mandates_set = found(SENT_BACK, "G1")["mandates_set"]

    assert not mandates_set.met
    assert mandates_set.reason == because("criteria.approved_still_open", person=STEF, day=day(1, 18), activity="A2")


def test_a_document_that_was_made_again_is_to_be_approved_again() -> None:
    made_again: list[Event] = [*SENT_BACK, approved("D-A2", on=day(1, 22)), done("A2", on=day(1, 25))]

    mandates_set = found(made_again, "G1")["mandates_set"]

    assert not mandates_set.met
    assert mandates_set.reason == because("criteria.approved_before_redone", person=STEF, day=day(1, 22), activity="A2")
    assert found([*made_again, approved("D-A2", on=day(1, 25))], "G1")["mandates_set"].met


def test_an_approval_from_before_a_no_go_does_not_count_for_work_done_again_that_same_day() -> None:
    that_day: list[Event] = [
        *FIRST_PHASE_DONE, approved("D-A2", on=day(1, 20)), opened("G1", on=day(1, 20)), NO_GO,
        reopened("A2", on=day(1, 20)).model_copy(update={"at": NO_GO.at}), done("A2", on=day(1, 20)),
    ]  # fmt: skip

    assert not found(that_day, "G1")["mandates_set"].met


def test_a_document_that_was_approved_before_it_was_finished_is_to_be_approved_again() -> None:
    too_early: list[Event] = [approved("D-A2", on=day(1, 12)), *FIRST_PHASE_DONE]

    assert found(too_early, "G1")["mandates_set"].reason == because(
        "criteria.approved_before_done", person=STEF, day=day(1, 12), activity="A2"
    )


def test_an_approval_that_no_work_was_sent_back_for_still_counts_after_a_no_go() -> None:
    about_other_work = decided("G1", "no_go", on=day(1, 20), back_to=(back("A1"),))

    assert found([*AWAITING_G1, about_other_work], "G1")["mandates_set"].met


def test_what_was_stated_before_a_no_go_is_to_be_stated_again_in_that_organisation_alone() -> None:
    before: list[Event] = [attested("G2a", "trained", each, on=day(2, 9)) for each in (DORDT, ZWIJND)]
    events: list[Event] = [*before, decided("G2a", "no_go", DORDT, on=day(2, 12))]

    trained = found(events, "G2a", DORDT)["trained"]

    assert not trained.met
    assert trained.reason == because("criteria.attested_before", person=DINA, day=day(2, 9), refused=day(2, 12))
    assert found(events, "G2a", ZWIJND)["trained"].met
    assert found([*events, attested("G2a", "trained", DORDT, on=day(2, 15))], "G2a", DORDT)["trained"].met


def test_what_was_stated_before_a_deferral_still_counts() -> None:
    deferred = decided("G2a", "deferred", DORDT, on=day(2, 12), deferred_until=day(3, 8))

    assert found([attested("G2a", "trained", DORDT, on=day(2, 9)), deferred], "G2a", DORDT)["trained"].met


def _two_gates(asked: dict[str, Any], *, per_organisation: bool = False, first_per_organisation: bool = True) -> Plan:
    first = gate("H", after=["A"], per_organisation=first_per_organisation)
    last = gate("G", asked, after=["A"], per_organisation=per_organisation)
    return plan_of(phase("P", "G", work("A", per_organisation=True), first, last))
