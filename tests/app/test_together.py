"""One act that decides a gate for several organisations: where the mandate allows, and for all of them or none."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from scd_workflow.app import acts
from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office
from scd_workflow.app.together import decide_together
from scd_workflow.domain.activities import Report
from scd_workflow.domain.attempt_events import AttemptRefused
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.endings import Ending
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import GateDecided
from scd_workflow.domain.happened import SentBack
from scd_workflow.domain.ids import ActivityId, GateId, OrganisationId, PersonId
from scd_workflow.domain.reasons import Reason
from scd_workflow.domain.together import Joint
from tests import proved
from tests.app.test_posting import MONDAY, at
from tests.codes import code_for
from tests.examples import DORDT, PAM, REGIO, STEF, ZWIJND, gate, phase, plan_of, work
from tests.offices import configured, started

NOW = at(MONDAY, 15)
GO = Choice(GateId("G"), None, "go", STEF, "All is well")
PLAN = plan_of(
    phase(
        "P", "G",
        work("A", owner="programme_manager", per_organisation=True), work("W", owner="programme_manager"),
        gate("G", owner="line_manager", per_organisation=True),
    ),
    mandates=[
        {"id": "M-chair", "role": "steering_chair", "gates": ["G"], "organisations": [DORDT, ZWIJND], "source": "Letter"},
        {"id": "M-sponsor", "role": "sponsor", "gates": ["G"], "source": "Founding meeting"},
    ],
    waves=[],
)  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A programme of which the gate is open for Dordt and Zwijnd, and not for Regio."""
    found, _ = started(configured(PLAN, tmp_path), at(MONDAY, 8))
    for where in (DORDT, ZWIJND):
        acts.report(found, Report("done", ActivityId("A"), where, PAM), at(MONDAY, 9))
    acts.report(found, Report("done", ActivityId("W"), None, PAM), at(MONDAY, 9))
    acts.open_gates(found, at(MONDAY, 10))
    return found


def codes_of(office: Office, *where: OrganisationId, person: PersonId = STEF) -> str:
    return ", ".join(code_for(office, "G", each, person, NOW) for each in where)


def together(
    office: Office, *where: OrganisationId, choice: Choice = GO, code: str | None = None, request: str = ""
) -> list[tuple[OrganisationId | None, str]]:
    typed = codes_of(office, *where) if code is None else code
    taken = decide_together(office, Joint(choice, where), NOW, code=typed, request=request)
    return [(each.organisation, each.outcome) for each in taken]


def on_record(office: Office) -> list[object]:
    return [each.event for each in look(office, NOW).recorded]


def decisions(office: Office) -> list[OrganisationId | None]:
    return [each.organisation for each in on_record(office) if isinstance(each, GateDecided)]


def told(refused: Refused) -> list[tuple[object, str]]:
    """Which organisation, and why."""
    reasons = [(each.values["organisation"], each.values["what"]) for each in refused.reasons]
    return [(where, what.code) for where, what in reasons if isinstance(what, Reason)]


def test_several_organisations_are_decided_in_one_append_each_with_its_own_proof(office: Office) -> None:
    assert together(office, ZWIJND, DORDT) == [(ZWIJND, "go"), (DORDT, "go")]

    first, second = look(office, NOW).recorded[-2:]
    assert first.recorded_at == second.recorded_at
    assert all(isinstance(each.event, GateDecided) and each.event.proof for each in (first, second))


def test_the_codes_may_be_typed_in_any_order_and_on_lines_of_their_own(office: Office) -> None:
    typed = codes_of(office, ZWIJND, DORDT).replace(", ", "\n")

    assert together(office, DORDT, ZWIJND, code=typed) == [(DORDT, "go"), (ZWIJND, "go")]


