"""What a reader of results sees beside the figures."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest

from scd_workflow.domain.results import EarlyLate, Results, Score, Turnout
from scd_workflow.report.evaluations import margins, matrix, turnout
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


def margin(turnout: Turnout, score: Score, panels: int = 1) -> str:
    found = replace(shown("nl", turnout, scores=(score,)), panels=panels)
    return margins(found).rows[1][1]


def score(n: int, mean: float, sd: float) -> Score:
    return Score(dimension="VI", organisation=DORDT, n=n, mean=mean, sd=sd)


@pytest.mark.parametrize(
    ("turnout", "panels", "wanted"),
    [
        pytest.param(Turnout(organisation=DORDT, invited=40, responses=16, valid=16), 1, (40, 16), id="all"),
        pytest.param(
            Turnout(organisation=DORDT, invited=16, responses=16, valid=16, undelivered=24),
            1,
            (40, 16),
            id="not reached",
        ),
        pytest.param(Turnout(organisation=DORDT, invited=20, responses=16, valid=16), 2, (40, 16), id="half of them"),
        pytest.param(
            Turnout(organisation=DORDT, invited=10, responses=16, valid=16), 1, None, id="more than there are"
        ),
    ],
)
def test_how_far_a_score_can_be_off_counts_everybody_of_whom_those_are_who_answered(
    turnout: Turnout, panels: int, wanted: tuple[int, int] | None
) -> None:
    # Student's t of fifteen degrees of freedom, from a table.
    off = 2.1314 * 1.2 / 4
    if wanted:
        people, answered = wanted
        off *= sqrt((people - answered) / (people - 1))

    low, high = (f"{each:.2f}".replace(".", ",") for each in (3 - off, 3 + off))
    assert margin(turnout, score(16, 3.0, 1.2), panels) == f"{low} tot {high}"


def test_no_true_score_is_said_to_lie_beyond_the_scale_and_few_answers_are_marked() -> None:
    turnout = Turnout(organisation=DORDT, invited=400, responses=5, valid=5)

    assert margin(turnout, score(5, 4.8, 0.4472)).endswith("tot 5,00*")
    assert margin(turnout, score(5, 1.2, 0.4472)).startswith("1,00 tot")


def test_the_scores_of_the_round_before_stand_in_the_table_beside_the_picture() -> None:
    now = shown("nl", scores=(score(16, 3.0, 1.2),))
    before = now.results.model_copy(update={"scores": (score(16, 2.0, 1.2),)})

    both = matrix(replace(now, before=before)).rows
    other = matrix(replace(now, before=before.model_copy(update={"instrument_hash": "another"}))).rows

    assert [row[:2] for row in both] == [("Alle organisaties", "3,00"), ("Dordt", "3,00"), ("De vorige meting", "2,00")]
    assert [row[0] for row in other] == ["Alle organisaties", "Dordt"]


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
