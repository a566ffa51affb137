"""What a round found is published once: nobody can hold two figures of the same people against each other.

Of two figures that differ by one to four people, the difference is what these few answered.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from scd_workflow.app import evaluations
from scd_workflow.app.office import Office
from scd_workflow.app.plans import Adoption, adopt
from scd_workflow.app.result_page import results_page
from scd_workflow.domain import evaluations as rules
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.evaluation_events import ResultsPublished
from scd_workflow.domain.ids import CampaignId
from scd_workflow.store import log
from scd_workflow.store.engine import reading
from tests.evaluations import AUDIENCE, BASE, MONDAY, SCAN, added, by_liv, campaign, measuring, paper, plan, progress
from tests.examples import CAST, DORDT, PAM, REGIO, ZWIJND, at, codes, day
from tests.offices import write_plan

ANSWERS = {DORDT: ["3345", "2234", "4443", "1234", "5543", "2345"], ZWIJND: ["1111"] * 4, REGIO: ["4444"] * 10}
ONE_MORE = {**ANSWERS, DORDT: [*ANSWERS[DORDT], "5555"], ZWIJND: ["1111"] * 5}
PURGING = day(8, 2)
NEWS = "https://example.nl/news"
DATED = "nummer;datum;organisatie;VI1;VI2;VI3;QB\n"


def publications(office: Office) -> list[ResultsPublished]:
    with reading(office.engine) as connection:
        events = [each.event for each in log.read(connection, office.programme)]
    return [each for each in events if each.kind == "results_published"]


def held(office: Office, campaign_id: CampaignId = BASE, *, file: str = paper(ANSWERS)) -> None:
    evaluations.open_round(office, by_liv(campaign_id), at(MONDAY, 9))
    added(office, campaign_id, file)
    evaluations.close_round(office, by_liv(campaign_id), at(day(1, 18), 9))
    evaluations.publish(office, by_liv(campaign_id), at(day(1, 20), 9))


def other_plan(office: Office) -> None:
    """Ask more people, more often, and show smaller groups no longer."""
    more = {"audiences": [AUDIENCE | {"invited": dict.fromkeys(CAST, 80)}]}
    changed = plan(campaigns=[campaign("scan", kind="quick_scan"), campaign("base", smallest_group=9)], **more)
    write_plan(changed, office.settings.config)
    adopt(office, Adoption(PAM, reason="Others are asked"), at(day(1, 21), 8))


ACTS: dict[str, Callable[[Office], object]] = {
    "publish": lambda office: evaluations.publish(office, by_liv(BASE), at(day(1, 21), 9)),
    "import": lambda office: added(office, BASE, paper(ONE_MORE), on=day(1, 21), name="b.csv"),
    "close": lambda office: evaluations.close_round(office, by_liv(BASE), at(day(1, 21), 9)),
    "open": lambda office: evaluations.open_round(office, by_liv(BASE), at(day(1, 21), 9)),
    "open due": lambda office: evaluations.open_due(office, "measurement", at(day(1, 21), 9)),
    "feed back": lambda office: evaluations.feed_back(office, by_liv(BASE, NEWS), at(day(1, 25), 9)),
    "purge": lambda office: evaluations.purge(office, by_liv(BASE), 1, at(PURGING, 9)),
    "other plan": other_plan,
}


@pytest.mark.parametrize(
    "first", [(), ("feed back",), ("purge",), ("other plan",), ("other plan", "feed back", "purge")]
)
def test_whatever_is_tried_a_round_that_was_published_stays_as_it_was(
    tmp_path: Path, database_url: str, first: tuple[str, ...]
) -> None:
    office = measuring(tmp_path / "office", database_url=database_url)
    held(office)
    shown = results_page(evaluations.published(office, BASE, at(day(8, 3), 9)), "nl")
    once = publications(office)

    for name in (*first, *ACTS, *reversed(ACTS)):
        with suppress(Refused):
            ACTS[name](office)

    assert [each.campaign for each in once] == [BASE]
    assert publications(office) == once
    assert results_page(evaluations.published(office, BASE, at(day(8, 3), 9)), "nl") == shown


@pytest.mark.parametrize("before", [(), ("feed back",), ("feed back", "purge")])
def test_who_publishes_again_or_adds_answers_is_told_why_not(tmp_path: Path, before: tuple[str, ...]) -> None:
    office = measuring(tmp_path)
    held(office)
    for name in before:
        ACTS[name](office)

    told = {}
    for name in ("publish", "import", "open"):
        with pytest.raises(Refused) as refusal:
            ACTS[name](office)
        told[name] = codes(refusal.value)

    refusals = {"publish": "cannot_publish", "import": "cannot_import", "open": "cannot_open"}
    assert told == {name: [f"evaluations.{'all_done' if before else code}"] for name, code in refusals.items()}


def dated(*answers: tuple[str, str]) -> str:
    return DATED + "".join(
        f"{number};{on}-2027;dordt;{';'.join(given)}\n" for number, (on, given) in enumerate(answers, start=1)
    )


def test_an_export_that_holds_an_earlier_round_as_well_is_not_published_again_with_one_more(tmp_path: Path) -> None:
    office = measuring(tmp_path)
    first = [("05-01", "1234"), ("06-01", "2345"), ("07-01", "3451"), ("08-01", "4512"), ("11-01", "5123")]
    held(office, SCAN, file=dated(*first))
    evaluations.feed_back(office, by_liv(SCAN, NEWS), at(day(1, 25), 9))
    evaluations.open_round(office, by_liv(SCAN), at(day(4, 6), 9))
    more = [*first, ("07-04", "5555")]

    for trial in (True, False):
        with pytest.raises(Refused) as refusal:
            added(office, SCAN, dated(*more), on=day(4, 7), trial=trial)
        (reason,) = refusal.value.reasons
        assert (reason.code, reason.values["count"]) == ("intake.before_round", len(first))

    # In the week of opening nobody needs to know on which day.
    assert added(office, SCAN, dated(("05-04", "1234"), ("07-04", "5555")), on=day(4, 7)).new == 2


def test_what_one_round_found_is_not_published_as_that_of_the_next(tmp_path: Path) -> None:
    office = measuring(tmp_path)
    held(office, SCAN)
    (first,) = publications(office)
    evaluations.feed_back(office, by_liv(SCAN, NEWS), at(day(1, 25), 9))
    evaluations.open_round(office, by_liv(SCAN), at(day(4, 6), 9))
    evaluations.close_round(office, by_liv(SCAN), at(day(4, 7), 9))

    # As by somebody who began to publish the first round, and was held up until now.
    with pytest.raises(Refused) as refusal:
        rules.publish(progress(office, day(4, 8)), by_liv(SCAN), 1, first.results, at(day(4, 8), 9))

    assert codes(refusal.value) == ["evaluations.cannot_publish"]
    assert rules.publish(progress(office, day(4, 8)), by_liv(SCAN), 2, first.results, at(day(4, 8), 9)).round == 2


def test_of_two_who_publish_at_the_same_time_the_second_is_refused(tmp_path: Path) -> None:
    office = measuring(tmp_path)
    held(office)
    (first,) = publications(office)

    # As by somebody who found the round closed, and comes to recording it only now.
    with pytest.raises(Refused) as refusal:
        rules.publish(progress(office, day(1, 20)), by_liv(BASE), 1, first.results, at(day(1, 20), 10))

    assert codes(refusal.value) == ["evaluations.cannot_publish"]
