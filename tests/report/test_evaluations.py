"""What a reader of results sees beside the figures."""

from __future__ import annotations

from scd_workflow.domain.results import Results, Turnout
from scd_workflow.report.evaluations import turnout
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
