"""Those who took part in an evaluation hear what came of it, by the communication calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scd_workflow.app import evaluations
from scd_workflow.app.communications import report
from scd_workflow.app.labels import occurrence_label, occurrence_named
from scd_workflow.app.office import Office
from scd_workflow.domain import blanks, communications, due
from scd_workflow.domain.communication_acts import Act, Said
from scd_workflow.domain.communication_sending import sent
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.feedback import feedback
from scd_workflow.domain.ids import ItemId, OrganisationId
from scd_workflow.domain.occurrences import Occurrence, occurrences
from scd_workflow.domain.plan_check import problems
from tests.calendars import item, local
from tests.evaluations import BASE, SCAN, added, by_liv, campaign, measuring, paper, plan, progress
from tests.examples import CAST, DORDT, LIV, PAUL, REGIO, ZWIJND, at, codes, day

AFTER = {"kind": "round", "campaign": "scan", "offset": 14}
ANSWERS = {DORDT: ["3345", "2234", "4443", "1234", "5543", "2345"]}
PUBLISHED = day(1, 20)
GOES_OUT = day(2, 9)
"""Fourteen working days after the results."""


def calendar(*items: dict[str, Any]) -> dict[str, Any]:
    return {"audiences": [{"id": "staff", "name": "Staff"}], "items": items}


def asking(folder: Path, *items: dict[str, Any], **fields: Any) -> Office:
    return measuring(folder, plan(communications=calendar(*items), **fields))


def held(office: Office) -> None:
    """Hold the first round of the scan, up to its published results."""
    evaluations.open_round(office, by_liv(SCAN), at(day(1, 5), 9))
    added(office, SCAN, paper(ANSWERS), on=day(1, 6))
    evaluations.close_round(office, by_liv(SCAN), at(day(1, 18), 9))
    evaluations.publish(office, by_liv(SCAN), at(PUBLISHED, 9))


def told(office: Office, on: date) -> list[Occurrence]:
    return list(occurrences(progress(office, on)))


def act(office: Office, what: Act, by: str, on: date, where: OrganisationId | None = None, text: str = "") -> None:
    report(office, [Said(what, ItemId("news"), 1, where, by, text)], at(on, 10))  # type: ignore[arg-type]


def out(office: Office, on: date, where: OrganisationId | None = None) -> None:
    """Put the news of the first round out, written and approved."""
    act(office, "submit", LIV, on, where, "https://example.nl/news")
    act(office, "approve", PAUL, on, where)
    act(office, "sent", LIV, on, where, "https://example.nl/seen")


def heard(office: Office, on: date) -> date | None:
    return progress(office, on).state.programme.round(SCAN, 1).told


def asked_to_tell(office: Office, on: date) -> list[int]:
    """The rounds of which somebody is asked to tell those who took part."""
    return [each.attempt for each in due.obligations(progress(office, on)) if each.about == "feedback"]


def test_every_round_has_its_item_which_waits_for_the_results_and_asks_nothing_of_anybody_until_then(
    tmp_path: Path,
) -> None:
    office = asking(tmp_path, item("news", AFTER, channel="intranet"))

    found = told(office, day(1, 12))

    # Open for ten working days from Tuesday 5 January, results five later, told of fourteen later. The second one opens on
    # 6 April; 27 April, Liberation Day, Ascension Day and Whit Monday lie within its twenty-nine working days.
    assert [(each.name, each.day) for each in found] == [("news@1", day(2, 15)), ("news@2", day(5, 21))]
    assert [each.waits and each.waits.code for each in found] == ["communications.results_to_come"] * 2
    assert not [*communications.obligations(progress(office, day(1, 12)))]


def test_from_the_results_on_the_item_has_its_day_and_its_owner_is_asked_to_write(tmp_path: Path) -> None:
    office = asking(tmp_path, item("news", AFTER, channel="intranet"))
    held(office)

    first, second = told(office, PUBLISHED)
    (asked,) = communications.obligations(progress(office, PUBLISHED))

    assert (first.day, first.waits) == (GOES_OUT, None)
    assert second.waits is not None
    assert (asked.subject, asked.about, asked.due, asked.people) == ("news", "1.draft", day(1, 26), (LIV,))


def test_when_the_item_went_out_those_who_took_part_have_heard_and_nobody_is_reminded_to_tell_them(
    tmp_path: Path,
) -> None:
    office = asking(tmp_path, item("news", AFTER, channel="intranet"))
    held(office)

    assert asked_to_tell(office, PUBLISHED) == [1]
    out(office, GOES_OUT)

    assert heard(office, GOES_OUT) == GOES_OUT
    assert asked_to_tell(office, GOES_OUT) == []


def test_what_was_told_by_hand_is_not_told_again(tmp_path: Path) -> None:
    office = asking(tmp_path, item("news", AFTER, channel="intranet"))
    held(office)
    act(office, "submit", LIV, day(1, 25), text="https://example.nl/news")
    evaluations.feed_back(office, by_liv(SCAN, "https://example.nl/told"), at(day(1, 26), 9))

    first = told(office, day(1, 27))[0]

    assert first.lapsed is not None
    assert first.lapsed.code == "communications.told_already"
    assert not [*communications.obligations(progress(office, day(1, 27)))]


def test_what_goes_out_in_each_organisation_is_told_when_the_last_of_them_is_out_or_cancelled(tmp_path: Path) -> None:
    office = asking(tmp_path, local("news", AFTER, channel="intranet"))
    held(office)

    before = []
    for where in (DORDT, ZWIJND):
        out(office, GOES_OUT, where)
        before.append(heard(office, GOES_OUT))
    act(office, "cancel", PAUL, GOES_OUT, REGIO, "Nobody took part.")
    assert [*before, heard(office, GOES_OUT)] == [None, None, None]

    evaluations.feed_back(office, by_liv(SCAN, "https://example.nl/told"), at(GOES_OUT, 17))
    assert heard(office, GOES_OUT) == GOES_OUT


def test_with_one_cancelled_the_last_that_goes_out_tells_all(tmp_path: Path) -> None:
    office = asking(tmp_path, local("news", AFTER, channel="intranet"))
    held(office)
    act(office, "cancel", PAUL, GOES_OUT, REGIO, "Nobody took part.")

    out(office, GOES_OUT, DORDT)
    assert heard(office, GOES_OUT) is None
    out(office, GOES_OUT, ZWIJND)
    assert heard(office, GOES_OUT) == GOES_OUT


def test_what_the_engine_sends_tells_those_who_took_part_as_well(tmp_path: Path) -> None:
    office = asking(tmp_path, item("news", AFTER))
    held(office)
    seen = progress(office, GOES_OUT)

    (found,) = feedback(seen, sent(occurrences(seen)[0], at(GOES_OUT, 10), 40))

    assert (found.campaign, found.round, found.by, found.evidence) == (SCAN, 1, "engine", "news")


def test_a_round_of_one_organisation_is_told_of_there_alone(tmp_path: Path) -> None:
    campaigns = [campaign("scan", kind="quick_scan", organisation=ZWIJND), campaign("base")]
    office = asking(tmp_path, local("news", AFTER, channel="intranet"), campaigns=campaigns)

    assert [each.organisation for each in told(office, day(1, 12))] == [ZWIJND]


def test_what_goes_out_once_tells_of_a_round_of_one_organisation_where_that_one_hears_it(tmp_path: Path) -> None:
    campaigns = [campaign("scan", kind="quick_scan", organisation=ZWIJND), campaign("base")]
    here = item("news", AFTER, channel="intranet", organisations=[ZWIJND])
    elsewhere = item("other", AFTER, channel="intranet", organisations=[DORDT])
    office = asking(tmp_path, here, elsewhere, campaigns=campaigns)

    assert [each.name for each in told(office, day(1, 12))] == ["news@1"]


def test_a_text_can_name_the_evaluation_and_the_day_of_its_results(tmp_path: Path) -> None:
    office = asking(tmp_path, item("news", AFTER, channel="intranet"))
    held(office)
    seen = progress(office, PUBLISHED)
    (first, _) = occurrences(seen)

    found = blanks.values(seen, first)

    assert (found["part"], found["part_day"]) == ("Campaign scan", PUBLISHED)
    assert {"part", "part_day"} <= blanks.known(seen.network.plan, first.item)


@pytest.mark.parametrize("organisation", [None, *CAST])
def test_a_label_of_a_round_leads_back_to_it(tmp_path: Path, organisation: OrganisationId | None) -> None:
    made = item if organisation is None else local
    office = asking(tmp_path, made("news", AFTER, channel="intranet"))
    seen = progress(office, PUBLISHED)
    second = [each for each in occurrences(seen) if each.organisation == organisation][1]

    assert occurrence_named(occurrence_label(seen.network.plan, second)) == ("news", 2, organisation)


def test_a_round_that_there_is_not_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    office = asking(tmp_path, item("news", AFTER, channel="intranet"))

    with pytest.raises(Refused) as refusal:
        report(office, [Said("submit", ItemId("news"), 3, None, LIV, "https://example.nl/news")], at(day(1, 12)))

    assert codes(refusal.value) == ["communications.no_such_day"]
    assert refusal.value.reasons[0].values["known"] == "news@1, news@2"


def test_a_campaign_of_which_nobody_hears_is_pointed_out_where_there_is_a_calendar() -> None:
    def untold(**fields: Any) -> list[object]:
        found = [each for each in problems(plan(**fields)) if each.reason.code == "check.campaign_untold"]
        assert {each.severity for each in found} <= {"warning"}
        return [each.reason.values["campaign"] for each in found]

    assert untold() == []
    assert untold(communications=calendar(item("news", AFTER))) == [BASE, "again"]
    elsewhere = item("news", AFTER, organisations=[DORDT])
    asked = [campaign("scan", kind="quick_scan", organisation=ZWIJND)]
    assert untold(communications=calendar(elsewhere), campaigns=asked) == [SCAN]


@pytest.mark.parametrize(("offset", "late"), [(15, []), (16, ["check.told_late"])])
def test_an_item_that_comes_later_than_people_are_to_hear_is_pointed_out(offset: int, late: list[str]) -> None:
    found = problems(plan(communications=calendar(item("news", AFTER | {"offset": offset}))))

    assert [each.reason.code for each in found if each.reason.code != "check.campaign_untold"] == late
