"""From the answers of people to the scores of groups: counted in whole numbers, so that order and rounding change nothing.

A person counts who answered two thirds of the items, and for a dimension who answered two thirds of its items; the score is
the mean of the answered ones.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial, reduce
from math import ceil, lcm
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from scd_workflow.domain.anonymity import FAIR_SIZED, Tally, counting, shown
from scd_workflow.domain.results import Results, Turnout

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.instruments import Instrument
    from scd_workflow.domain.results import Score

    Answers = NDArray[np.uint8]
    """A row per item, a column per person; 0 where nothing counts."""

ZERO = ord("0")
HIGH = 3
NEEDED = Fraction(2, 3)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a round asked what: how many in each organisation, and from how many answers on a group is shown.

    `language` is that of the names with which results are published. Of those who were `invited`, so many never got the
    invitation as `undelivered` says.
    """

    instrument: Instrument
    invited: Mapping[OrganisationId, int]
    smallest: int
    language: Literal["nl", "en"] = "nl"
    undelivered: Mapping[OrganisationId, int] = field(default_factory=dict)

    def turnout(
        self, organisation: OrganisationId | None, those: Iterable[OrganisationId], people: tuple[int, int] | None
    ) -> Turnout:
        """How many were reached in `those` and answered, by how many `people` there are and how many of them count.

        Without `people` that is not told, and then nothing depends on it: a number that stops at who answered would tell.
        """
        those = set(those)
        responses, valid = people or (None, None)
        invited = sum(self.invited.get(each, 0) for each in those)
        missed = sum(self.undelivered.get(each, 0) for each in those)
        reached = max(invited - missed, min(invited, responses or 0))
        return Turnout(organisation=organisation, invited=reached, responses=responses, valid=valid, undelivered=missed)


def results(asked: Asked, answers: Mapping[OrganisationId, str]) -> Results:
    """What may be published of answers; those of an organisation are one text, person after person a digit for each item, 0 for none.

    A million texts of their own would cost more than all the counting.
    """
    instrument = asked.instrument
    given = _given(asked, answers)
    valid = given.people(_answered(given.answers))
    counted = counting(valid, asked.smallest)
    counts = np.zeros(given.answers.shape[1], dtype=bool)
    for organisation in counted:
        counts[given.places[organisation]] = True
    scores: list[Score] = []
    reliability = {}
    for name, items in _dimensions(instrument).items():
        own = given.answers[items]
        scores.extend(shown(name, _tallies(given.places, own), asked.smallest))
        alpha = cronbach_alpha((own * counts).T)
        if alpha is not None:
            reliability[name] = round(alpha, 2)
    return Results(
        instrument=instrument.id, instrument_hash=instrument.hash, smallest_group=asked.smallest,
        turnout=tuple(_turnout(asked, given.people(), valid)), scores=tuple(scores), reliability=reliability,
        names=instrument.names(asked.language),
    )  # fmt: skip


def tallies(asked: Asked, answers: Mapping[OrganisationId, str]) -> dict[str, dict[OrganisationId, Tally]]:
    """What each organisation scored on each dimension; not to be published as it is."""
    given = _given(asked, answers)
    return {name: _tallies(given.places, given.answers[items]) for name, items in _dimensions(asked.instrument).items()}


def joined(parts: Iterable[Mapping[OrganisationId, str]]) -> dict[OrganisationId, str]:
    """The answers of several parts of the people, by organisation."""
    found: defaultdict[OrganisationId, list[str]] = defaultdict(list)
    for part in parts:
        for organisation, answers in part.items():
            found[organisation].append(answers)
    return {organisation: "".join(answers) for organisation, answers in found.items()}


@dataclass(frozen=True, slots=True)
class _Given:
    """What everybody answered, and the places in it of the people of each organisation."""

    answers: Answers
    places: Mapping[OrganisationId, slice]

    def people(self, those: NDArray[np.bool_] | None = None) -> dict[OrganisationId, int]:
        """How many people there are of each organisation, or of `those`."""
        chosen = np.ones(self.answers.shape[1], dtype=bool) if those is None else those
        return {organisation: int(chosen[places].sum()) for organisation, places in self.places.items()}


