"""A form by which a gate is decided is refused with all that can be known to be wrong with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scd_workflow.app.answers import decided
from scd_workflow.app.filled import DecisionForm
from scd_workflow.app.office import Office
from scd_workflow.domain.errors import Refused
from scd_workflow.texts import say
from tests.app.test_posting import MONDAY, at
from tests.app.test_requests import office as running  # noqa: F401 - a fixture

SOUND = DecisionForm(gate="G1", wie="stef", besluit="go", motivering="Alles is er.", code="1234-5678")
NOBODY = "Niemand in het plan heet “niemand”"
NOWHERE = "Het plan kent geen activiteit of gate “G9”"


def refusals(office: Office, form: DecisionForm) -> str:
    with pytest.raises(Refused) as refused:
        decided(office, at(MONDAY, 9), "run-1", form=form, source="form")
    return "\n".join(map(say, refused.value.reasons))


@pytest.mark.parametrize("outcome", ["go", "misschien"])
def test_an_unknown_gate_hides_nothing_of_the_other_fields(running: Office, outcome: str) -> None:  # noqa: F811
    said = refusals(
        running,
        DecisionForm(gate="G9 · Weg", wie="niemand", besluit=outcome, motivering=" ", terug_naar=("P9 · Nergens",)),
    )

    for part in (NOWHERE, NOBODY, "motivering", "Code: vul dit in.", "“P9”"):
        assert part in said
    assert ("Besluit: " in said) == (outcome == "misschien")


def test_a_condition_that_cannot_be_read_hides_nothing_of_the_lines_around_it(running: Office) -> None:  # noqa: F811
    lines = "Toets; sponsor; 1-1-2020\nbla\nToets; koning; 1-6-2027"

    said = refusals(running, replace(SOUND, besluit="go onder voorwaarden", voorwaarden=lines))

    for part in ("regel 2", "1 januari 2020", "“koning”"):
        assert part in said
    assert "Code" not in said
