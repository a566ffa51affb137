"""Laws of the check: no reference to nothing escapes it, and nothing that a file holds makes it fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scd_workflow.config.check import check
from scd_workflow.texts import say
from tests.config.examples import EXAMPLE, Folder

ONE, TWO, THREE = "phases/1-basis-op-orde.yaml", "phases/2-doorontwikkeling.yaml", "phases/3-borging.yaml"
PLAN_FILES = ("programme.yaml", "organisations.yaml", "governance.yaml", "raci.yaml", "calendar.yaml", ONE, TWO, THREE)
ONE_NAME = {"owner", "chair", "role", "person", "organisation", "gate", "document", "closing_gate", "service_domain"}
MANY_NAMES = {"members", "after", "gates", "organisations", "activities"}
NAMED_BY_KEY = {"releases"}


def named(file: str, node: yaml.Node) -> Iterator[tuple[str, int, int, int]]:
    """Every place in a file that refers to something by its id: from where to where in the text, and on which line."""
    if isinstance(node, yaml.SequenceNode):
        for part in node.value:
            yield from named(file, part)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value in ONE_NAME:
                yield spot(file, value)
            elif key.value in MANY_NAMES:
                yield from (spot(file, part) for part in value.value if isinstance(part, yaml.ScalarNode))
            elif key.value in NAMED_BY_KEY:
                yield from (spot(file, part) for part, _ in value.value)
            yield from named(file, value)


def spot(file: str, node: yaml.Node) -> tuple[str, int, int, int]:
    """Where a value stands."""
    return file, node.start_mark.index, node.end_mark.index, node.start_mark.line + 1


def references_on_disk() -> list[tuple[str, int, int, int]]:
    """Every reference in the files of the example, found without the code under test."""
    found = []
    for file in PLAN_FILES:
        tree = yaml.compose((EXAMPLE / file).read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        assert tree is not None
        found += list(named(file, tree))
        if file == "raci.yaml":
            for deliverable, row in tree.value[0][1].value:
                found += [spot(file, deliverable), *(spot(file, role) for role, _ in row.value)]
    return found


REFERENCES = references_on_disk()


@settings(max_examples=60, deadline=None)
@given(reference=st.sampled_from(REFERENCES), unknown=st.from_regex(r"[a-z]{2}[a-z0-9-]{0,12}9", fullmatch=True))
def test_any_reference_to_an_unknown_id_is_reported_at_its_line(
    reference: tuple[str, int, int, int], unknown: str
) -> None:
    file, start, end, line = reference
    with TemporaryDirectory() as place:
        folder = Folder(Path(place) / "config")
        text = folder.read(file)
        folder.write(file, text[:start] + unknown + text[end:])

        found = [each for each in check(folder.path) if each.reason.values.get("id") == unknown]

    assert [(each.place.file.name, each.place.line, each.severity) for each in found] == [
        (Path(file).name, line, "error")
    ]


def values(file: str, node: yaml.Node) -> Iterator[tuple[str, int, int, int]]:
    """Every value in a file, large and small."""
    parts = node.value if isinstance(node, yaml.SequenceNode) else []
    if isinstance(node, yaml.MappingNode):
        parts = [value for _, value in node.value]
    for part in parts:
        yield spot(file, part)
        yield from values(file, part)


SETTINGS_FILES = ("people.yaml", "ladder.yaml", "channels.yaml", "history.yaml")
VALUES = [
    each
    for file in (*PLAN_FILES, *SETTINGS_FILES)
    for each in values(
        file,
        yaml.compose((EXAMPLE / file).read_text(encoding="utf-8"), Loader=yaml.SafeLoader) or yaml.ScalarNode("", ""),
    )
]


@settings(max_examples=60, deadline=None)
@given(
    spots=st.lists(st.sampled_from(VALUES), min_size=1, max_size=3, unique_by=lambda each: each[0]),
    other=st.sampled_from(
        ["", "~", "[]", "{}", "x", "9", "-1", "yes", "2027-06-31", "[[1]]", "{a: {b: 1}}", "[x, x]", '"\\0"']
    ),
)
def test_whatever_stands_in_the_place_of_values_gives_problems_with_sentences(
    spots: list[tuple[str, int, int, int]], other: str
) -> None:
    with TemporaryDirectory() as place:
        folder = Folder(Path(place) / "config")
        for file, start, end, _ in spots:
            text = folder.read(file)
            folder.write(file, text[:start] + other + "\n" + text[end:])

        for problem in check(folder.path):
            assert say(problem.located, "nl")
            assert say(problem.located, "en")


def test_every_reference_of_the_example_takes_part() -> None:
    assert len(REFERENCES) > 500