def _given(asked: Asked, answers: Mapping[OrganisationId, str]) -> _Given:
    everybody = {each: answers.get(each, "") for each in sorted({*asked.invited, *answers})}
    items = len(asked.instrument.items)
    rows = np.empty((items, sum(map(len, everybody.values())) // items), dtype=np.uint8)
    places: dict[OrganisationId, slice] = {}
    start = 0
    for organisation, text in everybody.items():
        digits = np.frombuffer(text.encode("ascii"), dtype=np.uint8).reshape(-1, items)
        places[organisation] = slice(start, start + len(digits))
        start += len(digits)
        rows[:, places[organisation]] = digits.T
    rows -= np.uint8(ZERO)
    # Who answered too little counts as who answered nothing.
    rows *= _answered(rows)
    return _Given(rows, places)


def cronbach_alpha(answers: NDArray[np.integer]) -> float | None:
    """Cronbach's alpha of answers, a row per person and a column per item, over the people who answered them all.

    None where it is not defined: below ten people or two items, or when their sums do not vary.
    """
    complete = answers.min(axis=1) > 0
    people, items = int(complete.sum()), answers.shape[1]
    if people < FAIR_SIZED or items < 2:
        return None
    # The others count as zero, which adds nothing to a sum: that is quicker than leaving them out.
    columns = [column * complete for column in answers.T]
    whole = _spread(_sums(columns, most=items * int(answers.max())), people)
    if whole == 0:
        return None
    return float(Fraction(items, items - 1) * (1 - Fraction(sum(_spread(each, people) for each in columns), whole)))


def _spread(numbers: NDArray[np.integer], people: int) -> int:
    """The variance of the whole numbers of so many people, times n and n - 1; zeros beyond them do not matter."""
    # Of few different numbers each is counted sooner than all are added up.
    counts = [(value, int(np.count_nonzero(numbers == value))) for value in range(1, int(numbers.max(initial=0)) + 1)]
    return people * sum(value * value * n for value, n in counts) - sum(value * n for value, n in counts) ** 2


def _answered(answers: Answers) -> NDArray[np.bool_]:
    """Who answered two thirds of the items."""
    return _enough(_sums((row > 0 for row in answers), most=len(answers)), len(answers))


def _sums(rows: Iterable[NDArray[Any]], most: int) -> NDArray[np.integer]:
    """The sum of each column, in the smallest whole numbers that hold `most`: adding those up is quick and takes little room."""
    return reduce(partial(np.add, dtype=np.min_scalar_type(most), casting="unsafe"), rows)


def _enough(answered: NDArray[np.integer], items: int) -> NDArray[np.bool_]:
    enough: NDArray[np.bool_] = answered >= ceil(NEEDED * items)
    return enough


def _dimensions(instrument: Instrument) -> dict[str, slice]:
    """The rows of each dimension's items."""
    found: dict[str, slice] = {}
    place = 0
    for dimension in instrument.dimensions:
        found[dimension.id] = slice(place, place + len(dimension.items))
        place += len(dimension.items)
    return found


def _tallies(places: Mapping[OrganisationId, slice], answers: Answers) -> dict[OrganisationId, Tally]:
    """What each organisation scored on some items: counted first how many people have the same number and sum of answers."""
    items, width = len(answers), int(answers.max(initial=0)) * len(answers) + 1
    kinds = _sums((row > 0 for row in answers), (items + 1) * width) * width + _sums(answers, width)
    answered, total = np.divmod(np.arange((items + 1) * width), width)
    enough = _enough(answered, items)
    unit = lcm(*range(1, items + 1))
    scores = total[enough] * unit // answered[enough]
    return {
        organisation: _tally(scores, np.bincount(kinds[own], minlength=len(enough))[enough], unit)
        for organisation, own in places.items()
    }


def _tally(scores: NDArray[np.int64], people: NDArray[np.int64], unit: int) -> Tally:
    """The tally of so many people with each score."""
    n, total, squares = int(people.sum()), int(people @ scores), int(people @ (scores * scores))
    return Tally(
        n=n, total=total, squares=squares, high=int(people @ (scores >= HIGH * unit)), unit=unit,
        alike=n * squares == total * total,
    )  # fmt: skip


def _turnout(
    asked: Asked, responses: Mapping[OrganisationId, int], valid: Mapping[OrganisationId, int]
) -> list[Turnout]:
    """Of all together first: those who are shown, and the others where they are many."""
    counted = sorted(counting(responses, asked.smallest))
    whole = (sum(responses[each] for each in counted), sum(valid[each] for each in counted)) if counted else None
    told = [
        asked.turnout(each, {each}, (responses[each], valid[each]) if responses[each] >= asked.smallest else None)
        for each in sorted(responses)
    ]
    return [asked.turnout(None, counted or responses, whole), *told]
