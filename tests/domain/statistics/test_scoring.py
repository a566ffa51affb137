"""From single answers to what is published."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scd_workflow.domain.ids import OrganisationId
from scd_workflow.domain.results import Results, Turnout
from scd_workflow.domain.statistics.scoring import Asked, results
from tests.examples import CAST, DORDT, REGIO, ZWIJND
from tests.instruments import SMALL

INVITED = {DORDT: 20, ZWIJND: 10, REGIO: 6}
ASKED = Asked(SMALL, INVITED, 5)
Found = dict[OrganisationId, list[str]]

digits = st.text("012345", min_size=4, max_size=4)
everybody = st.fixed_dictionaries({each: st.lists(digits, max_size=12) for each in CAST})


def counted(answers: Found) -> Results:
    return results(ASKED, {organisation: "".join(each) for organisation, each in answers.items()})


def mean(found: Results, dimension: str) -> float | None:
    score = found.score(dimension, DORDT)
    return score.mean if score else None


def test_what_is_missing_is_no_answer_and_the_rest_of_the_dimension_counts() -> None:
    # 2 and 4 of three items make 3; one of three items makes nothing.
    found = counted({DORDT: ["2045", "2045", "1111", "5555", "3333", "3004"]})

    assert mean(found, "VI") == (3 + 3 + 1 + 5 + 3) / 5
    turnout = next(each for each in found.turnout if each.organisation == DORDT)
    assert (turnout.responses, turnout.valid) == (6, 5)


def test_who_answered_fewer_than_two_thirds_counts_nowhere() -> None:
    found = counted({DORDT: [*["2222"] * 4, "3333", "0005", "5000"]})

    assert mean(found, "QB") == (4 * 2 + 3) / 5


def test_the_programme_counts_each_organisation_once() -> None:
    found = counted({DORDT: [*["1111"] * 11, "2222"], ZWIJND: [*["4444"] * 5, "5555"]})

    whole = found.of_programme("QB")

    dordt, zwijnd = found.score("QB", DORDT), found.score("QB", ZWIJND)
    assert dordt is not None
    assert zwijnd is not None
    assert dordt.mean is not None
    assert zwijnd.mean is not None
    assert whole == (dordt.mean + zwijnd.mean) / 2
    together = found.score("QB", None)
    assert together is not None
    assert together.mean == round((11 + 2 + 20 + 5) / 18, 4)


def test_turnout_counts_those_of_whom_something_can_be_shown() -> None:
    found = counted({DORDT: ["1234"] * 8, ZWIJND: ["1234"] * 4})

    assert found.turnout == (
        Turnout(organisation=None, invited=20, responses=8, valid=8),
        Turnout(organisation=DORDT, invited=20, responses=8, valid=8),
        Turnout(organisation=REGIO, invited=6),
        Turnout(organisation=ZWIJND, invited=10),
    )


def unreached(answers: Found, undelivered: dict[OrganisationId, int]) -> tuple[Turnout, ...]:
    return results(
        replace(ASKED, undelivered=undelivered), {each: "".join(given) for each, given in answers.items()}
    ).turnout


def test_whom_no_invitation_reached_was_not_invited() -> None:
    found = unreached({DORDT: ["1234"] * 8, ZWIJND: ["1234"] * 4}, {DORDT: 3, REGIO: 2})

    assert found == (
        Turnout(organisation=None, invited=17, responses=8, valid=8, undelivered=3),
        Turnout(organisation=DORDT, invited=17, responses=8, valid=8, undelivered=3),
        Turnout(organisation=REGIO, invited=4, undelivered=2),
        Turnout(organisation=ZWIJND, invited=10),
    )


def test_never_did_more_people_answer_than_were_invited_because_some_were_not_reached() -> None:
    whole, dordt, *_ = unreached({DORDT: ["1234"] * 8, ZWIJND: ["1234"] * 7}, {DORDT: 15, ZWIJND: 2})

    assert (dordt.organisation, dordt.invited, dordt.responses) == (DORDT, 8, 8)
    assert (whole.invited, whole.responses) == (15, 15)


def test_where_more_answered_than_were_invited_the_number_invited_stays() -> None:
    _, dordt, *_ = unreached({DORDT: ["1234"] * 25}, {DORDT: 3})

    assert (dordt.invited, dordt.responses) == (20, 25)


@given(everybody, st.dictionaries(st.sampled_from(CAST), st.integers(0, 25)), st.integers(0, 4))
def test_how_many_were_not_reached_does_not_tell_how_many_of_a_hidden_organisation_answered(
    found: Found, undelivered: dict[OrganisationId, int], answered: int
) -> None:
    few, none = ({**found, ZWIJND: [], REGIO: ["1234"] * n} for n in (answered, 0))

    assert unreached(few, undelivered) == unreached(none, undelivered)


def test_without_answers_there_are_results_with_nothing_in_them() -> None:
    found = counted({})

    assert all(score.hidden == "too_few" for score in found.scores)
    assert found.of_programme("VI") is None


@given(everybody, st.randoms(use_true_random=False))
def test_in_whatever_order_people_answered_the_results_are_the_same(found: Found, chance: object) -> None:
    mixed = {each: list(answers) for each, answers in reversed(found.items())}
    for answers in mixed.values():
        chance.shuffle(answers)  # type: ignore[attr-defined]

    assert counted(mixed) == counted(found)


@given(everybody, st.lists(digits, max_size=4))
def test_what_a_hidden_organisation_answered_stands_nowhere(found: Found, others: list[str]) -> None:
    few = {**found, REGIO: ["5555"] * len(others), ZWIJND: []}

    assert counted({**few, REGIO: others}) == counted(few)
