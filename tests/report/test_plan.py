"""What an edited plan would change, as people read it."""

from __future__ import annotations

import pytest

from scd_workflow.domain.plan_diff import NOUNS, Difference
from scd_workflow.report import plan as report
from scd_workflow.texts import Language


def kinds(language: Language) -> list[str]:
    found = (Difference(noun, "X", "changed", "name", "a", "b") for noun in NOUNS)
    return [kind for kind, *_ in report.differences(found, language).rows]


def test_each_kind_of_part_is_named_in_the_language_of_the_reader() -> None:
    dutch = kinds("nl")

    assert len(set(dutch)) == len(NOUNS)
    assert dutch[NOUNS.index("activity")] == "activiteit"
    assert dutch[NOUNS.index("blackout")] == "stille periode"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_kind_of_part_is_named_by_a_word_for_programs(language: Language) -> None:
    assert not [kind for kind in kinds(language) if "_" in kind]
