"""The pages of the programme and its phases lead to the form by which a gate is decided, on the briefing as it stood."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from scd_workflow.app import acts
from scd_workflow.app.answers import Outdated, decided
from scd_workflow.app.filled import DecisionForm
from scd_workflow.app.inbox import look, register_forms
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.pictures import matrix_picture, phase_picture, programme_picture
from scd_workflow.domain.activities import Report
from scd_workflow.domain.ids import ActivityId, GateId
from tests.app.test_posting import MONDAY, TUESDAY, at, awaiting
from tests.codes import code_for
from tests.examples import PAM, STEF

NOON = at(TUESDAY, 12)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An open gate, and a form to decide it by."""
    found = open_office(awaiting(tmp_path))
    register_forms(found, {"decide-gate": "http://127.0.0.1/decide"}, NOON)
    return found


def filled_in(page: str) -> DecisionForm:
    """The form as the link on a page fills it in, completed by the chair."""
    (link,) = re.findall(r"http://127\.0\.0\.1/decide\?parameters=([^)\s]+)", page)
    return DecisionForm(**json.loads(unquote(link)), wie=STEF, besluit="go", motivering="All is well")


def test_the_link_on_either_page_decides_on_the_briefing_as_it_stood(office: Office) -> None:
    pages = programme_picture(office, look(office, NOON), {}), phase_picture(office, "P1", {}, NOON).page
    acts.report(office, Report("reopen", ActivityId("A1"), None, PAM, "A page is missing"), at(MONDAY, 15))

    for page in pages:
        form = filled_in(page)
        assert form.kenmerk
        with pytest.raises(Outdated):
            decided(office, NOON, "", form=form, source="form")


def test_while_nothing_changes_the_link_decides(office: Office) -> None:
    form = filled_in(programme_picture(office, look(office, NOON), {}))

    with_code = replace(form, code=code_for(office, "G1", None, STEF, NOON))
    decided(office, NOON, "", form=with_code, source="form")

    assert look(office, NOON).state.programme.gate(GateId("G1")).passed


def test_the_matrix_says_of_a_decision_what_it_deviated_from(office: Office) -> None:
    form = filled_in(programme_picture(office, look(office, NOON), {}))
    assert "Waar bij een besluit" not in matrix_picture(office, look(office, NOON))

    told = replace(form, code=code_for(office, "G1", None, STEF, NOON), afwijkingsreden="There is no time left")
    decided(office, NOON, "", form=told, source="form")

    assert "There is no time left" in matrix_picture(office, look(office, NOON))
