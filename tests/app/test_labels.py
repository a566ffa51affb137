"""What forms and links call the parts of the plan, and what a label that comes back means."""

from __future__ import annotations

import pytest

from scd_workflow.app.labels import Named, label, named
from scd_workflow.domain.errors import Refused
from scd_workflow.texts import Language
from tests.examples import DORDT, NETWORK, codes


@pytest.mark.parametrize(
    ("language", "expected"),
    [("nl", "G2a@dordt#2 · Dordt · Gate G2a (ronde 2)"), ("en", "G2a@dordt#2 · Dordt · Gate G2a (round 2)")],
)
def test_a_label_reads_in_its_language_and_is_understood_back_in_any(language: Language, expected: str) -> None:
    written = label(NETWORK, "G2a", DORDT, 2, language=language)

    assert written == expected
    assert named(written) == Named("G2a", DORDT, 2)


@pytest.mark.parametrize(("part", "organisation"), [("A1", None), ("B1", DORDT)])
def test_a_first_attempt_is_not_numbered(part: str, organisation: None) -> None:
    assert "1)" not in label(NETWORK, part, organisation, language="nl")
    assert named(label(NETWORK, part, organisation, language="nl")) == Named(part, organisation, 1)


@pytest.mark.parametrize("written", ["", "G 1", "G1#0", "· G1", "G1@", "G1#x"])
def test_what_names_nothing_is_refused(written: str) -> None:
    with pytest.raises(Refused) as refused:
        named(written)

    assert codes(refused.value) == ["acts.unreadable_label"]
