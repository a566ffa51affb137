from __future__ import annotations

from typing import Any

import pytest

from scd_workflow.domain.communication_events import CommunicationApproved
from scd_workflow.domain.communications import standing
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import AbsenceRecorded, Event
from tests.calendars import anchored, by_rule, calendar, item, local, on_day, said, told, where
from tests.examples import AWAITING_G1, DORDT, REGIO, at, codes, day, decided

NEWS = calendar(
    item("news", on_day(day(2, 16))),
    item("weekly", by_rule("FREQ=WEEKLY;BYDAY=TU")),
    local("visit", on_day(day(2, 18)), channel="training", session={"place": "Hall", "capacity": 20}),
    item("letter", anchored("G1", 4)),
)
Acted = tuple[str, str, dict[str, Any]]
NOON = day(1, 12)
LINK = "https://example.nl/text"


def lived(*acts: Acted, on: Any = NOON, name: str = "news") -> tuple[Event, ...]:
    """The events of these acts, one after the other on one day: what, by whom, and with which words."""
    events: tuple[Event, ...] = ()
    for act, by, words in acts:
        events += (said(told(NEWS, on, *events), act, name, by, **words),)
    return events


SUBMIT: Acted = ("submit", "liv", {"text": LINK})
APPROVE: Acted = ("approve", "pam", {})
SENT: Acted = ("sent", "liv", {"text": LINK})


def stood(*events: Event, on: Any, name: str = "news") -> str:
    progress = told(NEWS, on, *events)
    return standing(next(each for each in where(progress) if each.item.id == name), on)


