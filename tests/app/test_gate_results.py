"""What a gate asks of evaluations, and what its briefing says of what they found."""

from __future__ import annotations

from pathlib import Path

import pytest

from scd_workflow.app import evaluations
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.ids import OrganisationId
from scd_workflow.texts import say
from tests.evaluations import BASE, MONDAY, added, by_liv, measuring, paper, plan, progress
from tests.examples import DORDT, at, criterion


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({DORDT: ["3344"] * 9 + ["1111"]}, "holds"),
        ({DORDT: ["3322"] * 9 + ["1111"]}, "holds_not"),
        ({DORDT: ["3344"] * 4}, "unknown"),
    ],
)
def test_a_gate_asks_for_a_score_and_may_hear_that_it_is_not_known(
    tmp_path: Path, answers: dict[OrganisationId, list[str]], verdict: str
) -> None:
    wanted = criterion("able", "kpi_within", campaign="base", dimension="QB", at_least=3.0)
    published = criterion("measured", "measurement_available", campaign="base")
    office = measuring(tmp_path, plan(wanted, published))
    before = briefing(progress(office), progress(office).network.plan.phases[0].gates[0], None)
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    added(office, BASE, paper(answers))
    evaluations.close_round(office, by_liv(BASE), at(MONDAY, 10))
    evaluations.publish(office, by_liv(BASE), at(MONDAY, 11))

    after = briefing(progress(office), progress(office).network.plan.phases[0].gates[0], None)

    assert [each.verdict for each in before.findings] == ["unknown", "holds_not"]
    assert [each.verdict for each in after.findings] == [verdict, "holds"]
    assert before.digest != after.digest
    assert not [each for each in before.further if each.about == "result/base"]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        # Only the forty of Dordt are shown. VI is the mean of its three items: 3, 3, 4 nine times and 1, 1, 1 once; QB is 4 nine times and 1 once.
        (["3344"] * 9 + ["1111"], "10 van 40 mensen antwoordden. Gemiddeld 3,40 op een schaal van 1 tot 5, het laagst bij Vision (nl): 3,10."),
        (["3344"] * 4, "te weinig antwoorden om te tonen."),
    ],
)  # fmt: skip
def test_the_briefing_says_what_an_evaluation_found_that_the_gate_asks_for(
    tmp_path: Path, answers: list[str], told: str
) -> None:
    office = measuring(tmp_path, plan(criterion("measured", "measurement_available", campaign="base")))
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    added(office, BASE, paper({DORDT: answers}))
    evaluations.close_round(office, by_liv(BASE), at(MONDAY, 10))
    evaluations.publish(office, by_liv(BASE), at(MONDAY, 11))

    (found,) = briefing(progress(office), progress(office).network.plan.phases[0].gates[0], None).further

    assert say(found.says) == f"Resultaten van Campaign base (4 januari 2027): {told}"
