from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from scd_workflow.domain.events import EVENT, Event

GOLDEN = Path(__file__).parent.parent / "golden" / "events"
FILES = sorted(GOLDEN.glob("*.json"))
UNION, _ = get_args(Event)
KINDS = {shape.model_fields["kind"].default: shape for shape in get_args(UNION)}


def test_every_kind_of_event_has_a_golden_example() -> None:
    assert {file.stem for file in FILES} == set(KINDS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_golden_example_parses_as_its_own_kind(file: Path) -> None:
    event = EVENT.validate_json(file.read_bytes())

    assert type(event) is KINDS[file.stem]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_golden_example_says_something_in_every_field(file: Path) -> None:
    written = json.loads(file.read_bytes())

    assert set(written) == set(KINDS[file.stem].model_fields)
    assert all(value not in ("", None, []) for value in written.values())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_event_is_stored_as_it_was_read(file: Path) -> None:
    event = EVENT.validate_json(file.read_bytes())

    assert json.loads(event.model_dump_json()) == json.loads(file.read_bytes())
    assert EVENT.validate_json(event.model_dump_json()) == event