def test_when_one_may_not_be_decided_none_is_and_every_reason_is_told_with_its_organisation(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        together(office, DORDT, REGIO, choice=Choice(GateId("G"), None, "go", STEF, ""))

    assert told(refused.value) == [
        (DORDT, "gates.rationale_missing"),
        (REGIO, "gates.not_open"),
        (REGIO, "gates.no_mandate"),
        (REGIO, "gates.rationale_missing"),
    ]
    assert decisions(office) == []


def test_a_mandate_for_one_of_them_is_not_enough(office: Office) -> None:
    person = PersonId("dina")
    choice = Choice(GateId("G"), None, "go", person, "Fine")

    with pytest.raises(Refused) as refused:
        together(office, DORDT, ZWIJND, choice=choice, code=codes_of(office, DORDT, ZWIJND, person=person))

    assert told(refused.value) == [(ZWIJND, "gates.no_mandate")]
    assert decisions(office) == []


def test_the_code_of_one_organisation_decides_for_no_other_and_the_refusal_is_on_record(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        together(office, DORDT, ZWIJND, code=codes_of(office, DORDT))

    assert told(refused.value) == [(ZWIJND, "codes.wrong")]
    turned_away = [each for each in on_record(office) if isinstance(each, AttemptRefused)]
    assert [(each.organisation, each.reasons) for each in turned_away] == [(ZWIJND, ("codes.wrong",))]
    assert decisions(office) == []


def test_an_organisation_named_twice_is_decided_once(office: Office) -> None:
    together(office, DORDT, DORDT)

    assert decisions(office) == [DORDT]


def test_said_again_or_submitted_again_it_is_on_record_once(office: Office) -> None:
    typed = codes_of(office, DORDT, ZWIJND)
    first = together(office, DORDT, ZWIJND, code=typed, request="run-1")

    assert together(office, DORDT, ZWIJND, code=typed, request="run-1") == first
    assert together(office, DORDT, ZWIJND, code=typed) == first
    assert decisions(office) == [DORDT, ZWIJND]


def test_what_was_decided_for_one_before_is_kept_and_the_others_are_added(office: Office) -> None:
    acts.decide(office, Choice(GateId("G"), DORDT, "go", STEF, "All is well"), NOW, code=codes_of(office, DORDT))

    assert together(office, DORDT, ZWIJND) == [(DORDT, "go"), (ZWIJND, "go")]
    assert decisions(office) == [DORDT, ZWIJND]


def test_a_form_that_is_handled_again_gives_the_same_answer_also_of_what_was_decided_before(office: Office) -> None:
    acts.decide(office, Choice(GateId("G"), DORDT, "go", STEF, "All is well"), NOW, code=codes_of(office, DORDT))
    typed = codes_of(office, DORDT, ZWIJND)
    first = together(office, DORDT, ZWIJND, code=typed, request="run-1")
    again = Ending(GateId("G"), DORDT, STEF, "Something else came up")
    proved.reopen(office, again, NOW)

    assert together(office, DORDT, ZWIJND, code=typed, request="run-1") == first
    assert decisions(office) == [DORDT, ZWIJND]


def test_work_that_is_sent_back_is_each_organisations_own_and_that_of_the_programme_is_opened_once(
    office: Office,
) -> None:
    back = (SentBack(activity=ActivityId("A")), SentBack(activity=ActivityId("W")))
    together(office, DORDT, ZWIJND, choice=Choice(GateId("G"), None, "no_go", STEF, "Not yet", back_to=back))

    state = look(office, NOW + timedelta(minutes=1)).state
    attempts = [state.of(each).activity(ActivityId("A")).attempt for each in (DORDT, ZWIJND, REGIO)]
    assert attempts == [2, 2, 1]
    assert state.programme.activity(ActivityId("W")).attempt == 2


def test_work_of_an_organisation_that_is_not_decided_for_is_refused(office: Office) -> None:
    back = (SentBack(activity=ActivityId("A")), SentBack(activity=ActivityId("A"), organisation=REGIO))
    choice = Choice(GateId("G"), None, "no_go", STEF, "Not yet", back_to=back)

    with pytest.raises(Refused) as refused:
        together(office, DORDT, ZWIJND, choice=choice)

    assert told(refused.value) == [(DORDT, "gates.other_organisation"), (ZWIJND, "gates.other_organisation")]
