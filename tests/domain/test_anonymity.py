"""Nothing that is published can be led back to a person, or to fewer people than the smallest group."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from hypothesis import assume, given
from hypothesis import strategies as st

from scd_workflow.domain.anonymity import FAIR_SIZED, Tally, mingled, shown
from scd_workflow.domain.ids import OrganisationId
from scd_workflow.domain.results import Score
from tests.examples import DORDT, REGIO, ZWIJND

SMALLEST = 5
NAMES = tuple(OrganisationId(f"o{place}") for place in range(6))
people = st.lists(st.integers(1, 5), max_size=14)
groups = st.dictionaries(st.sampled_from(NAMES), people, min_size=2)
Groups = dict[OrganisationId, list[int]]


def tally(scores: list[int], unit: int = 1) -> Tally:
    """The tally of people who each scored so many points, counted in parts of a point."""
    parts = [score * unit for score in scores]
    high = sum(score >= 3 for score in scores)
    return Tally(len(parts), sum(parts), sum(each * each for each in parts), high, unit, alike=len(set(parts)) <= 1)


def published(found: Groups, unit: int = 1) -> tuple[Score, ...]:
    return tuple(shown("VS", {name: tally(scores, unit) for name, scores in found.items()}, SMALLEST))


def of(found: tuple[Score, ...], organisation: OrganisationId | None) -> Score | None:
    return next((each for each in found if each.organisation == organisation), None)


def test_of_fewer_than_five_people_only_that_is_said() -> None:
    found = published({DORDT: [1, 2, 3, 4, 5], ZWIJND: [1, 2, 3, 4]})

    assert of(found, ZWIJND) == Score(dimension="VS", organisation=ZWIJND, hidden="too_few")
    assert of(found, DORDT) == Score(dimension="VS", organisation=DORDT, n=5, mean=3.0, sd=1.5811)


def test_the_whole_leaves_out_the_one_group_that_is_hidden() -> None:
    found = published({DORDT: [1, 2, 3, 4, 5], REGIO: [2, 2, 2, 3, 3], ZWIJND: [5, 5, 5, 4]})
    together = of(found, None)

    assert together is not None
    assert (together.n, together.mean) == (10, 2.7)


def test_hidden_groups_count_along_when_they_are_many_people_together() -> None:
    found = published({DORDT: [1, 2, 3, 4, 5], **{name: [1, 2, 4, 5] for name in NAMES[:3]}})
    together = of(found, None)

    assert together is not None
    assert together.n == 17


def test_a_small_group_of_one_mind_is_shown_as_a_level_only() -> None:
    found = published({DORDT: [1, 2, 3, 4, 5], ZWIJND: [4, 4, 4, 4, 4, 4]}, unit=6)
    together = of(found, None)

    assert of(found, ZWIJND) == Score(dimension="VS", organisation=ZWIJND, n=6, hidden="alike", level=4)
    assert together is not None
    assert together.n == 5


def test_of_a_small_group_of_one_mind_on_a_single_question_nothing_is_shown() -> None:
    found = published({DORDT: [1, 2, 3, 4, 5], ZWIJND: [1, 1, 1, 1, 1, 1]}, unit=1)

    assert of(found, ZWIJND) == Score(dimension="VS", organisation=ZWIJND, hidden="too_few")


def test_how_answers_spread_is_told_from_ten_people_on() -> None:
    found = published({DORDT: [1, 2, 3, 4, 5] * 2, ZWIJND: [1, 2, 3, 4, 5, 5]})
    dordt, zwijnd, together = (of(found, each) for each in (DORDT, ZWIJND, None))

    assert dordt is not None
    assert zwijnd is not None
    assert together is not None
    assert (dordt.high, dordt.high_of) == (6, 10)
    assert (zwijnd.high, zwijnd.high_of) == (None, None)
    assert (together.n, together.high, together.high_of) == (16, 6, 10)


@given(groups)
def test_of_the_whole_less_what_is_shown_nobody_is_left_or_a_fair_sized_group(found: Groups) -> None:
    scores = published(found)
    together = of(scores, None)
    assume(together is not None)
    assert together is not None
    assert together.n is not None

    rest = together.n - sum(each.n or 0 for each in scores if each.organisation is not None and each.mean is not None)

    assert rest == 0 or rest >= FAIR_SIZED


@given(groups, st.data())
def test_what_a_hidden_group_answered_changes_nothing_that_is_shown(found: Groups, data: st.DataObject) -> None:
    scores = published(found)
    hidden = [name for name, answers in found.items() if 0 < len(answers) < SMALLEST]
    assume(hidden)
    name = data.draw(st.sampled_from(hidden))
    rest = sum(len(found[each]) for each in hidden)
    others = data.draw(st.lists(st.integers(1, 5), min_size=len(found[name]), max_size=len(found[name])))

    changed = published({**found, name: others})

    if rest < FAIR_SIZED:
        assert changed == scores
    else:
        assert [each for each in changed if each.organisation] == [each for each in scores if each.organisation]


@given(groups, st.data())
def test_which_hidden_group_answered_what_cannot_be_told(found: Groups, data: st.DataObject) -> None:
    hidden = [name for name, answers in found.items() if 0 < len(answers) < SMALLEST]
    assume(len(hidden) > 1)
    answers = data.draw(st.permutations([each for name in hidden for each in found[name]]))
    dealt = {name: [answers.pop() for _ in found[name]] for name in hidden}

    assert published({**found, **dealt}) == published(found)


@given(groups, st.sampled_from(NAMES), st.integers(SMALLEST, FAIR_SIZED - 1))
def test_what_all_of_a_small_group_answered_stands_in_no_exact_figure(
    found: Groups, name: OrganisationId, n: int
) -> None:
    found = {**found, name: [3] * n}
    tallies = {each: tally(scores) for each, scores in found.items()}
    # Of the same level, but another score: as when each left out a different item.
    other = replace(tallies[name], total=tallies[name].total * 11 // 9, unit=1)

    scores, changed = (tuple(shown("VS", {**tallies, name: each}, SMALLEST)) for each in (tallies[name], other))

    assert [each for each in scores if each.organisation != name] == [
        each for each in changed if each.organisation != name
    ]


# Few items and digits, so that people often agree.
some_answers = st.integers(1, 3).flatmap(
    lambda items: st.lists(st.text("012", min_size=items, max_size=items), min_size=1, max_size=5)
)


@given(some_answers, st.integers(1, 5))
def test_people_are_mingled_when_each_of_them_may_have_answered_two_things_to_every_question(
    answers: list[str], smallest: int
) -> None:
    """Whoever knows people and answers, but not who gave which, goes through all ways in which it may have been."""
    ways = set(permutations(answers))
    may_have = [
        {way[person][item] for way in ways} for person in range(len(answers)) for item in range(len(answers[0]))
    ]

    assert mingled(answers, smallest) == (len(answers) >= smallest and all(len(found) > 1 for found in may_have))


@given(some_answers, st.data())
def test_who_joins_mingled_people_leaves_them_so(answers: list[str], data: st.DataObject) -> None:
    items = len(answers[0])
    others = data.draw(st.lists(st.text("012", min_size=items, max_size=items), max_size=4))

    assert mingled([*answers, *others], 2) or not mingled(answers, 2)
