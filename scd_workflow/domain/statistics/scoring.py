"""From the answers of people to the scores of groups: counted in whole numbers, so that order and rounding change nothing.

A person counts who answered two thirds of the items, and for a dimension who answered two thirds of its items; the score is
the mean of the answered ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from scd_workflow.domain.anonymity import FAIR_SIZED, Tally, counting, shown
from scd_workflow.domain.results import Results, Turnout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.instruments import Instrument

    Answers = NDArray[np.uint8]
    """A row per person, a column per item; 0 where nothing counts."""

ZERO = ord("0")
HIGH = 3
NEEDED = Fraction(2, 3)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a round asked what: how many in each organisation, and from how many answers on a group is shown."""

    instrument: Instrument
    invited: Mapping[OrganisationId, int]
    smallest: int


def results(asked: Asked, answers: Mapping[OrganisationId, Sequence[str]]) -> Results:
    """What may be published of answers; a person's are a text with a digit per item of the instrument, 0 for none."""
    instrument = asked.instrument
    of_all = {each: matrix(instrument, answers.get(each, ())) for each in {*asked.invited, *answers}}
    of_valid = {each: rows[_answered(rows)] for each, rows in of_all.items()}
    columns = _columns(instrument)
    scores = tuple(
        score for name, places in columns.items() for score in shown(name, _tallies(of_valid, places), asked.smallest)
    )
    counted = counting({each: len(rows) for each, rows in of_valid.items()}, asked.smallest)
    whole = np.concatenate([of_valid[each] for each in sorted(counted)]) if counted else matrix(instrument, ())
    alphas = {name: cronbach_alpha(whole[:, places]) for name, places in columns.items()}
    return Results(
        instrument=instrument.id, instrument_hash=instrument.hash, smallest_group=asked.smallest,
        turnout=tuple(_turnout(asked, of_all, of_valid)), scores=scores,
        reliability={name: round(alpha, 2) for name, alpha in alphas.items() if alpha is not None},
    )  # fmt: skip


def matrix(instrument: Instrument, answers: Sequence[str]) -> Answers:
    """Answers as numbers, a row per person."""
    digits = np.frombuffer("".join(answers).encode("ascii"), dtype=np.uint8)
    return digits.reshape(-1, len(instrument.items)) - np.uint8(ZERO)


def cronbach_alpha(answers: Answers) -> float | None:
    """Cronbach's alpha of answers to several items, over the people who answered them all.

    None where it is not defined: below ten people or two items, or when their sums do not vary.
    """
    complete = answers[(answers > 0).all(axis=1)]
    people, items = complete.shape
    if people < FAIR_SIZED or items < 2:
        return None
    whole = _spread(complete.sum(axis=1, dtype=np.int64))
    if whole == 0:
        return None
    parts = sum(_spread(column.astype(np.int64)) for column in complete.T)
    return float(Fraction(items, items - 1) * (1 - Fraction(parts, whole)))


def _spread(numbers: NDArray[np.int64]) -> int:
    """The variance of whole numbers, times n and n - 1."""
    return len(numbers) * int((numbers * numbers).sum()) - int(numbers.sum()) ** 2


def _answered(rows: Answers) -> NDArray[np.bool_]:
    """Who answered two thirds of the items."""
    enough: NDArray[np.bool_] = (rows > 0).sum(axis=1) * NEEDED.denominator >= NEEDED.numerator * rows.shape[1]
    return enough


def _columns(instrument: Instrument) -> dict[str, list[int]]:
    """The columns of each dimension's items."""
    found: dict[str, list[int]] = {}
    place = 0
    for dimension in instrument.dimensions:
        found[dimension.id] = list(range(place, place + len(dimension.items)))
        place += len(dimension.items)
    return found


def _tallies(answers: Mapping[OrganisationId, Answers], places: list[int]) -> dict[OrganisationId, Tally]:
    return {organisation: _tally(rows[:, places]) for organisation, rows in answers.items()}


def _tally(rows: Answers) -> Tally:
    unit = lcm(*range(1, rows.shape[1] + 1))
    rows = rows[_answered(rows)]
    scores = rows.sum(axis=1, dtype=np.int64) * unit // np.maximum((rows > 0).sum(axis=1), 1)
    return Tally(
        n=len(scores), total=int(scores.sum()), squares=int((scores * scores).sum()),
        high=int(np.count_nonzero(scores >= HIGH * unit)), unit=unit,
        alike=bool(len(scores) == 0 or scores.min() == scores.max()),
    )  # fmt: skip


def _turnout(
    asked: Asked, of_all: Mapping[OrganisationId, Answers], of_valid: Mapping[OrganisationId, Answers]
) -> list[Turnout]:
    """Of all together first: those who are shown, and the others where they are many."""
    responses = {each: len(rows) for each, rows in of_all.items()}
    counted = sorted(counting(responses, asked.smallest))
    told = [
        Turnout(
            organisation=each, invited=asked.invited.get(each, 0),
            responses=responses[each] if responses[each] >= asked.smallest else None,
            valid=len(of_valid[each]) if responses[each] >= asked.smallest else None,
        )
        for each in sorted(of_all)
    ]  # fmt: skip
    together = Turnout(
        invited=sum(asked.invited.get(each, 0) for each in (counted or of_all)),
        responses=sum(responses[each] for each in counted) if counted else None,
        valid=sum(len(of_valid[each]) for each in counted) if counted else None,
    )
    return [together, *told]
