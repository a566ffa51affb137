"""A round from opening to feedback, and what is left of it for whom."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from scd_workflow.app import acts, evaluations
from scd_workflow.app.office import Office
from scd_workflow.app.plans import Adoption, adopt
from scd_workflow.domain import due
from scd_workflow.domain.activities import Report
from scd_workflow.domain.errors import PlanInvalid, Refused
from scd_workflow.domain.evaluations import Step
from scd_workflow.domain.ids import ActivityId, CampaignId
from scd_workflow.domain.round_days import opens_on
from scd_workflow.store.responses import KEY_BYTES, key_of
from tests.evaluations import (
    AGAIN,
    ANSWERS,
    AUDIENCE,
    BASE,
    MONDAY,
    SCAN,
    added,
    by_liv,
    campaign,
    measuring,
    paper,
    plan,
    progress,
    rows,
)
from tests.examples import DIRK, DORDT, PAM, REGIO, ZWIJND, at, codes, day, gate, phase, plan_of, work
from tests.offices import write_plan


def refused(office: Office, doing: str, campaign_id: CampaignId = BASE, *, on: object = MONDAY) -> list[str]:
    with pytest.raises(Refused) as refusal:
        getattr(evaluations, doing)(office, by_liv(campaign_id, "https://example.nl/news"), at(on, 9))  # type: ignore[arg-type]
    return codes(refusal.value)


def held(office: Office, campaign_id: CampaignId = BASE) -> None:
    """Hold a round, up to its published results."""
    evaluations.open_round(office, by_liv(campaign_id), at(MONDAY, 9))
    added(office, campaign_id, paper(ANSWERS))
    evaluations.close_round(office, by_liv(campaign_id), at(day(1, 18), 9))
    evaluations.publish(office, by_liv(campaign_id), at(day(1, 20), 9))


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Office:
    return measuring(tmp_path / "office", database_url=database_url)


def test_a_round_is_opened_answered_closed_published_and_fed_back(office: Office) -> None:
    held(office)
    evaluations.feed_back(office, by_liv(BASE, "https://example.nl/news"), at(day(1, 25), 9))

    found = evaluations.published(office, BASE, at(day(1, 25), 10))

    dordt = found.published.results.score("QB", DORDT)
    assert dordt is not None
    assert (dordt.n, dordt.mean) == (6, round((5 + 4 + 3 + 4 + 3 + 5) / 6, 4))
    assert found.published.results.score("QB", ZWIJND) is None
    assert progress(office).state.programme.round(BASE, 1).stage == "done"


def test_each_thing_is_done_once_and_in_its_turn(office: Office) -> None:
    assert refused(office, "close_round") == ["evaluations.cannot_close"]
    assert refused(office, "publish") == ["evaluations.cannot_publish"]
    held(office)
    assert refused(office, "open_round") == ["evaluations.cannot_open"]
    assert refused(office, "close_round") == ["evaluations.cannot_close"]
    assert refused(office, "publish") == ["evaluations.cannot_publish"]
    evaluations.feed_back(office, by_liv(BASE, "https://example.nl/news"), at(day(1, 25), 9))
    assert refused(office, "feed_back") == ["evaluations.all_done"]


def test_only_who_owns_an_evaluation_opens_it(office: Office) -> None:
    with pytest.raises(Refused) as refusal:
        evaluations.open_round(office, Step(BASE, PAM), at(MONDAY, 9))

    assert codes(refusal.value) == ["evaluations.not_yours"]
    assert rows(office, "SELECT * FROM campaign_secret") == []


def test_a_campaign_that_the_plan_does_not_have_is_named(office: Office) -> None:
    assert refused(office, "open_round", CampaignId("bese")) == ["evaluations.unknown"]


def test_without_the_works_council_nothing_opens(tmp_path: Path) -> None:
    needs = plan(campaigns=[campaign("base", works_council="required")])

    assert refused(measuring(tmp_path, needs), "open_round") == ["evaluations.works_council"]


def test_in_recess_nothing_opens(tmp_path: Path) -> None:
    calendar = {"recesses": [{"name": "Winter", "first": "2027-01-01", "last": "2027-01-08"}]}

    assert refused(measuring(tmp_path, plan(calendar=calendar)), "open_round") == ["evaluations.in_recess"]


def test_in_the_recess_of_one_organisation_nothing_that_asks_it_alone_opens(tmp_path: Path) -> None:
    recess = {"name": "Own", "organisation": DORDT, "first": "2027-01-01", "last": "2027-01-08"}
    asked = [campaign("scan", kind="quick_scan", organisation=DORDT), campaign("base")]
    office = measuring(tmp_path, plan(campaigns=asked, calendar={"recesses": [recess]}))
    found = progress(office)

    assert [opens_on(found, each, 1) for each in found.network.plan.campaigns] == [day(1, 12), day(1, 5)]
    assert refused(office, "open_round", SCAN) == ["evaluations.in_recess"]


def test_of_an_audience_of_nobody_nothing_is_asked(tmp_path: Path) -> None:
    nobody = plan(audiences=[AUDIENCE | {"invited": {}}])

    assert refused(measuring(tmp_path, nobody), "open_round") == ["evaluations.nobody_invited"]


def test_a_question_set_that_is_not_there_opens_nothing(tmp_path: Path) -> None:
    office = measuring(tmp_path, plan(campaigns=[campaign("base", instrument="other")]))

    with pytest.raises(PlanInvalid) as invalid:
        evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))

    assert [reason.code for reason in invalid.value.reasons] == ["check.unknown_instrument"]


def test_a_second_measurement_waits_for_the_first_and_for_nine_months(office: Office) -> None:
    assert refused(office, "open_round", AGAIN) == ["evaluations.nothing_to_compare"]
    held(office)
    assert refused(office, "open_round", AGAIN, on=day(9, 20)) == ["evaluations.too_soon"]
    assert evaluations.open_round(office, by_liv(AGAIN), at(day(10, 5), 9)).kind == "campaign_opened"


def test_a_second_measurement_asks_the_same_or_nothing(office: Office) -> None:
    held(office)
    file = office.settings.config / "instruments" / "small.yaml"
    file.write_text(file.read_text("utf-8").replace("version: 1", "version: 2"), "utf-8")

    assert refused(office, "open_round", AGAIN, on=day(10, 5)) == ["evaluations.other_questions"]


def test_what_was_asked_stays_as_it_was_however_the_file_changes(office: Office) -> None:
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    file = office.settings.config / "instruments" / "small.yaml"
    file.write_text(file.read_text("utf-8").replace("VI1", "VX1"), "utf-8")

    assert added(office, BASE, paper(ANSWERS)).new == 20


def test_after_closing_no_answer_is_added_and_nothing_tells_whose_they_are(office: Office) -> None:
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    added(office, BASE, paper(ANSWERS))
    assert len(rows(office, "SELECT secret FROM campaign_secret")) == 1

    evaluations.close_round(office, by_liv(BASE), at(day(1, 18), 9))

    assert rows(office, "SELECT * FROM campaign_secret") == []
    with pytest.raises(Refused) as refusal:
        added(office, BASE, paper(ANSWERS))
    assert codes(refusal.value) == ["evaluations.cannot_import"]


def test_an_answer_has_a_random_key_and_no_moment(office: Office) -> None:
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    added(office, BASE, "nummer;datum;organisatie;VI1;VI2;VI3;QB\n17;06-01-2027 10:31;dordt;1;2;3;4\n")

    ((key, week),) = rows(office, "SELECT key, week FROM response")

    assert len(str(key)) == 2 * KEY_BYTES
    assert str(week) == "2027-01-04"


def test_answers_lie_in_no_order_of_theirs(office: Office) -> None:
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    added(office, BASE, paper(ANSWERS))

    # As the database itself gives them, without being asked for an order.
    keys = [key for (key,) in rows(office, "SELECT key FROM response")]

    assert keys == sorted(keys, key=str)


def test_words_stand_apart_from_the_answers_they_were_given_with(office: Office) -> None:
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    file = "nummer;organisatie;VI1;VI2;VI3;QB;open\n1;dordt;1;2;3;4;Minder dubbel werk\n2;dordt;1;2;3;4;\n"

    for _ in range(2):
        added(office, BASE, file)

    ((key, said),) = rows(office, "SELECT key, text FROM comment")
    assert said == "Minder dubbel werk"
    assert key not in {each for (each,) in rows(office, "SELECT key FROM response")}


def test_what_has_to_be_done_next_falls_due_by_plan_and_log(office: Office) -> None:
    def next_of(campaign_id: CampaignId, on: date) -> tuple[str, int, object] | None:
        found = (each for each in due.obligations(progress(office, on)) if each.subject == campaign_id)
        return next(((each.about, each.attempt, each.due) for each in found if each.kind == "evaluation"), None)

    assert next_of(SCAN, MONDAY) == ("open", 1, day(1, 5)), "the first Tuesday"
    evaluations.open_round(office, by_liv(SCAN), at(day(1, 5), 9))
    assert next_of(SCAN, day(1, 5)) == ("close", 1, day(1, 19)), "ten working days"
    evaluations.close_round(office, by_liv(SCAN), at(day(1, 20), 9))
    assert next_of(SCAN, day(1, 20)) == ("publish", 1, day(1, 27))
    evaluations.publish(office, by_liv(SCAN), at(day(1, 21), 9))
    assert next_of(SCAN, day(1, 21)) == ("feedback", 1, day(2, 11)), "within fifteen working days"
    evaluations.feed_back(office, by_liv(SCAN, "https://example.nl/news"), at(day(2, 1), 9))
    assert next_of(SCAN, day(2, 1)) == ("open", 2, day(1, 5) + timedelta(weeks=13))


def test_words_are_shown_once_a_round_is_closed_and_only_when_there_are_many(office: Office) -> None:
    def file(count: int) -> str:
        rows = (f"{number};{(DORDT, REGIO)[number % 2]};1;2;3;4;Wens {number}\n" for number in range(count))
        return "nummer;organisatie;VI1;VI2;VI3;QB;open\n" + "".join(rows)

    def shown(campaign_id: CampaignId) -> tuple[str, ...]:
        return evaluations.comments(office, campaign_id, at(MONDAY, 12))

    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    added(office, BASE, file(10))
    with pytest.raises(Refused) as too_early:
        shown(BASE)
    evaluations.close_round(office, by_liv(BASE), at(MONDAY, 11))
    evaluations.open_round(office, by_liv(SCAN), at(MONDAY, 9))
    added(office, SCAN, file(9))
    evaluations.close_round(office, by_liv(SCAN), at(MONDAY, 11))
    with pytest.raises(Refused) as too_few:
        shown(SCAN)

    assert codes(too_early.value) == ["evaluations.not_closed"]
    assert codes(too_few.value) == ["evaluations.few_comments"]
    assert sorted(shown(BASE)) == sorted(f"Wens {number}" for number in range(10))


def test_results_tell_which_part_does_which_work_where_those_are_many(office: Office) -> None:
    kinds = ["execution"] * 12 + ["management"] * 9 + [""] * 4
    file = "nummer;organisatie;rol;VI1;VI2;VI3;QB\n" + "".join(
        f"{number};dordt;{kind};1;2;3;4\n" for number, kind in enumerate(kinds)
    )
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    added(office, BASE, file)
    evaluations.close_round(office, by_liv(BASE), at(MONDAY, 11))
    evaluations.publish(office, by_liv(BASE), at(MONDAY, 12))

    # Twelve of twenty-five; of nine managers one might know who they are.
    assert evaluations.published(office, BASE, at(MONDAY, 13)).published.results.roles == {"execution": 48}


def words_of_dordt_alone(office: Office) -> list[str]:
    """Why nobody gets to read what ten people of one organisation wrote in a round that nobody else answered."""
    file = "nummer;VI1;VI2;VI3;QB;open\n" + "".join(f"{number};1;2;3;4;Wens {number}\n" for number in range(10))
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    added(office, BASE, file, organisation=DORDT)
    evaluations.close_round(office, by_liv(BASE), at(MONDAY, 11))
    with pytest.raises(Refused) as refusal:
        evaluations.comments(office, BASE, at(MONDAY, 12))
    return codes(refusal.value)


def test_nobody_gets_to_read_words_where_people_of_one_organisation_alone_answered(office: Office) -> None:
    assert words_of_dordt_alone(office) == ["evaluations.no_words"]
    assert len(rows(office, "SELECT text FROM comment")) == 10, "others might have answered as well"


@pytest.mark.parametrize(
    "asked",
    [
        {"campaigns": [campaign("base", organisation=DORDT)]},
        {"campaigns": [campaign("base")], "audiences": [{**AUDIENCE, "invited": {DORDT: 40}}]},
    ],
    ids=["of a campaign", "of an audience"],
)
def test_within_one_organisation_nobody_gets_to_read_words_nor_are_they_kept(
    tmp_path: Path, asked: dict[str, Any]
) -> None:
    office = measuring(tmp_path, plan(**asked))

    assert words_of_dordt_alone(office) == ["evaluations.no_words"]
    assert rows(office, "SELECT text FROM comment") == []
    assert rows(office, "SELECT count(*) FROM response") == [(10,)]


def test_whoever_holds_the_whole_database_after_closing_cannot_tell_whose_an_answer_is(tmp_path: Path) -> None:
    office = measuring(tmp_path / "office")
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    file = (
        "ID;Tijd van voltooien;E-mail;Naam;Organisatie;VI1;VI2;VI3;QB;open\n"
        "4711;01/06/27 10:31:17;jan@example.nl;Jan de Vries;dordt;1;2;3;4;Rust graag\n"
        "4712;01/07/27 11:02:03;an@example.nl;An Bakker;dordt;5;4;3;2;\n"
    )
    added(office, BASE, file)
    ((secret,),) = rows(office, "SELECT secret FROM campaign_secret")
    evaluations.close_round(office, by_liv(BASE), at(day(1, 18), 9))
    everything = b"".join(
        each.read_bytes() for each in sorted((tmp_path / "office" / "var").rglob("*")) if each.is_file()
    )

    for known in (b"jan@example.nl", b"Jan de Vries", b"4711", b"10:31:17", b"2027-01-06"):
        assert known not in everything
    assert isinstance(secret, bytes)
    for each in (1, 2):
        number = f"471{each}"
        assert key_of(secret, "/", number) in {key for (key,) in rows(office, "SELECT key FROM response")}, (
            "with it, one could"
        )
    assert secret not in everything, "and it is nowhere"


def test_a_round_opens_by_the_plan_on_its_day_and_once(office: Office) -> None:
    assert evaluations.open_due(office, "quick_scan", at(MONDAY, 9)) == ()

    late = at(day(1, 7), 9)
    first, again = (evaluations.open_due(office, "quick_scan", late) for _ in range(2))

    opened = progress(office).state.programme.round(SCAN, 1).opened
    assert opened is not None
    assert (first, opened.by, again) == ((SCAN,), "engine", ())
    assert added(office, SCAN, paper(ANSWERS), on=day(1, 8)).new == 20


def test_what_stands_against_opening_is_left_to_the_owner(office: Office) -> None:
    opened = evaluations.open_due(office, "measurement", at(day(1, 5), 9))

    assert opened == (BASE,), "nothing to compare with yet"
    left = {each.subject for each in due.obligations(progress(office, day(1, 5))) if each.about == "open"}
    assert left == {SCAN, AGAIN}


def test_single_answers_are_erased_once_their_term_is_over_and_results_stay(office: Office) -> None:
    held(office)

    def refusal(number: int, on: object) -> list[str]:
        with pytest.raises(Refused) as refusal:
            evaluations.purge(office, by_liv(BASE), number, at(on, 9))  # type: ignore[arg-type]
        return codes(refusal.value)

    assert refusal(1, day(7, 30)) == ["evaluations.kept_until"]
    assert refusal(2, day(8, 2)) == ["evaluations.not_to_purge"]
    (asked,) = (each for each in due.obligations(progress(office, day(8, 2))) if each.about == "purge")
    assert (asked.subject, asked.attempt, asked.due) == (BASE, 1, day(8, 1))

    evaluations.purge(office, by_liv(BASE), 1, at(day(8, 2), 9))

    for table in ("response", "role_count", "comment"):
        assert rows(office, f"SELECT * FROM {table}") == []  # noqa: S608 - our own names
    assert refusal(1, day(8, 3)) == ["evaluations.purged_already"]
    assert not [each for each in due.obligations(progress(office, day(8, 3))) if each.about == "purge"]
    assert evaluations.published(office, BASE, at(day(8, 3), 10)).published.results.score("QB", DORDT) is not None


def test_no_plan_leaves_a_round_behind_that_is_open_or_of_which_answers_are_kept(office: Office) -> None:
    scans = campaign("scan", kind="quick_scan")
    shorter = {"one is gone": plan(campaigns=[scans]), "a round less": plan(campaigns=[scans, campaign("base")])}
    write_plan(plan(campaigns=[scans, campaign("base", rounds=2)]), office.settings.config)
    adopt(office, Adoption(PAM, "Twice"), at(MONDAY, 8))

    def left(wanted: str, on: date) -> list[tuple[str, object]]:
        write_plan(shorter[wanted], office.settings.config)
        with pytest.raises(Refused) as refusal:
            adopt(office, Adoption(PAM, "Less"), at(on, 8))
        return [(reason.code, reason.values["number"]) for reason in refusal.value.reasons]

    held(office)
    assert left("one is gone", day(1, 21)) == [("evaluations.left_behind", 1)]
    evaluations.feed_back(office, by_liv(BASE, "https://example.nl/news"), at(day(1, 21), 9))
    evaluations.purge(office, by_liv(BASE), 1, at(day(8, 2), 9))
    evaluations.open_round(office, by_liv(BASE), at(day(8, 31), 9))
    assert [left(each, day(9, 1)) for each in shorter] == [[("evaluations.left_behind", 2)]] * 2
    evaluations.close_round(office, by_liv(BASE), at(day(9, 20), 9))
    evaluations.publish(office, by_liv(BASE), at(day(9, 20), 10))
    evaluations.purge(office, by_liv(BASE), 2, at(day(6, 2, 2028), 9))

    write_plan(shorter["one is gone"], office.settings.config)
    assert adopt(office, Adoption(PAM, "Less"), at(day(6, 2, 2028), 10)).reason == "Less"


def test_where_no_day_fits_nothing_is_due_and_nothing_breaks(tmp_path: Path) -> None:
    recess = {"name": "Always", "first": "2027-01-01", "last": "2099-12-31"}
    office = measuring(tmp_path, plan(calendar={"recesses": [recess]}))

    assert evaluations.open_due(office, "quick_scan", at(day(1, 6), 9)) == ()
    assert not [each for each in due.obligations(progress(office)) if each.kind == "evaluation"]


def test_of_two_rounds_the_second_opens_a_quarter_after_the_first_outside_recess(tmp_path: Path) -> None:
    recess = {"name": "Spring", "first": "2027-04-03", "last": "2027-04-11"}
    network = progress(measuring(tmp_path, plan(calendar={"recesses": [recess]})))
    scan = network.network.campaigns[SCAN]

    assert [opens_on(network, scan, number) for number in (1, 2)] == [day(1, 5), day(4, 13)]


def test_nobody_is_asked_a_third_time_within_half_a_year_though_a_recess_put_off_an_earlier_round(
    tmp_path: Path,
) -> None:
    recess = {"name": "Spring", "first": "2027-04-03", "last": "2027-05-16"}
    scan = campaign("scan", kind="quick_scan", rounds=5)
    found = progress(measuring(tmp_path, plan(campaigns=[scan], calendar={"recesses": [recess]})))
    asked = found.network.campaigns[SCAN]

    assert [opens_on(found, asked, number) for number in range(1, 6)] == [
        day(1, 5), day(5, 18), day(7, 6), date(2027, 11, 16), date(2028, 1, 4),
    ]  # fmt: skip


def test_nor_is_anybody_when_a_round_is_opened_by_hand(tmp_path: Path) -> None:
    scan = campaign("scan", kind="quick_scan", rounds=3)
    office = measuring(tmp_path, plan(campaigns=[scan]))
    for opened in (day(1, 5), day(4, 6)):
        evaluations.open_round(office, by_liv(SCAN), at(opened, 9))
        evaluations.close_round(office, by_liv(SCAN), at(opened, 10))
        evaluations.publish(office, by_liv(SCAN), at(opened, 11))
        evaluations.feed_back(office, by_liv(SCAN, "https://kza.example.nl/wat-wij-hoorden"), at(opened, 12))

    with pytest.raises(Refused) as refused:
        evaluations.open_round(office, by_liv(SCAN), at(day(7, 5), 9))
    assert codes(refused.value) == ["evaluations.asked_too_often"]
    assert evaluations.open_round(office, by_liv(SCAN), at(day(7, 6), 9)).kind == "campaign_opened"


def test_four_and_twelve_weeks_after_its_own_work_one_organisation_alone_is_asked(tmp_path: Path) -> None:
    after_work = campaign(
        "live", kind="quick_scan", organisation=DORDT, after="B1", offset=20, rounds=2, every=8, instrument="small"
    )
    local = plan_of(
        phase("P1", "G1", work("A1"), work("B1", "local_lead", per_organisation=True), gate("G1", term=1)),
        mandates=[{"id": "M", "role": "steering_chair", "gates": ["G1"], "source": "Founding meeting"}],
        audiences=[AUDIENCE],
        campaigns=[after_work],
    )
    office = measuring(tmp_path, local)
    live = CampaignId("live")
    assert opens_on(progress(office), progress(office).network.campaigns[live], 1) is None
    acts.report(office, Report("done", ActivityId("B1"), DORDT, DIRK), at(day(1, 5), 9))

    on = progress(office, day(1, 6))
    assert [opens_on(on, on.network.campaigns[live], number) for number in (1, 2)] == [day(2, 2), day(3, 30)]
    assert evaluations.open_due(office, "quick_scan", at(day(2, 2), 10)) == (live,)
    opened = progress(office, day(2, 2)).state.programme.round(live, 1).opened
    assert opened is not None
    assert opened.invited == {DORDT: 40}
