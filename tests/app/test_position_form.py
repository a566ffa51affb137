"""The form by which one of the consulted gives its position: what can be chosen, and what is made of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scd_workflow.app import forms
from scd_workflow.app.fields import Field, Fields
from scd_workflow.app.filled import PositionForm
from scd_workflow.config.people import People
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import Event
from scd_workflow.domain.network import Network
from scd_workflow.domain.positions import Opinion
from scd_workflow.texts import say
from tests.consulted import G1, consulting
from tests.examples import DINA, DORDT, day, decided, opened, seen

PEOPLE = People.model_validate({"people": [{"id": DINA, "name": "Dina Dijk", "email": "dina@example.nl"}]})
NETWORK = Network(consulting(bodies=["board"]))
AGREES = PositionForm("G1 · Gate G1", "dordt · Dordt", "dina · Dina Dijk", "eens, met opmerkingen", "Let op het geld.")


def fields(*events: Event) -> dict[str, Field]:
    return {each.name: each for each in Fields(seen(events, day(1, 18), NETWORK), PEOPLE, "nl").of("give")}


def told(form: PositionForm) -> list[str]:
    with pytest.raises(Refused) as refused:
        forms.opinion(form)
    return [say(reason) for reason in refused.value.reasons]


def test_a_position_form_becomes_the_opinion_of_that_organisation() -> None:
    assert forms.opinion(AGREES) == Opinion(
        G1, None, DORDT, DINA, "agree_with_remarks", "Let op het geld.", attempt=1, source="form"
    )


def test_everything_that_cannot_be_read_is_said_at_once_with_its_field() -> None:
    wrong = PositionForm(gate="?!", namens="", wie="", standpunt="misschien")

    assert [reason.partition(":")[0] for reason in told(wrong)] == ["Gate", "Namens", "Wie", "Standpunt"]


@pytest.mark.parametrize("word", ["no objection", "Geen bezwaar"])
def test_a_position_is_read_in_either_language(word: str) -> None:
    assert forms.opinion(replace(AGREES, standpunt=word)).position == "no_objection"


def test_only_the_consulted_and_who_speaks_for_them_can_be_chosen() -> None:
    found = fields(opened("G1", on=day(1, 18)))

    assert found["gate"].choices == ("G1 · Gate G1",)
    assert found["namens"].choices == ("dordt · Dordt", "zwijnd · Zwijnd", "regio · Regio", "board · Board")
    assert found["wie"].choices == ("dina · Dina Dijk", "zeno", "rosa", "stef", "sara")
    assert found["standpunt"].choices == (
        "eens", "eens, met opmerkingen", "geen bezwaar", "bezwaar", "niet van toepassing",
    )  # fmt: skip


def test_once_the_gate_is_decided_there_is_nothing_to_choose() -> None:
    found = fields(opened("G1", on=day(1, 15)), decided("G1", on=day(1, 18)))

    assert found["gate"].choices == ("(er is nu niets te kiezen)",)
