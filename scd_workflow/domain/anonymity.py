"""What may be shown of answers so that nobody can tell what a person, or too small a group, has answered.

Of a group of fewer people than the smallest group nothing is shown. What is shown of all together counts only those
whose own figures are shown, so that nothing is left over when these are taken from it; hidden groups count along when they
are so many people together that the rest is a fair-sized group by itself. A small group of people who all answered the same
is shown as a level only, and never counts along: of the whole less the others it would be what each of them answered. On a
dimension of one item that level would be their answer itself, so nothing is shown.

While a round is open the same is asked of what becomes known at one moment of several people: that they answered, which work
they do, what they wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from scd_workflow.domain.results import Score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scd_workflow.domain.ids import OrganisationId

FAIR_SIZED = 10
"""From how many people on a group is not recognised by how its answers spread."""

DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Tally:
    """Scores of people on one dimension, counted in whole parts: `unit` of them are one point, 1 where it has a single item.

    `total` is their sum and `squares` the sum of their squares, so that adding up in another order gives the same; `high`
    of them scored 3 points or more, and `alike` says that all scored the same.
    """

    n: int
    total: int
    squares: int
    high: int
    unit: int
    alike: bool

    @property
    def mean(self) -> float:
        """The mean score."""
        return round(self.total / (self.n * self.unit), DECIMALS)

    @property
    def sd(self) -> float:
        """The standard deviation of the scores, with n - 1; 0 for one score."""
        if self.n < 2:
            return 0.0
        spread = self.n * self.squares - self.total * self.total
        return round(sqrt(spread / (self.n * (self.n - 1))) / self.unit, DECIMALS)

    def __add__(self, other: Tally) -> Tally:
        """Both groups together."""
        assert self.unit == other.unit
        alike = self.alike and other.alike and self.total * other.n == other.total * self.n
        return Tally(
            self.n + other.n,
            self.total + other.total,
            self.squares + other.squares,
            self.high + other.high,
            self.unit,
            alike,
        )


def shown(dimension: str, tallies: Mapping[OrganisationId, Tally], smallest: int) -> Iterator[Score]:
    """What is shown of one dimension: of all people together first, and then of each organisation."""
    counted = in_the_whole(tallies, smallest)
    together = None
    for organisation in sorted(counted):
        together = tallies[organisation] + together if together else tallies[organisation]
    if together is not None:
        # How many scored high stands beside those of the same people: the small groups among them do not tell theirs.
        large = [tallies[each] for each in sorted(counted) if tallies[each].n >= FAIR_SIZED]
        high, of = sum(each.high for each in large), sum(each.n for each in large)
        yield _score(dimension, None, together, smallest, (high, of) if of else None)
    for organisation, tally in sorted(tallies.items()):
        high_of = (tally.high, tally.n) if tally.n >= FAIR_SIZED else None
        yield _score(dimension, organisation, tally, smallest, high_of)


def in_the_whole(tallies: Mapping[OrganisationId, Tally], smallest: int) -> set[OrganisationId]:
    """The organisations whose people make the figure of all together on one dimension."""
    counted = counting({organisation: tally.n for organisation, tally in tallies.items()}, smallest)
    return counted - {organisation for organisation, tally in tallies.items() if tally.n >= smallest and _same(tally)}


def counting(people: Mapping[OrganisationId, int], smallest: int) -> set[OrganisationId]:
    """The organisations that count in a figure of all together, by how many people each has in it."""
    large = {organisation for organisation, n in people.items() if n >= smallest}
    hidden = {organisation: n for organisation, n in people.items() if 0 < n < smallest}
    return large | set(hidden) if sum(hidden.values()) >= max(smallest, FAIR_SIZED) else large


def parted(groups: Sequence[Sequence[int]], smallest: int) -> bool:
    """Whether a figure of each part of all people may be told, where `groups` have a figure of their own and so many in each part.

    Whoever takes groups from a part, or a part from groups, must be left with nobody or with a fair-sized group: a part that is
    an organisation but for one person would tell what that person answered.
    """
    sizes = [sum(group) for group in groups]
    for part in zip(*groups, strict=True):
        # Of each group the fewest: those in the part when it is left, or those not in it when it is taken.
        left = sum(min(own, size - own) for own, size in zip(part, sizes, strict=True))
        if 0 < left < max(smallest, FAIR_SIZED):
            return False
    return True


def mingled(answers: Sequence[str], smallest: int) -> bool:
    """Whether people who gave these answers, each a digit per item, are hidden among each other.

    They are when they are at least `smallest`, and did not all give the same to any item, a blank being an answer too: whoever
    knows who they are can then tell of none of them what he or she answered to anything.
    """
    return len(answers) >= smallest and all(len(set(given)) > 1 for given in zip(*answers, strict=True))


def _same(tally: Tally) -> bool:
    """Whether a group would, by its figures, tell what each of its people answered."""
    return tally.alike and tally.n < FAIR_SIZED


def _score(
    dimension: str, organisation: OrganisationId | None, tally: Tally, smallest: int, high: tuple[int, int] | None
) -> Score:
    if tally.n < smallest:
        return Score(dimension=dimension, organisation=organisation, hidden="too_few")
    if _same(tally) and tally.unit == 1:
        return Score(dimension=dimension, organisation=organisation, hidden="too_few")
    if _same(tally):
        nearest = min(max((2 * tally.total + tally.n * tally.unit) // (2 * tally.n * tally.unit), 1), 5)
        return Score(dimension=dimension, organisation=organisation, n=tally.n, hidden="alike", level=nearest)
    above, of = high or (None, None)
    return Score(
        dimension=dimension, organisation=organisation, n=tally.n, mean=tally.mean, sd=tally.sd, high=above, high_of=of
    )
