from __future__ import annotations

from datetime import date
from typing import Any

from scd_workflow.domain import due
from scd_workflow.domain.communications import asked_in
from scd_workflow.domain.events import Event
from scd_workflow.domain.ladder import Ladder
from scd_workflow.domain.network import Network
from scd_workflow.domain.notices import Notice, reminders
from scd_workflow.domain.obligations import Obligation
from scd_workflow.domain.progress import Progress
from tests.calendars import anchored, by_rule, calendar, item, local, on_day, said, told
from tests.examples import AWAITING_G1, DORDT, adopted, day, decided

MEETING = item("meet", on_day(day(2, 18)), channel="training", session={"place": "Hall", "capacity": 20})
NEWS = calendar(item("news", on_day(day(2, 16))), MEETING)
Acted = tuple[str, str, dict[str, Any]]
SUBMIT: Acted = ("submit", "liv", {"text": "news.docx"})
APPROVE: Acted = ("approve", "pam", {})
THEN = day(1, 12)
LADDER = Ladder.model_validate(
    {
        "decision": [],
        "decision_taken": [],
        "communication": [
            {"step": "ahead", "after": -5, "to": ["decider"]},
            {"step": "overdue", "after": 1, "to": ["decider", "owner"]},
        ],
    }
)


def asked(progress: Progress) -> list[Obligation]:
    return [each for each in due.obligations(progress) if each.kind == "communication"]


def about(progress: Progress, item_id: str = "news") -> list[tuple[str, date, tuple[str, ...], tuple[str, ...]]]:
    return [(e.about, e.due, e.people, e.owner) for e in asked(progress) if e.subject == item_id]


def lived(*acts: Acted, name: str = "news", on: date = THEN, network: Network = NEWS) -> tuple[Event, ...]:
    events: tuple[Event, ...] = ()
    for act, by, words in acts:
        events += (said(told(network, on, *events), act, name, by, **words),)
    return events


def test_the_owner_has_to_write_ten_working_days_before() -> None:
    assert about(told(NEWS, day(1, 20))) == [("draft", day(2, 2), ("liv",), ("pam",))]


def test_the_approver_has_to_approve_five_working_days_before() -> None:
    assert about(told(NEWS, day(1, 20), *lived(SUBMIT))) == [("approve", day(2, 9), ("pam",), ("liv",))]


def test_nothing_more_is_asked_once_it_is_approved() -> None:
    assert about(told(NEWS, day(2, 16), *lived(SUBMIT, APPROVE))) == []


def test_what_was_missed_goes_to_its_owner_on_the_next_working_day() -> None:
    assert about(told(NEWS, day(2, 17), *lived(SUBMIT, APPROVE))) == [("missed", day(2, 17), ("liv",), ("paul",))]


def test_a_draft_is_not_asked_for_until_it_is_in_sight() -> None:
    assert about(told(NEWS, day(1, 4))) == []


def test_a_session_that_was_held_has_to_be_evaluated_and_a_letter_need_not() -> None:
    sent: Acted = ("sent", "liv", {})
    held = lived(SUBMIT, APPROVE, sent, name="meet", on=day(1, 18))

    assert about(told(NEWS, day(1, 20), *held), "meet") == [("evaluate", day(2, 1), ("liv",), ("pam",))]
    assert about(told(NEWS, day(1, 20), *lived(SUBMIT, APPROVE, sent))) == []
    on_it = told(NEWS, day(1, 20), *held)
    learnt = said(on_it, "evaluate", "meet", "liv", text="Lively.")
    came = said(on_it, "evaluate", "meet", "liv", attendance={DORDT: 3})
    for half in ((learnt,), (came,)):
        assert [asked[0] for asked in about(told(NEWS, day(1, 20), *held, *half), "meet")] == ["evaluate"]
    assert about(told(NEWS, day(1, 20), *held, came, learnt), "meet") == []


