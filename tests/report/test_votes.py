"""A vote counts whatever came in since, and whoever reads the votes sees that it was given on earlier papers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scd_workflow.domain.events import Event
from scd_workflow.domain.ids import RoleId
from scd_workflow.domain.risks import note
from scd_workflow.report import votes
from scd_workflow.texts import Language
from tests.boards import AWAITING, THU, WED, board, spot, vote
from tests.examples import LIV, SARA, STEF, at, seen
from tests.register import DEAR

Events = tuple[Event, ...]

TWO = board("at_least", at_least=2)


def with_a_risk(events: Events, what: str = "It costs too much") -> Events:
    """The same with another fact in the briefing of the gate."""
    risk = replace(DEAR, what=what, by=STEF, owner=RoleId("chair"))
    return (*events, note(seen(events, WED, TWO), risk, at(WED)))


FIRST = vote(TWO, AWAITING, SARA)
CHANGED = with_a_risk(FIRST)
SETTLED = vote(TWO, CHANGED, LIV, on=THU)


def remarked(events: Events) -> list[bool]:
    """Of each vote that counts whether it was given on earlier papers."""
    record: dict[str, list[dict[str, bool]]] = votes.record(seen(events, THU, TWO), spot(TWO))  # type: ignore[assignment]
    return [each["on_earlier_papers"] for each in record["votes"]]


def test_a_vote_on_the_papers_as_they_stand_has_no_remark() -> None:
    assert remarked(FIRST) == [False]
    assert remarked(vote(TWO, FIRST, LIV)) == [False, False]


def test_while_the_decision_is_open_a_vote_from_before_a_fact_changed_has_a_remark() -> None:
    assert remarked(CHANGED) == [True]


def test_whoever_votes_again_on_the_papers_of_now_loses_the_remark() -> None:
    assert remarked(vote(TWO, CHANGED, SARA, on=THU)) == [False]


def test_once_decided_the_votes_are_held_against_what_the_decision_was_taken_on() -> None:
    assert remarked(SETTLED) == remarked(with_a_risk(SETTLED, "It rains")) == [True, False]


@pytest.mark.parametrize(("language", "said"), [("nl", "go (op eerdere stukken)"), ("en", "go (on earlier papers)")])
def test_the_table_says_it_with_the_vote(language: Language, said: str) -> None:
    shown = votes.table(seen(SETTLED, THU, TWO), spot(TWO), language)

    assert shown is not None
    assert [row[:2] for row in shown.rows[:2]] == [(SARA, said), (LIV, "go")]
