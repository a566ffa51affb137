"""Those who answered late beside those who answered early, without telling more of anybody than was told already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations

from hypothesis import assume, given
from hypothesis import strategies as st

from scd_workflow.domain.anonymity import FAIR_SIZED
from scd_workflow.domain.ids import OrganisationId
from scd_workflow.domain.results import EarlyLate, Results
from scd_workflow.domain.statistics.early_late import early_late
from scd_workflow.domain.statistics.scoring import Asked, joined, results
from tests.examples import DORDT, REGIO, ZWIJND
from tests.instruments import SMALL

MONDAY = date(2027, 1, 4)
EARLY, LATE, UNDATED = MONDAY, MONDAY + timedelta(weeks=1), None
WEEKS = (EARLY, LATE, UNDATED)
NAMES = tuple(OrganisationId(f"o{place}") for place in range(5))
ASKED = Asked(SMALL, dict.fromkeys(NAMES, 60), 5)
ITEMS = {"VI": slice(0, 3), "QB": slice(3, 4)}
Spot = tuple[OrganisationId, date | None]
Found = dict[Spot, list[str]]
Person = tuple[OrganisationId, date | None, int]

# Who answers all, leaves the second dimension out, or leaves one item of the first out.
answers = st.sampled_from(["1234", "5451", "3333", "2220", "4450", "1052", "4145"])


def groups(*sizes: int) -> st.SearchStrategy[list[str]]:
    return st.sampled_from(sizes).flatmap(lambda n: st.lists(answers, min_size=n, max_size=n))


# Two organisations that are early and late as a whole, but for the few people of theirs or of others who are not.
whole = {(NAMES[0], EARLY): groups(12, 25), (NAMES[1], LATE): groups(12, 25)}
few: st.SearchStrategy[Found] = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(WEEKS)), groups(1, 3, 6, 12, 25), max_size=5
)
everybody: st.SearchStrategy[Found] = st.builds(lambda some, more: more | some, st.fixed_dictionaries(whole), few)


def by_week(found: Found) -> dict[date | None, dict[OrganisationId, str]]:
    weeks: dict[date | None, dict[OrganisationId, str]] = {}
    for (organisation, week), texts in found.items():
        weeks.setdefault(week, {})[organisation] = "".join(texts)
    return weeks


def told(found: Found, opened: date = MONDAY) -> EarlyLate | None:
    return early_late(ASKED, by_week(found), opened)


def published(found: Found) -> Results:
    return results(ASKED, joined(by_week(found).values()))


def test_the_early_and_the_late_are_told_over_all_items() -> None:
    found = told({(DORDT, EARLY): ["3335"] * 10, (ZWIJND, EARLY): ["1111"] * 10, (ZWIJND, LATE): ["2204"] * 11})

    # Three items of (3 + 1) / 2 and one of (5 + 1) / 2 are early; three of 2 and one of 4 are late.
    assert found == EarlyLate(early=2.25, late=2.5)


def test_the_week_of_opening_is_early_on_whatever_day_of_it_a_round_opens() -> None:
    people: Found = {
        (DORDT, EARLY): ["1111"] * 10,
        (DORDT, LATE): ["5555"] * 10,
        (DORDT, LATE + timedelta(7)): ["3333"] * 10,
    }

    assert told(people, MONDAY + timedelta(days=4)) == EarlyLate(early=1, late=4)
    assert told(people, LATE) == EarlyLate(early=3, late=3)


def test_of_nine_people_nothing_is_told() -> None:
    nine, ten = (told({(DORDT, EARLY): ["1234"] * 30, (DORDT, LATE): ["4321"] * n}) for n in (9, 10))

    assert (nine, ten) == (None, EarlyLate(early=2.5, late=2.5))


def test_who_left_a_dimension_out_makes_no_group_fair_sized() -> None:
    late = [*["4321"] * 9, "4320"]

    assert told({(DORDT, EARLY): ["1234"] * 30, (DORDT, LATE): late}) is None


def test_on_paper_one_is_neither_early_nor_late() -> None:
    dated: Found = {(DORDT, EARLY): ["1111"] * 12, (DORDT, LATE): ["2222"] * 12}

    assert told({**dated, (DORDT, UNDATED): ["5555"] * 10}) == told(dated) == EarlyLate(early=1, late=2)


def test_a_few_answers_on_paper_are_not_told_by_what_is_left_of_the_whole() -> None:
    dated: Found = {(DORDT, EARLY): ["1111"] * 12, (DORDT, LATE): ["2222"] * 12}

    assert told({**dated, (DORDT, UNDATED): ["5555"] * 3}) is None


def test_one_late_person_of_an_organisation_is_not_told_where_all_others_late_are_another_organisation() -> None:
    assert told({(DORDT, EARLY): ["1111"] * 20, (DORDT, LATE): ["5555"], (ZWIJND, LATE): ["2222"] * 12}) is None


def test_a_late_organisation_is_told_as_it_is_already() -> None:
    assert told({(DORDT, EARLY): ["1111"] * 20, (ZWIJND, LATE): ["2222"] * 12}) == EarlyLate(early=1, late=2)


def test_an_organisation_of_which_nothing_is_shown_does_not_count() -> None:
    shown: Found = {(DORDT, EARLY): ["1111"] * 20, (ZWIJND, LATE): ["2222"] * 12}

    assert told({**shown, (REGIO, LATE): ["5555"] * 4}) == told(shown)


def people_of(found: Found, dimension: str) -> set[Person]:
    """Those who have a score on a dimension: they answered two thirds of its items, and of all."""
    items = ITEMS[dimension]
    return {
        (organisation, week, number)
        for (organisation, week), texts in found.items()
        for number, text in enumerate(texts)
        if 3 * sum(digit != "0" for digit in text) >= 8
        and 3 * sum(d != "0" for d in text[items]) >= 2 * len(text[items])
    }


def figures(published: Results, dimension: str, people: set[Person]) -> list[set[Person]]:
    """Of whom together each published figure of a dimension tells, with what is left of the whole."""
    own = [{each for each in people if each[0] == organisation} for organisation in published.shown(dimension)]
    few = {each for each in people if len([other for other in people if other[0] == each[0]]) < ASKED.smallest}
    whole = published.score(dimension, None)
    rest = (whole.n or 0) - sum(map(len, own)) if whole else 0
    assert rest in {0, len(few)}
    return [*own, few] if rest else own


def left_over(part: set[Person], known: Sequence[set[Person]]) -> set[int]:
    """How many people are left when a part is held against any figures together."""
    taken = (set().union(*some) for count in range(len(known) + 1) for some in combinations(known, count))
    return {len(part ^ some) for some in taken}


@given(everybody)
def test_no_early_or_late_figure_differs_by_a_few_people_from_what_is_known_already(found: Found) -> None:
    assume(told(found) is not None)
    shown = published(found)
    for dimension in ITEMS:
        people = people_of(found, dimension)
        known = figures(shown, dimension, people)
        counted = set().union(*known)
        for week in WEEKS:
            part = {each for each in counted if each[1] == week}
            # A part that is some of the known groups together tells nothing new.
            assert not 0 < min(left_over(part, known)) < FAIR_SIZED, (dimension, week)
            assert week is UNDATED or len(part) >= FAIR_SIZED


complete = st.lists(st.sampled_from(["1234", "5451", "3333"]), min_size=FAIR_SIZED, max_size=20)
large = st.fixed_dictionaries(dict.fromkeys(whole, complete))
hidden = st.dictionaries(
    st.tuples(st.sampled_from(NAMES[2:4]), st.sampled_from(WEEKS)), answers, min_size=1, max_size=6
)


@given(large, hidden)
def test_what_hidden_people_answered_changes_nothing(found: Found, some: dict[Spot, str]) -> None:
    assert told(found | {spot: [given] for spot, given in some.items()}) == told(found)
    assert told(found) is not None
