"""What people report about activities, and what the rules say to it."""

from __future__ import annotations

from typing import Any

import pytest

from scd_workflow.domain.activities import Act, Report, may_report, obligations, report
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import (
    ActivityDone,
    ActivityReopened,
    ActivityStarted,
    ActivityWaived,
    Event,
    EvidenceAdded,
)
from scd_workflow.domain.ids import ActivityId, OrganisationId, PersonId
from tests.examples import (
    DINA,
    DIRK,
    DORDT,
    LIV,
    NETWORK,
    PAM,
    PAST_G1,
    PAUL,
    ZOE,
    ZWIJND,
    at,
    codes,
    day,
    done,
    reopened,
    seen,
    started,
    waived,
)

Events = tuple[Event, ...]

LINK = "https://example.nl/a1"
A1_DONE: Events = (done("A1", on=day(1, 8)),)


def said(
    act: Act, activity: str, organisation: OrganisationId | None = None, *, by: PersonId = PAM, text: str = ""
) -> Report:
    return Report(act, ActivityId(activity), organisation, by, text)


def refusal(events: Events, what: Report, *, month: int, of_month: int) -> Refused:
    today = day(month, of_month)
    with pytest.raises(Refused) as refused:
        report(seen(events, today), what, at(today))
    return refused.value


TOLD: dict[str, Any] = {"at": at(day(1, 11)), "by": PAM, "source": "command", "activity": "A1", "organisation": None}


@pytest.mark.parametrize(
    ("events", "what", "expected"),
    [
        ((), said("start", "A1"), ActivityStarted(**TOLD)),
        ((), said("done", "A1", text=LINK), ActivityDone(**TOLD, evidence=LINK)),
        ((), said("done", "A1"), ActivityDone(**TOLD)),
        ((), said("waive", "A1", text="Not needed"), ActivityWaived(**TOLD, reason="Not needed")),
        (A1_DONE, said("reopen", "A1", text="Too thin"), ActivityReopened(**TOLD, reason="Too thin")),
        (A1_DONE, said("evidence", "A1", text=LINK), EvidenceAdded(**TOLD, evidence=LINK)),
    ],
)
def test_what_the_owner_reports_is_recorded_as_it_was_said(events: Events, what: Report, expected: Event) -> None:
    assert report(seen(events, day(1, 11)), what, at(day(1, 11))) == expected


def test_the_local_lead_reports_for_the_own_organisation() -> None:
    event = report(seen(A1_DONE, day(1, 14)), said("done", "A3", DORDT, by=DIRK), at(day(1, 14)))

    assert event == done("A3", DORDT, on=day(1, 14)).model_copy(update={"by": DIRK, "source": "command"})


def test_the_owner_and_the_owner_of_the_phase_may_report() -> None:
    a3 = NETWORK.activities[ActivityId("A3")]

    assert may_report(NETWORK, a3, DORDT, day(1, 14), {}) == (DIRK, PAM)
    assert may_report(NETWORK, a3, DORDT, day(2, 1), {}) == (DIRK, PAUL)


def test_blocked_work_can_be_waived_by_the_owner_of_the_phase() -> None:
    event = report(seen((), day(1, 4)), said("waive", "A3", ZWIJND, text="Exempt"), at(day(1, 4)))

    assert isinstance(event, ActivityWaived)


def test_work_that_is_open_again_can_be_begun_again() -> None:
    again = (started("A1", on=day(1, 4)), *A1_DONE, reopened("A1", on=day(1, 11)))

    assert isinstance(report(seen(again, day(1, 12)), said("start", "A1"), at(day(1, 12))), ActivityStarted)