def test_who_puts_out_what_the_engine_cannot_send_is_told_by_the_day_itself() -> None:
    news = calendar(item("web", on_day(day(2, 16)), channel="intranet"), MEETING)
    events = [*lived(SUBMIT, APPROVE, name="web", network=news), *lived(SUBMIT, APPROVE, name="meet", network=news)]

    assert about(told(news, day(2, 15), *events), "web") == []
    assert about(told(news, day(2, 16), *events), "web") == [("publish", day(2, 16), ("liv",), ("paul",))]
    assert about(told(news, day(2, 15), *events), "meet") == [("hold", day(2, 18), ("liv",), ("paul",))]
    assert about(told(news, day(2, 17), *events), "web")[0][:2] == ("missed", day(2, 17))


def test_what_waits_for_a_decision_is_written_meanwhile() -> None:
    network = calendar(item("letter", anchored("G1", 4)))

    # The letter would go out on 26 January.
    assert about(told(network, day(1, 18), *AWAITING_G1), "letter") == [("draft", day(1, 12), ("liv",), ("pam",))]


def test_what_may_not_go_out_on_its_day_has_to_be_put_on_another() -> None:
    network = calendar(item("ask", on_day(day(2, 20)), shift="ask"))

    assert about(told(network, day(2, 1)), "ask") == [("choose", day(2, 8), ("liv",), ("paul",))]


def test_nobody_has_to_write_what_lapsed_or_was_cancelled_or_what_a_rule_gives_later() -> None:
    network = calendar(
        item("weekly", by_rule("FREQ=WEEKLY;BYDAY=TU", after="G1")),
        item("letter", anchored("G1", 4)),
        item("off", on_day(day(2, 1))),
    )
    cancelled = said(told(network, day(1, 18), *AWAITING_G1), "cancel", "off", "liv", text="No.")
    no_go = decided("G1", "no_go", on=day(1, 20))

    assert [e.subject for e in asked(told(network, day(1, 18), *AWAITING_G1, cancelled))] == ["letter"]
    assert asked(told(network, day(1, 20), *AWAITING_G1, no_go, cancelled)) == []


def test_what_had_its_day_before_the_plan_was_adopted_was_never_asked() -> None:
    network = calendar(item("weekly", by_rule("FREQ=WEEKLY;BYDAY=TU")))

    found = asked(told(network, day(2, 1), adopted("d", on=day(1, 20))))

    assert min(each.about for each in found) == "2027-01-26.missed"


def test_an_obligation_says_which_occurrence_it_is_about_and_what_is_to_be_done() -> None:
    network = calendar(local("weekly", by_rule("FREQ=WEEKLY;BYDAY=TU")))
    progress = told(network, day(1, 4))

    for each in asked(progress):
        occurrence, what = asked_in(progress, each.subject, each.organisation, each.about)
        assert (occurrence.organisation, what) == (each.organisation, "draft")
        assert occurrence.name == f"weekly@{each.about.removesuffix('.draft')}"


def test_owner_and_approver_are_told_by_the_ladder() -> None:
    ahead, late = (reminders(told(NEWS, each), LADDER) for each in (day(1, 26), day(2, 3)))

    def news(notices: tuple[Notice, ...]) -> set[tuple[str, str, str]]:
        return {(each.step, each.person, each.why) for each in notices if each.subject == "news"}

    assert news(ahead) == {("ahead", "liv", "decider")}
    assert news(late) == {("overdue", "liv", "decider"), ("overdue", "paul", "owner")}


def test_the_due_day_of_a_text_does_not_depend_on_the_day_of_asking() -> None:
    days = {about(told(NEWS, each))[0][1] for each in (day(1, 20), day(2, 2), day(2, 15))}

    assert days == {day(2, 2)}


def test_who_is_in_another_organisation_is_not_asked() -> None:
    network = calendar(local("visit", on_day(day(2, 16)), owner="local_lead", approver="sponsor"))

    found = [each for each in asked(told(network, day(1, 20))) if each.organisation == DORDT]

    assert [(each.people, each.owner) for each in found] == [(("dirk",), ("dina",))]
