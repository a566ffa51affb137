"""The count of a quorum: its seats, the votes that count, and when the result can no longer change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scd_workflow.domain.happened import PASSING

if TYPE_CHECKING:
    from collections.abc import Collection

    from scd_workflow.domain.events import GateDecided, VoteCast
    from scd_workflow.domain.gate_rules import Quorum
    from scd_workflow.domain.happened import Outcome
    from scd_workflow.domain.ids import PersonId, RoleId


@dataclass(frozen=True, slots=True)
class Seat:
    """A person with a mandate for the gate, and the roles that give it; a deputy speaks for the seat and has none."""

    person: PersonId
    roles: frozenset[RoleId]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the votes of a gate stand: its seats, and the votes that count (oldest first), one a seat and one a person."""

    quorum: Quorum
    seats: tuple[Seat, ...]
    votes: tuple[VoteCast, ...] = ()

    @property
    def needed(self) -> int:
        """How many votes in favour it takes; with a chair it is the chair's."""
        alone = self.quorum.rule in {"one", "chair"}
        return 1 if alone else len(self.seats) if self.quorum.rule == "all" else self.quorum.at_least or 1

    @property
    def in_favour(self) -> tuple[VoteCast, ...]:
        """The votes that let the gate pass, with conditions or without."""
        return tuple(vote for vote in self.votes if vote.outcome in PASSING)

    @property
    def against(self) -> tuple[VoteCast, ...]:
        """The votes that do not, deferrals among them."""
        return tuple(vote for vote in self.votes if vote.outcome not in PASSING)

    @property
    def silent(self) -> tuple[Seat, ...]:
        """The seats that did not vote yet."""
        spoken = {seat_of(vote) for vote in self.votes}
        return tuple(seat for seat in self.seats if seat.person not in spoken)

    @property
    def vetoing(self) -> frozenset[PersonId]:
        """Whose vote against settles it; nobody's where one person decides."""
        veto = set() if self.quorum.rule == "one" else set(self.quorum.veto)
        return frozenset(seat.person for seat in self.seats if seat.roles & veto)

    @property
    def vetoes(self) -> tuple[VoteCast, ...]:
        """The votes that settle it whatever the others say."""
        return tuple(vote for vote in self.votes if vote.outcome == "no_go" and seat_of(vote) in self.vetoing)

    @property
    def settling(self) -> tuple[VoteCast, ...]:
        """The votes that make the result, once no vote that is still to come can make it pass or keep it from passing.

        A gate does not pass before everybody with a veto has voted: those who vote fast would take the veto away. Whoever
        has a veto and voted in the place of another has voted: one who decides as the chair does not bar the own decision.
        """
        if self.vetoes:
            return self.vetoes
        for_, against = self._sides()
        return against or (for_ if not self._vetoing_silently else ())

    @property
    def missed(self) -> frozenset[PersonId]:
        """Whose seats the gate cannot pass without, and that did not speak: the chair's, and each with a veto."""
        chairs = frozenset(seat.person for seat in self.chairs()) if self.quorum.rule == "chair" else frozenset()
        spoken = {seat_of(vote) for vote in self.votes}
        return self._vetoing_silently | (chairs if not chairs & spoken else frozenset())

    @property
    def outcome(self) -> Outcome | None:
        """The result, None while it can change."""
        votes = self.settling
        if not votes:
            return None
        if votes[0].outcome in PASSING:
            return "conditional_go" if any(vote.conditions for vote in votes) else "go"
        return "deferred" if all(vote.outcome == "deferred" for vote in votes) else "no_go"

    def with_vote(self, vote: VoteCast) -> Standing:
        """The standing after one more vote, which replaces the earlier one of its seat."""
        return replace(self, votes=counted(self.seats, (*self.votes, vote)))

    def chairs(self) -> tuple[Seat, ...]:
        """The seats whose vote decides when the chair does."""
        return tuple(seat for seat in self.seats if self.quorum.chair in seat.roles)

    @property
    def _vetoing_silently(self) -> frozenset[PersonId]:
        return self.vetoing - {each for vote in self.votes for each in (seat_of(vote), vote.by)}

    def _sides(self) -> tuple[tuple[VoteCast, ...], tuple[VoteCast, ...]]:
        """The votes that make it pass, and those that keep it from passing; none of both while it is open."""
        if self.quorum.rule == "chair":
            chairs = {seat.person for seat in self.chairs()}
            last = [vote for vote in self.votes if seat_of(vote) in chairs][-1:]
            return (
                tuple(vote for vote in last if vote.outcome in PASSING),
                tuple(vote for vote in last if vote.outcome not in PASSING),
            )
        enough = len(self.in_favour) >= self.needed
        unreachable = len(self.in_favour) + len(self.silent) < self.needed
        return self.in_favour if enough else (), self.against if unreachable else ()


def counted(seats: Collection[Seat], votes: Collection[VoteCast]) -> tuple[VoteCast, ...]:
    """The votes that count: the last of each seat that is still there, and of each person.

    A quorum asks for several pairs of eyes, so that a deputy who has a seat as well does not vote twice.
    """
    there = {seat.person for seat in seats}
    found: list[VoteCast] = []
    for vote in votes:
        if seat_of(vote) in there:
            found = [each for each in found if seat_of(each) != seat_of(vote) and each.by != vote.by]
            found.append(vote)
    return tuple(found)


def seat_of(vote: VoteCast | GateDecided) -> PersonId:
    """Whose vote or decision it is: a deputy's is that of the person whom he or she replaces."""
    return vote.on_behalf_of or vote.by
