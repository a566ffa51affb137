"""A form that nobody could read was an attempt all the same: all that is wrong with it is told, and that it was refused is on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scd_workflow.app import acts, answers
from scd_workflow.app.change_form import ChangeForm, changed
from scd_workflow.app.filled import DecisionForm
from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office
from scd_workflow.domain.attempt_events import AttemptRefused
from scd_workflow.domain.errors import Refused
from scd_workflow.texts import say
from tests.app.test_acts import DONE
from tests.app.test_posting import MONDAY, TUESDAY, at, short
from tests.codes import code_for
from tests.examples import STEF
from tests.offices import configured, started

NOON = at(TUESDAY, 12)
TYPED = "7WPK-0000-0000"
FORM = DecisionForm(
    "G1 · Gate G1", STEF, "aangehouden", "Eerst de begroting.", nieuwe_datum="31-2-2027", kenmerk="", code=TYPED
)
CHANGE = ChangeForm("G1 · Gate G1", "termijn opschorten", STEF, "Eerst de begroting.", stil_tot="morgen", code=TYPED)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A gate that is due on Tuesday, and that Stef may decide."""
    opened, _ = started(configured(short("G1"), tmp_path), at(MONDAY, 8))
    acts.report(opened, DONE, at(MONDAY, 9))
    acts.open_gates(opened, at(MONDAY, 10))
    yield opened
    opened.engine.dispose()


def told(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()
    return [say(reason) for reason in refused.value.reasons]


def decide(office: Office, form: DecisionForm = FORM, request: str = "") -> list[str]:
    return told(lambda: answers.decided(office, NOON, request, form=form, source="form"))


def recorded(office: Office) -> list[AttemptRefused]:
    return [each.event for each in look(office, NOON).recorded if isinstance(each.event, AttemptRefused)]


def test_a_date_that_is_none_hides_neither_the_wrong_code_nor_the_papers_that_were_not_seen(office: Office) -> None:
    date_, papers, code = decide(office)

    assert "31-2-2027" in date_
    assert papers.startswith("Vul het kenmerk in")
    assert code.startswith("Deze code is niet die van")


def test_the_attempt_is_on_record_with_the_codes_of_its_reasons_and_nothing_that_was_typed(office: Office) -> None:
    decide(office)

    (event,) = recorded(office)
    assert (event.act, event.claimed, event.source) == ("decide", STEF, "form")
    assert event.reasons == ("forms.not_a_day", "briefing.not_seen", "codes.wrong")
    assert not any(typed in event.model_dump_json() for typed in ("31-2-2027", "7WPK", "begroting"))


def test_the_same_form_handled_twice_is_on_record_once(office: Office) -> None:
    for _ in range(2):
        decide(office, request="run-1")

    assert len(recorded(office)) == 1


def test_five_wrong_codes_in_forms_that_cannot_be_read_void_the_code_as_in_any_other(office: Office) -> None:
    for _ in range(5):
        decide(office)

    (state,) = look(office, NOON).state.programme.codes.values()
    assert (state.counter, len(recorded(office))) == (1, 5)


def test_a_right_code_is_said_to_be_wrong_by_nobody(office: Office) -> None:
    said = decide(office, replace(FORM, code=code_for(office, "G1", None, STEF, NOON)))

    assert not any("code" in each for each in said)
    assert "codes.wrong" not in recorded(office)[0].reasons


@pytest.mark.parametrize("form", [replace(FORM, gate="de eerste"), replace(FORM, wie=" ")])
def test_where_the_gate_or_the_person_is_left_open_nothing_is_on_record(office: Office, form: DecisionForm) -> None:
    assert decide(office, form)

    assert recorded(office) == []


def test_a_change_of_a_term_with_a_date_that_is_none_is_on_record_too(office: Office) -> None:
    said = told(lambda: changed(office, NOON, "", form=CHANGE))

    assert ["morgen" in said[0], said[1].startswith("Deze code is niet die van")] == [True, True]
    (event,) = recorded(office)
    assert (event.act, event.reasons) == ("suspend", ("forms.not_a_day", "codes.wrong"))
