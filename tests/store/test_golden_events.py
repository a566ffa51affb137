from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from scd_workflow.domain.events import EVENT, Event, written

GOLDEN = Path(__file__).parent.parent / "golden" / "events"
FILES = sorted(GOLDEN.glob("*.json"))
UNION, _ = get_args(Event)
KINDS = {shape.model_fields["kind"].default: shape for shape in get_args(UNION)}
OF_ALL_KINDS = {"request"}
"""What every kind of event may say beside its own; one example of it is enough."""


def kind(file: Path) -> str:
    """Of which kind an example is; a later shape of it says in its name what is new."""
    return file.name.partition(".")[0]


def test_every_kind_of_event_has_a_golden_example() -> None:
    assert {kind(file) for file in FILES} == set(KINDS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_golden_example_parses_as_its_own_kind(file: Path) -> None:
    event = EVENT.validate_json(file.read_bytes())

    assert type(event) is KINDS[kind(file)]


@pytest.mark.parametrize("wanted", KINDS)
def test_the_golden_examples_of_a_kind_say_something_in_every_field(wanted: str) -> None:
    examples = [json.loads(file.read_bytes()) for file in FILES if kind(file) == wanted]

    assert {field for each in examples for field in each} | OF_ALL_KINDS == set(KINDS[wanted].model_fields)
    assert all(value not in ("", None, []) for each in examples for value in each.values())


def test_a_golden_example_bears_the_request_that_it_came_from() -> None:
    event = EVENT.validate_json((GOLDEN / "activity_done.request.json").read_bytes())

    assert event.request == "4d3c2f5e-8a61-4c5e-9a57-6f0d6f1f3a10"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_event_is_stored_as_it_was_read(file: Path) -> None:
    event = EVENT.validate_json(file.read_bytes())

    assert json.loads(written(event)) == json.loads(file.read_bytes())
    assert EVENT.validate_json(written(event)) == event
