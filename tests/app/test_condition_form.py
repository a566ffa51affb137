"""The form by which a condition is settled, as it is read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scd_workflow.app.condition_form import SettlementForm, settlement
from scd_workflow.app.labels import condition_label, condition_named
from scd_workflow.domain.conditions import Asked
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.gates import GateSpot
from scd_workflow.domain.ids import GateId
from scd_workflow.texts import say
from tests.examples import DORDT, LIV, NETWORK
from tests.gate_examples import CONDITION

ASKED = Asked(GateSpot(NETWORK.gates[GateId("G2a")], DORDT), 2, 1, CONDITION, None)
FORM = SettlementForm("G2a@dordt#2/1 · Fill the vacancy", "liv · Liv", "vervuld", "https://archive.example/vacancy")


def test_a_label_of_a_condition_says_its_gate_attempt_and_number_and_what_it_asks() -> None:
    label = condition_label(ASKED)

    assert label == FORM.voorwaarde
    gate, number = condition_named(label)
    assert (gate.part, gate.organisation, gate.attempt, number) == ("G2a", DORDT, 2, 1)


@pytest.mark.parametrize(("word", "expected"), [("vervuld", "met"), ("Opgeheven", "lifted"), ("lifted", "lifted")])
def test_a_form_says_how_a_condition_ended_in_either_language(word: str, expected: str) -> None:
    settling, said = settlement(replace(FORM, uitkomst=word))

    assert settling == expected
    assert (said.gate, said.number, said.by, said.attempt, said.source) == ("G2a", 1, LIV, 2, "form")


def test_everything_that_cannot_be_read_is_said_at_once_with_its_field() -> None:
    with pytest.raises(Refused) as refused:
        settlement(SettlementForm("G2a@dordt", "", "misschien", ""))

    assert [say(reason) for reason in refused.value.reasons] == [
        "Voorwaarde: “G2a@dordt” staat niet in de lijst. Kies een regel uit de lijst.",
        "Wie: vul dit in.",
        "Uitkomst: “misschien” staat niet in de lijst. Kies een regel uit de lijst.",
    ]
