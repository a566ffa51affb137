"""The form for several organisations at once: what can be chosen, and what is made of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scd_workflow.app.fields import Field, Fields
from scd_workflow.app.filled import filled_in
from scd_workflow.app.together_form import JointForm, joint
from scd_workflow.config.people import People
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import GateId
from scd_workflow.domain.together import Joint
from scd_workflow.texts import say
from tests.examples import DINA, DORDT, PAST_G1, PLAN, REGIO, ZENO, ZWIJND, day, opened, seen

PEOPLE = People.model_validate({"people": [{"id": DINA, "name": "Dina Dijk", "email": "dina@example.nl"}]})
EVENTS = (
    *PAST_G1,
    opened("G2a", DORDT, on=day(2, 5)),
    opened("G2a", ZWIJND, on=day(2, 5), attempt=2),
    opened("G2", on=day(2, 5)),
)
MARKS = ("0123456789", "abcdef0123")
TWO = JointForm(
    (
        f"G2a@dordt · Dordt · Gate G2a · kenmerk {MARKS[0]}",
        f"G2a@zwijnd#2 · Zwijnd · Gate G2a (ronde 2) · kenmerk {MARKS[1]}",
    ),
    "dina",
    "A, B",
    "go",
    "Fine",
)


def fields() -> dict[str, Field]:
    return {each.name: each for each in Fields(seen(EVENTS, day(2, 8)), PEOPLE, "nl").of("together")}


def told(form: JointForm) -> list[str]:
    with pytest.raises(Refused) as refused:
        joint(form, PLAN.roles)
    return [say(reason) for reason in refused.value.reasons]


def test_the_form_becomes_one_choice_with_its_organisations_and_the_attempt_of_each() -> None:
    choice = Choice(GateId("G2a"), DORDT, "go", DINA, "Fine", attempt=1, source="form")

    marks = dict(zip((DORDT, ZWIJND), MARKS, strict=True))
    assert joint(TWO, PLAN.roles) == Joint(choice, (DORDT, ZWIJND), {DORDT: 1, ZWIJND: 2}, marks)


@pytest.mark.parametrize("written", ["G2a@dordt", "G2a@dordt · Dordt · Gate G2a", "G2a@dordt · kenmerk"])
def test_a_label_without_a_mark_says_that_no_briefing_was_seen(written: str) -> None:
    assert joint(replace(TWO, gates=(written,)), PLAN.roles).marks == {DORDT: ""}


def test_only_gates_of_organisations_that_are_open_can_be_chosen() -> None:
    found, progress = fields(), seen(EVENTS, day(2, 8))

    gate = progress.network.gates[GateId("G2a")]
    marks = [briefing(progress, gate, each).mark for each in (DORDT, ZWIJND)]
    assert found["gates"].choices == tuple(
        label.replace(old, new) for label, old, new in zip(TWO.gates, MARKS, marks, strict=True)
    )
    assert (found["gates"].several, found["gates"].required, found["code"].required) == (True, True, True)
    assert {"dina · Dina Dijk", str(ZENO)} <= set(found["wie"].choices or ())


def test_everything_that_cannot_be_read_is_said_at_once() -> None:
    assert [reason.partition(":")[0] for reason in told(JointForm((), "", "", "", ""))] == [
        "Gates",
        "Wie besluit",
        "Besluit",
    ]


@pytest.mark.parametrize(
    ("gates", "why"),
    [
        (("G2a@dordt", "G3@regio"), "van één en dezelfde gate, niet van G2a, G3"),
        (("G2",), "“G2”"),
        (("G2a@dordt", "?!"), "?!"),
    ],
)
def test_gates_that_do_not_go_together_are_refused(gates: tuple[str, ...], why: str) -> None:
    (reason,) = told(replace(TWO, gates=gates))

    assert reason.startswith("Gates")
    assert why in reason


def test_an_organisation_chosen_twice_counts_once() -> None:
    twice = joint(replace(TWO, gates=("G2a@regio", "G2a@regio · Regio")), PLAN.roles)

    assert twice.organisations == (REGIO,)


def test_an_old_link_that_leaves_out_everything_is_refused_in_words() -> None:
    assert told(filled_in(JointForm, {"gates": None, "wie": 7}))
