"""The blanks in a text: found with their lines, and filled in with what plan and log say."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scd_workflow.domain.blanks import filled, known, left_in, values
from tests.calendars import anchored, calendar, item, local, on_day, told, where
from tests.examples import DORDT, day

TRAINING = item("meet", on_day(day(2, 18)), channel="training", session={"place": "Hall", "capacity": 20}, at="13:00")
LIVE = local("live", anchored("B4", -1))
GATE = local("gate", anchored("G2a", 5))
NETWORK = calendar(TRAINING, LIVE, GATE)


def named(name: str) -> dict[str, Any]:
    progress = told(NETWORK, day(1, 12))
    found = next(each for each in (*where(progress), *where(progress, DORDT)) if each.item.id == name)
    assert set(values(progress, found)) == known(NETWORK.plan, found.item)
    return {str(blank): value for blank, value in values(progress, found).items()}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hello {{ place }}", [(1, "place")]),
        ("{{a}} and {{ b }}\n\n{{ a c }}", [(1, "a"), (1, "b"), (3, "a c")]),
        ("No { blank }} in here, nor { this }", []),
        ("It does not {{ end\nhere }}", [(1, "{{ end")]),
        ("{{}}", [(1, "")]),
    ],
)
def test_a_blank_is_found_in_its_line_and_one_that_does_not_end_as_well(
    text: str, names: list[tuple[int, str]]
) -> None:
    assert list(left_in(text)) == names


@given(st.lists(st.sampled_from(["{{ a }}", "{{b}}", "text", "\n", "{", "}"])))
def test_what_was_filled_in_leaves_no_blank_and_touches_nothing_else(pieces: list[str]) -> None:
    text = " ".join(pieces)

    done = filled(text, lambda name: f"<{name}>")

    assert list(left_in(done)) == []
    assert done == text.replace("{{ a }}", "<a>").replace("{{b}}", "<b>")


def test_a_session_knows_its_place_and_an_organisation_its_name() -> None:
    assert named("meet") | {"place": "Hall", "seats": 20, "hour": time(13)} == named("meet")
    assert (named("live")["organisation"], named("live")["part_day"]) == ("Dordt", day(2, 19))


def test_what_hangs_on_an_activity_names_the_gate_that_it_waits_for() -> None:
    assert named("live")["gate"] == named("gate")["gate"] == named("gate")["part"]