@pytest.mark.parametrize(
    ("events", "what", "code"),
    [
        ((), said("done", "A9"), "acts.unknown_part"),
        ((), said("done", "A3", OrganisationId("elsewhere"), by=DIRK), "acts.unknown_organisation"),
        ((), said("done", "A3", by=DIRK), "acts.organisation_missing"),
        ((), said("done", "A1", DORDT), "acts.organisation_needless"),
        ((), said("done", "G1"), "acts.not_an_activity"),
        ((), said("done", "A1", by=DIRK), "acts.not_yours"),
        (A1_DONE, said("done", "A3", DORDT, by=ZOE), "acts.not_yours"),
        ((), said("waive", "A3", DORDT, by=DIRK, text="No"), "acts.waiving_not_yours"),
        ((), said("waive", "A1", text=" "), "acts.waive_needs_text"),
        (A1_DONE, said("reopen", "A1"), "acts.reopen_needs_text"),
        (A1_DONE, said("evidence", "A1"), "acts.evidence_needs_text"),
        (A1_DONE, said("evidence", "A1", text="javascript:alert(1)"), "acts.not_a_link"),
        ((), said("done", "A1", text="op de schijf"), "acts.not_a_link"),
        (A1_DONE, said("done", "A1"), "acts.already_finished"),
        ((waived("A1", on=day(1, 8)),), said("start", "A1"), "acts.already_finished"),
        ((started("A1", on=day(1, 8)),), said("start", "A1"), "acts.already_started"),
        ((), said("reopen", "A1", text="Again"), "acts.not_finished"),
        ((), said("evidence", "A1", text=LINK), "acts.not_finished"),
        ((), said("start", "A2"), "acts.blocked"),
        ((), said("done", "A3", DORDT, by=DIRK), "acts.blocked"),
        ((done("A1", on=day(1, 15)),), said("done", "A2"), "acts.before_ready"),
        ((done("A1", on=day(1, 15)),), said("evidence", "A1", text=LINK), "acts.before_last"),
    ],
)
def test_what_is_not_allowed_is_refused_with_the_reason(events: Events, what: Report, code: str) -> None:
    assert codes(refusal(events, what, month=1, of_month=11)) == [code]


def test_work_that_a_passed_gate_stands_on_is_not_opened_again() -> None:
    again = said("reopen", "A2", text="Too thin")

    refused = refusal(PAST_G1, again, month=1, of_month=25)

    assert codes(refused) == ["acts.gate_passed"]
    assert refused.reasons[0].values == {"activity": "A2", "gate": "G1"}


def test_somebody_who_no_longer_holds_the_role_reports_nothing_any_more() -> None:
    assert codes(refusal((), said("start", "A1", by=PAM), month=2, of_month=1)) == ["acts.not_yours"]
    assert isinstance(report(seen((), day(2, 1)), said("start", "A1", by=PAUL), at(day(2, 1))), ActivityStarted)


def test_a_refusal_names_all_that_the_work_waits_for() -> None:
    refused = refusal(
        (*PAST_G1, done("B1", DORDT, on=day(2, 1))), said("start", "C1", DORDT, by=DIRK), month=2, of_month=2
    )

    assert refused.reasons[0].values == {"activity": "C1", "before": "G2"}

    refused = refusal((), said("start", "B2", ZWIJND, by=ZOE), month=1, of_month=4)

    assert refused.reasons[0].values == {"activity": "B2", "before": "G1, B1 (zwijnd)"}


def test_a_refusal_gives_every_reason_at_once() -> None:
    refused = refusal((done("A1", on=day(1, 15)),), said("waive", "A1", by=DINA), month=1, of_month=11)

    assert codes(refused) == [
        "acts.waiving_not_yours",
        "acts.waive_needs_text",
        "acts.before_last",
        "acts.already_finished",
    ]


def test_a_blocked_start_by_a_stranger_is_refused_for_both_reasons() -> None:
    assert codes(refusal((), said("start", "A2", by=LIV), month=1, of_month=4)) == ["acts.not_yours", "acts.blocked"]


def test_people_have_to_finish_what_can_be_worked_on() -> None:
    found = list(obligations(seen((done("A4", on=day(1, 5)), started("A1", on=day(1, 5))), day(1, 6))))

    assert [(each.key, each.people, each.owner) for each in found] == [("activity/A1/-/1/2027-01-08", (PAM,), (PAM,))]


def test_the_lead_of_each_organisation_has_to_finish_its_work_and_the_owner_of_the_phase_answers_for_it() -> None:
    found = {each.key: each for each in obligations(seen((*A1_DONE, done("A3", DORDT, on=day(1, 11))), day(1, 11)))}

    assert "activity/A3/dordt/1/2027-01-14" not in found
    zwijnd = found["activity/A3/zwijnd/1/2027-01-14"]
    assert (zwijnd.people, zwijnd.owner) == ((ZOE,), (PAM,))


def test_who_takes_over_a_role_takes_over_what_is_due() -> None:
    found = [each for each in obligations(seen((), day(2, 1))) if each.subject == "A1"]

    assert [each.people for each in found] == [(PAUL,)]
