"""Blanks in the texts of the example: what does not exist or is not known is said with its file and line."""

from __future__ import annotations

import pytest

from scd_workflow.config.blanks import blank_named
from scd_workflow.config.check import check
from scd_workflow.domain.blanks import BLANKS
from scd_workflow.texts import Language, say, tell
from tests.config.examples import Folder

TEXT = "content/over-twee-weken.md"


def told(folder: Folder) -> set[tuple[str, str, int]]:
    return {(each.reason.code, each.place.file.name, each.place.line) for each in check(folder.path)}


def test_a_blank_that_does_not_exist_is_told_with_its_line_and_the_name_that_was_meant(folder: Folder) -> None:
    folder.change(TEXT, "Over twee weken werkt {{ organisatie }}", "Over twee weken werkt {{ organisaatie }}")

    (problem,) = check(folder.path)

    assert (problem.reason.code, problem.place.line) == ("blanks.unknown", folder.line(TEXT, "organisaatie"))
    assert "organisatie" in say(problem.reason)
    assert "organisatie" in say(problem.reason, "en")


def test_a_blank_that_is_not_closed_is_told(folder: Folder) -> None:
    folder.change(TEXT, "{{ afzender }}", "{{ afzender }")

    assert told(folder) == {("blanks.unknown", "over-twee-weken.md", folder.line(TEXT, "{{ afzender }"))}


@pytest.mark.parametrize(
    ("blank", "code"),
    [("plaats", "blanks.no_session"), ("plekken", "blanks.no_session"), ("seats", "blanks.no_session")],
)
def test_a_blank_of_which_an_item_knows_nothing_is_told(folder: Folder, blank: str, code: str) -> None:
    folder.change(TEXT, "{{ afzender }}", f"{{{{ {blank} }}}}")

    assert told(folder) == {(code, "over-twee-weken.md", folder.line(TEXT, f"{{{{ {blank} }}}}"))}


def test_what_all_hear_together_has_no_organisation_and_what_hangs_on_nothing_no_day_of_it(folder: Folder) -> None:
    folder.change(
        "communications.yaml",
        "core_message: Wat er deze maand",
        "content: over-twee-weken.md\n      core_message: Wat er deze maand",
    )

    assert {code for code, *_ in told(folder)} == {"blanks.not_per_organisation", "blanks.no_anchor", "blanks.no_gate"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_blank_is_named_where_somebody_reads_which_there_are(language: Language) -> None:
    words = {blank: tell(f"blanks.{blank}", language) for blank in BLANKS}

    assert {blank: blank_named(word) for blank, word in words.items()} == {blank: blank for blank in BLANKS}
    choices = tell("blanks.choices", language).replace(" of ", ", ").replace(" or ", ", ")
    assert choices.split(", ") == list(words.values())