def refused(*before: Event, act: str, by: str, on: Any = NOON, name: str = "news", **words: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        said(told(NEWS, on, *before), act, name, by, **words)
    return codes(caught.value)


def test_a_text_lives_from_idea_to_evaluated() -> None:
    acts: tuple[Acted, ...] = (("draft", "liv", {}), SUBMIT, APPROVE, SENT, ("evaluate", "liv", {"reach": 40}))

    stands = [stood(*lived(*acts[:count]), on=day(1, 12)) for count in range(len(acts) + 1)]

    assert stands == ["idea", "draft", "in_review", "scheduled", "sent", "evaluated"]


def test_a_text_that_is_given_back_is_a_draft_again() -> None:
    assert stood(*lived(SUBMIT, ("return", "pam", {"text": "Too long."})), on=day(1, 12)) == "draft"


def test_what_is_written_anew_has_to_be_approved_anew() -> None:
    again = lived(SUBMIT, APPROVE, ("draft", "liv", {}))

    assert stood(*again, on=day(1, 12)) == "draft"
    assert refused(*again, act="sent", by="liv") == ["communications.not_approved"]


def test_the_approval_names_the_text_that_was_submitted_last() -> None:
    events = lived(SUBMIT, ("submit", "liv", {"text": f"{LINK}/2"}), APPROVE)

    approved = events[-1]
    assert isinstance(approved, CommunicationApproved)
    assert approved.content == f"{LINK}/2"


def test_what_is_not_approved_is_not_sent_and_is_missed_when_its_day_is_over() -> None:
    assert refused(*lived(SUBMIT), act="sent", by="liv") == ["communications.not_approved"]
    assert [stood(*lived(SUBMIT), on=each) for each in (day(2, 16), day(2, 17))] == ["in_review", "missed"]


def test_what_was_missed_can_be_moved_and_is_no_longer_missed() -> None:
    moved = said(told(NEWS, day(2, 17)), "move", "news", "liv", to=day(2, 23), text="Liv was ill.")

    assert stood(moved, on=day(2, 17)) == "idea"


def test_who_wrote_it_does_not_approve_it() -> None:
    away = {"person": "pam", "since": day(1, 11), "until": day(1, 15), "deputy": "liv"}
    deputy = AbsenceRecorded.model_validate({"at": at(day(1, 11)), "by": "pam", "source": "command"} | away)

    assert refused(deputy, *lived(SUBMIT), act="approve", by="liv") == ["communications.own_work"]


def test_a_deputy_approves_on_behalf_of_who_is_away() -> None:
    away = {"person": "pam", "since": day(1, 11), "until": day(1, 15), "deputy": "sara"}
    deputy = AbsenceRecorded.model_validate({"at": at(day(1, 11)), "by": "pam", "source": "command"} | away)

    approved = said(told(NEWS, day(1, 12), deputy, *lived(SUBMIT)), "approve", "news", "sara")

    assert (approved.by, approved.on_behalf_of, approved.role) == ("sara", "pam", "programme_manager")


@pytest.mark.parametrize(
    ("act", "by"), [("submit", "pam"), ("sent", "pam"), ("approve", "stef"), ("move", "stef"), ("cancel", "sara")]
)
def test_only_owner_and_approver_act_each_in_the_own_part(act: str, by: str) -> None:
    assert "communications.not_yours" in refused(*lived(SUBMIT), act=act, by=by, text=LINK, to=day(2, 18))


def test_who_is_nobody_in_the_programme_does_nothing() -> None:
    assert refused(act="draft", by="jan") == ["acts.unknown_person"]


@pytest.mark.parametrize("act", ["submit", "return", "move", "cancel"])
def test_an_act_that_needs_words_is_refused_without_them(act: str) -> None:
    by = "pam" if act == "return" else "liv"

    assert f"communications.{act}_needs_text" in refused(*lived(SUBMIT), act=act, by=by, to=day(2, 18))


def test_a_decision_that_is_awaited_is_not_run_ahead_of() -> None:
    waiting = (*AWAITING_G1, *lived(SUBMIT, APPROVE, on=day(1, 18), name="letter"))

    assert stood(*waiting, on=day(1, 18), name="letter") == "approved"
    assert refused(*waiting, act="sent", by="liv", on=day(1, 18), name="letter") == ["communications.gate_open"]


def test_nothing_more_is_done_about_what_lapsed() -> None:
    lapsed = (*AWAITING_G1, decided("G1", "no_go", on=day(1, 20)))

    assert stood(*lapsed, on=day(1, 20), name="letter") == "lapsed"
    assert refused(*lapsed, act="draft", by="liv", on=day(1, 20), name="letter") == ["communications.no_go"]


def test_nothing_more_is_done_about_what_was_cancelled() -> None:
    cancelled = lived(("cancel", "pam", {"text": "No news."}))

    assert stood(*cancelled, on=day(2, 17)) == "cancelled"
    assert refused(*cancelled, act="submit", by="liv", text=LINK) == ["communications.already_cancelled"]


def test_what_went_out_does_not_go_out_again() -> None:
    assert refused(*lived(SUBMIT, APPROVE, SENT), act="sent", by="liv", text=LINK) == ["communications.already_sent"]


def test_what_went_out_did_so_after_its_approval() -> None:
    approved = lived(SUBMIT, ("approve", "paul", {}), on=day(2, 16))

    assert refused(*approved, act="sent", by="liv", on=day(2, 12)) == ["communications.before_approval"]


@pytest.mark.parametrize(
    ("to", "why"),
    [
        (day(1, 11), "communications.moved_to_past"),
        (day(2, 16), "communications.moved_nowhere"),
        (day(2, 20), "communications.moved_to_blackout"),
        (day(2, 16, 2127), "communications.moved_too_far"),
    ],
)
def test_a_day_to_which_nothing_can_move_is_refused(to: Any, why: str) -> None:
    assert refused(act="move", by="liv", to=to, text="Because.") == [why]


def test_attendance_is_kept_per_organisation_and_a_later_report_adds_to_it() -> None:
    came: Acted = ("evaluate", "liv", {"attendance": {DORDT: 9}, "reach": 12})
    session = calendar(item("meet", on_day(day(2, 18)), channel="training", session={"place": "Hall", "capacity": 20}))
    events: tuple[Event, ...] = ()
    for act, by, words in (SUBMIT, ("approve", "paul", {}), SENT, came):
        events += (said(told(session, day(2, 18), *events), act, "meet", by, **words),)
    events += (
        said(told(session, day(2, 19), *events), "evaluate", "meet", "liv", attendance={REGIO: 0}, text="Lively."),
    )

    known = where(told(session, day(2, 19), *events))[0].state.evaluated

    assert known is not None
    assert (known.attendance, known.reach, known.evaluation) == ({DORDT: 9, REGIO: 0}, 12, "Lively.")


def test_attendance_of_who_was_not_invited_or_of_no_meeting_is_refused() -> None:
    sent = lived(SUBMIT, APPROVE, SENT)

    assert refused(*sent, act="evaluate", by="liv", attendance={DORDT: 3}) == ["communications.no_session"]
    assert refused(*sent, act="evaluate", by="liv", attendance={"elsewhere": 3}) == [
        "communications.not_invited",
        "communications.no_session",
    ]


def test_an_evaluation_says_something_of_what_went_out() -> None:
    assert refused(act="evaluate", by="liv") == ["communications.nothing_recorded", "communications.not_sent"]


@pytest.mark.parametrize(
    ("name", "words", "why"),
    [
        ("newz", {}, "communications.unknown_item"),
        ("visit", {}, "communications.organisation_missing"),
        ("news", {"organisation": DORDT}, "communications.not_there"),
        ("news", {"occurrence": day(2, 16)}, "communications.no_such_day"),
        ("weekly", {}, "communications.no_such_day"),
        ("weekly", {"occurrence": day(1, 13)}, "communications.no_such_day"),
        ("news", {"organisation": "nowhere"}, "acts.unknown_organisation"),
    ],
)
def test_what_the_calendar_does_not_have_is_named_with_what_it_has(name: str, words: dict[str, Any], why: str) -> None:
    assert refused(act="draft", by="liv", name=name, **words) == [why]


def test_the_days_of_a_rule_are_each_their_own_matter() -> None:
    cancelled = said(told(NEWS, day(1, 12)), "cancel", "weekly", "liv", occurrence=day(1, 19), text="No news.")
    progress = told(NEWS, day(1, 12), cancelled)

    stands = [standing(each, day(1, 12)) for each in where(progress) if each.item.id == "weekly"]

    assert stands[1:4] == ["idea", "cancelled", "idea"]


def test_on_which_day_it_went_out_is_the_day_of_the_event() -> None:
    events = lived(SUBMIT, APPROVE, SENT)

    (news,) = (each for each in where(told(NEWS, day(3, 1), *events)) if each.item.id == "news")

    assert news.day == events[-1].at.date() == day(1, 12)
