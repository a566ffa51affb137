"""What a reader of results sees beside the figures."""

from __future__ import annotations

from scd_workflow.domain.results import EarlyLate, Results, Turnout
from scd_workflow.report.evaluations import turnout
from scd_workflow.report.remarks import remarks
from scd_workflow.report.shown import Shown
from scd_workflow.texts import Language
from tests.evaluations import plan
from tests.examples import DORDT, ZWIJND
from tests.instruments import SMALL


def shown(language: Language, *turnout: Turnout, **more: object) -> Shown:
    results = Results(
        instrument=SMALL.id, instrument_hash=SMALL.hash, smallest_group=5, turnout=turnout, scores=()
    ).model_copy(update=more)
    return Shown(plan(), SMALL, results, None, language)


def test_the_turnout_says_how_many_invitations_did_not_arrive() -> None:
    rows = (
        Turnout(organisation=DORDT, invited=37, responses=20, valid=20, undelivered=3),
        Turnout(organisation=ZWIJND, invited=8, undelivered=2),
    )

    dordt, zwijnd = turnout(shown("nl", *rows)).rows
    (english, _) = turnout(shown("en", *rows)).rows

    # Twenty of the thirty-seven who were reached.
    assert dordt[1:4] == ("37", "20", "54 %")
    assert dordt[-1] == "3 niet bezorgd"
    assert zwijnd[-1] == "te weinig gegevens, 2 niet bezorgd"
    assert english[-1] == "3 not delivered"


def about_late(early: float, late: float, language: Language = "nl") -> str:
    with_it, without = (
        list(remarks(shown(language, early_late=each))) for each in (EarlyLate(early=early, late=late), None)
    )
    (told,) = (each for each in with_it if each not in without)
    return told


def test_it_is_told_how_late_and_early_answers_score() -> None:
    told = about_late(3.42, 3.1)

    assert "na de eerste week antwoordde, scoort over alle vragen samen 3,10" in told
    assert "in de eerste week antwoordde, scoort 3,42" in told
    assert "3.10" in about_late(3.42, 3.1, "en")


def test_half_a_point_of_difference_warns_of_those_who_did_not_answer() -> None:
    warning = "mensen die niet antwoordden"

    assert warning in about_late(4.1, 3.6)
    assert warning in about_late(3.6, 4.1)
    assert warning not in about_late(4.09, 3.6)
