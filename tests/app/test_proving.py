"""Nobody acts at a gate but with the own code, who tries is on record, and nobody can be kept from deciding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from scd_workflow.app import acts
from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.config.keys import rotate
from scd_workflow.domain.activities import Report
from scd_workflow.domain.attempt_events import AttemptRefused, CodeReplaced
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import ActivityWaived, Event, GateDecided
from scd_workflow.domain.happened import Proof
from scd_workflow.domain.ids import ENGINE, ActivityId, GateId, PersonId
from scd_workflow.store import log as stored
from tests.app.letters import Clock
from tests.app.test_acts import DONE
from tests.app.test_posting import GO, MONDAY, TUESDAY, at, short
from tests.codes import code_for
from tests.examples import PAM, SARA, STEF
from tests.mailbox import Mailbox
from tests.offices import configured, started

NOON = at(TUESDAY, 12)
WRONG = "0000-0000-0000"
HOUR = timedelta(hours=1)


@pytest.fixture
def office(tmp_path: Path, database_url: str, box: Mailbox) -> Iterator[Office]:
    """A gate that is due on Tuesday; Stef and Sara may decide it, and Pam owns it."""
    opened, _ = started(configured(short("G1"), tmp_path, database_url=database_url, mail_url=box.url), at(MONDAY, 8))
    acts.report(opened, DONE, at(MONDAY, 9))
    acts.open_gates(opened, at(MONDAY, 10))
    yield opened
    opened.engine.dispose()


def log(office: Office, *kinds: type[Event]) -> list[Event]:
    """The events of some kinds, or else all after the opening of the gate."""
    events = [each.event for each in look(office, NOON).recorded]
    return [each for each in events if isinstance(each, kinds)] if kinds else events[3:]


def codes_of(attempt: Callable[[], object]) -> list[str]:
    """The codes of the reasons why an attempt is refused."""
    with pytest.raises(Refused) as refused:
        attempt()
    return [reason.code for reason in refused.value.reasons]


def guess(office: Office, times: int, now: datetime = NOON) -> None:
    """Try to decide as Stef with a wrong code."""
    for _ in range(times):
        assert codes_of(lambda: acts.decide(office, GO, now, code=WRONG)) == ["codes.wrong"]


def test_the_right_code_decides_and_the_decision_says_so(office: Office) -> None:
    decided = acts.decide(office, GO, NOON, code=code_for(office, "G1", None, STEF, NOON).lower().replace("-", " "))

    assert decided.proof == Proof(method="code", counter=0)
    assert log(office) == [decided]


@pytest.mark.parametrize("given", ["", " - ", "•" * 6])
def test_without_a_code_nothing_is_decided(office: Office, given: str) -> None:
    assert codes_of(lambda: acts.decide(office, GO, NOON, code=given)) == ["codes.missing"]

    (refused,) = log(office)
    assert isinstance(refused, AttemptRefused)
    assert refused.reasons == ("codes.missing",)


@pytest.mark.parametrize(
    "stolen",
    [
        lambda _: WRONG,
        lambda office: code_for(office, "G1", None, SARA, NOON),
        lambda office: code_for(office, "G1", None, PAM, NOON),
        lambda office: code_for(office, "G1", "dordt", STEF, NOON),
        lambda office: code_for(office, "G2", None, STEF, NOON),
        lambda _: "\ud800é" * 5000,
    ],
)
def test_no_other_code_will_do(office: Office, stolen: Callable[[Office], str]) -> None:
    code = stolen(office)

    assert codes_of(lambda: acts.decide(office, GO, NOON, code=code)) == ["codes.wrong"]

    (refused,) = log(office)
    assert refused == AttemptRefused(
        at=look(office, NOON).now, by=ENGINE, source="command", gate=GateId("G1"), attempt=1, act="decide",
        claimed=STEF, reasons=("codes.wrong",),
    )  # fmt: skip


def test_a_refusal_gives_the_reasons_of_the_rules_and_that_of_the_code(office: Office) -> None:
    choice = replace(GO, by=PAM, rationale=" ")

    refused = codes_of(lambda: acts.decide(office, choice, NOON, code=WRONG))

    assert refused == ["gates.no_mandate", "gates.rationale_missing", "codes.wrong"]
    (on_record,) = log(office)
    assert isinstance(on_record, AttemptRefused)
    assert (on_record.claimed, list(on_record.reasons)) == (PAM, refused)


def test_a_right_code_without_a_mandate_decides_nothing_and_counts_as_no_guess(office: Office) -> None:
    code = code_for(office, "G1", None, PAM, NOON)

    assert codes_of(lambda: acts.decide(office, replace(GO, by=PAM), NOON, code=code)) == ["gates.no_mandate"]


def test_somebody_whom_the_plan_does_not_know_is_on_record_once_an_hour_without_the_name_that_was_typed(
    office: Office,
) -> None:
    before = look(office, NOON).seq

    for name in ("mallory", "my-own-code-7WPK"):
        assert codes_of(lambda name=name: acts.decide(office, replace(GO, by=PersonId(name)), NOON, code=WRONG))  # type: ignore[misc]

    (recorded,) = look(office, NOON).recorded[before:]
    assert recorded.event.kind == "attempt_refused"
    assert recorded.event.claimed == "-"
    assert {"gates.no_mandate", "codes.wrong"} <= set(recorded.event.reasons)
    assert not any(typed in recorded.event.model_dump_json() for typed in ("mallory", "7WPK"))


@pytest.mark.parametrize("unknown", [replace(GO, gate=GateId("G7")), replace(GO, gate=GateId("A1"))])
def test_about_gates_that_the_plan_does_not_know_nothing_is_recorded(office: Office, unknown: object) -> None:
    before = look(office, NOON).seq

    assert codes_of(lambda: acts.decide(office, unknown, NOON, code=WRONG))  # type: ignore[arg-type]

    assert look(office, NOON).seq == before


def test_who_comes_too_late_with_the_right_code_is_told_only_that(office: Office) -> None:
    code = code_for(office, "G1", None, SARA, NOON)
    acts.decide(office, GO, NOON, code=code_for(office, "G1", None, STEF, NOON))

    late = codes_of(lambda: acts.decide(office, replace(GO, by=SARA, rationale="Late"), NOON, code=code))

    assert late == ["gates.already_decided"]


def test_a_code_is_for_one_attempt(office: Office) -> None:
    code = code_for(office, "G1", None, STEF, NOON)
    until = TUESDAY + timedelta(days=7)
    acts.decide(office, replace(GO, outcome="deferred", deferred_until=until), NOON, code=code)

    assert codes_of(lambda: acts.decide(office, GO, NOON, code=code)) == ["codes.wrong"]
    assert acts.decide(office, GO, NOON, code=code_for(office, "G1", None, STEF, NOON)).attempt == 2


def test_waiving_takes_the_code_of_the_next_gate_and_other_reports_take_none(tmp_path: Path) -> None:
    office, _ = started(configured(short("G1"), tmp_path), at(MONDAY, 8))
    waived = Report("waive", ActivityId("A1"), None, PAM, "Not needed")

    assert codes_of(lambda: acts.report(office, waived, NOON)) == ["codes.missing"]
    event = acts.report(office, waived, NOON, code=code_for(office, "G1", None, PAM, NOON))

    assert isinstance(event, ActivityWaived)
    assert event.proof == Proof(method="code", counter=0)
    assert [each.act for each in log(office, AttemptRefused) if isinstance(each, AttemptRefused)] == ["waive"]


def test_after_a_rotation_codes_that_went_out_still_decide(tmp_path: Path) -> None:
    settings = configured(short("G1"), tmp_path, code_key="")
    office, _ = started(settings, at(MONDAY, 8))
    acts.report(office, DONE, at(MONDAY, 9))
    acts.open_gates(office, at(MONDAY, 10))
    mailed = code_for(office, "G1", None, STEF, NOON)

    rotate(settings)

    assert code_for(office, "G1", None, STEF, NOON) != mailed
    assert acts.decide(office, GO, NOON, code=mailed).proof == Proof(method="code", counter=0)


def test_the_fifth_wrong_try_voids_the_code_and_the_fresh_one_goes_to_its_person(office: Office, box: Mailbox) -> None:
    old = code_for(office, "G1", None, STEF, NOON)

    guess(office, 5)

    assert [type(each) for each in log(office)] == [AttemptRefused] * 5 + [CodeReplaced]
    assert codes_of(lambda: acts.decide(office, GO, NOON, code=old)) == ["codes.wrong"]
    send_notices(office, clock=Clock(NOON))
    fresh = code_for(office, "G1", None, STEF, NOON)
    assert fresh != old
    holding = [each.recipients[0] for each in box.received if fresh.encode() in each.content]
    assert holding == ["stef@example.nl", "stef@example.nl"]
    assert not any(old.encode() in each.content for each in box.received)
    assert acts.decide(office, GO, NOON, code=fresh).proof == Proof(method="code", counter=1)


def test_the_owner_of_the_phase_is_told_once_and_gets_no_code(office: Office, box: Mailbox) -> None:
    guess(office, 9)
    send_notices(office, clock=Clock(NOON))
    send_notices(office, clock=Clock(NOON + HOUR))

    (told,) = [each.content.decode() for each in box.received if each.recipients == ("pam@example.nl",)]
    assert "Stef" in told
    for person in (STEF, SARA, PAM):
        assert code_for(office, "G1", None, person, NOON) not in told


def test_no_amount_of_guessing_takes_away_a_code_within_an_hour_of_its_going_out(office: Office) -> None:
    send_notices(office, clock=Clock(NOON))
    mailed = code_for(office, "G1", None, STEF, NOON)

    guess(office, 40, NOON + HOUR - timedelta(seconds=1))

    assert not log(office, CodeReplaced)
    assert acts.decide(office, GO, NOON + HOUR, code=mailed).by == STEF


def test_a_code_is_replaced_once_an_hour_at_most(office: Office) -> None:
    for minutes in range(0, 180, 4):
        guess(office, 1, NOON + timedelta(minutes=minutes))

    moments = [each.at for each in log(office, CodeReplaced)]
    assert len(moments) == 3
    assert all(later - earlier >= HOUR for earlier, later in pairwise(moments))


def test_wrong_tries_at_the_code_of_an_earlier_attempt_void_none_of_the_next(office: Office) -> None:
    guess(office, 4)
    until = TUESDAY + timedelta(days=7)
    code = code_for(office, "G1", None, STEF, NOON)
    acts.decide(office, replace(GO, outcome="deferred", deferred_until=until), NOON, code=code)
    fresh, later = code_for(office, "G1", None, STEF, NOON), NOON + timedelta(days=7)

    guess(office, 4, later)

    assert not log(office, CodeReplaced)
    assert acts.decide(office, GO, later, code=fresh).attempt == 2


def test_guessing_at_one_code_leaves_that_of_another_alone(office: Office) -> None:
    guess(office, 12)

    decided = acts.decide(office, replace(GO, by=SARA), NOON, code=code_for(office, "G1", None, SARA, NOON))

    assert decided.proof == Proof(method="code", counter=0)


def test_the_same_refusal_is_on_record_once_an_hour_whoever_repeats_it(office: Office) -> None:
    for minutes in (0, 1, 59, 60, 61):
        codes_of(partial(acts.decide, office, GO, NOON + timedelta(minutes=minutes)))

    moments = [each.at for each in log(office, AttemptRefused)]
    assert [moment - moments[0] for moment in moments] == [timedelta(0), HOUR]


def test_a_refusal_for_another_reason_or_of_another_person_is_on_record_beside_it(office: Office) -> None:
    for choice in (GO, replace(GO, rationale=" "), replace(GO, by=SARA), replace(GO, by=PAM), GO):
        codes_of(partial(acts.decide, office, choice, NOON))

    refused = [each for each in log(office) if isinstance(each, AttemptRefused)]
    assert [(each.claimed, each.reasons) for each in refused] == [
        (STEF, ("codes.missing",)),
        (STEF, ("gates.rationale_missing", "codes.missing")),
        (SARA, ("codes.missing",)),
        (PAM, ("gates.no_mandate", "codes.missing")),
    ]


def test_wrong_codes_are_each_on_record_until_they_could_void_the_code_and_then_once_an_hour(office: Office) -> None:
    send_notices(office, clock=Clock(NOON))

    guess(office, 40, NOON + timedelta(minutes=30))
    assert len(log(office)) == 5
    guess(office, 40, NOON + timedelta(minutes=31))
    assert len(log(office)) == 5

    guess(office, 1, NOON + HOUR)
    assert [type(each) for each in log(office)] == [AttemptRefused] * 6 + [CodeReplaced]


def test_a_refusal_does_not_read_the_log_from_its_beginning(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real = stored.read
    read_from: list[int] = []

    def read(*asked: object, after: int = 0, **more: object) -> object:
        read_from.append(after)
        return real(*asked, after=after, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(stored, "read", read)
    codes_of(lambda: acts.decide(office, GO, NOON, code=WRONG))

    assert read_from
    assert 0 not in read_from


def test_a_decision_that_was_recorded_is_given_again_whatever_the_form_says_by_then(office: Office) -> None:
    code = code_for(office, "G1", None, STEF, NOON)
    first = acts.decide(office, GO, NOON, code=code, request="run-1")

    again = acts.decide(office, GO, NOON, code="•" * 6, request="run-1")

    assert again == first
    assert log(office, GateDecided, AttemptRefused) == [first]
