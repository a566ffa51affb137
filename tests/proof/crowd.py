"""People at random: they work early, late or again, are away for weeks, and decide one way or the other.

What they do on a day follows from the seed, the day and the standing alone, so that a process that was killed and
started again goes on as the same people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import TypeVar

from scd_workflow.app import acts
from scd_workflow.app.office import Office
from scd_workflow.app.view import View
from scd_workflow.domain import due, gates
from scd_workflow.domain.activities import Report, may_report
from scd_workflow.domain.authority import entitled, holders
from scd_workflow.domain.conditions import Settlement
from scd_workflow.domain.criteria import findings, unmet
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import Event
from scd_workflow.domain.gates import GateSpot, Request
from scd_workflow.domain.happened import Condition, Outcome, SentBack
from scd_workflow.domain.ids import GateId, PersonId
from scd_workflow.domain.obligations import Obligation
from scd_workflow.domain.plan import AttestationCriterion, DocumentCriterion, Gate
from scd_workflow.domain.statements import Statement
from tests import proved
from tests.proof.scale import chance

T = TypeVar("T")
Clock = Callable[[], datetime]
OUTCOMES: dict[Outcome, int] = {"go": 60, "conditional_go": 15, "no_go": 15, "deferred": 10}
PATIENT = 3
"""After so many attempts a gate is passed, or some stories would never end."""

WHY = "Because it is so"


@dataclass(frozen=True)
class Crowd:
    """Everybody in the programme; the `eager` do on each day all that they can, the others take their time."""

    office: Office
    seed: str
    eager: bool = False

    def act(self, seen: View, clock: Clock) -> Iterator[Event]:
        """What everybody does on one day and gets recorded, one after the other."""
        luck = chance(f"{self.seed}/{seen.today}")
        for tried in self._tries(seen, luck):
            try:
                yield tried(clock())
            except Refused:
                # They looked in the morning, and somebody was there before them.
                continue

    def _tries(self, seen: View, luck: Random) -> Iterator[Callable[[datetime], Event]]:
        for obligation in due.obligations(seen.progress):
            if obligation.kind == "activity" and self._does(seen, obligation, luck):
                yield self._reporting(_report(seen, obligation, luck))
            elif obligation.kind == "condition" and self._does(seen, obligation, luck):
                yield self._meeting(obligation)
        yield from self._statements(seen, luck)
        if luck.random() < 0.03:
            yield from self._again(seen, luck)
        if luck.random() < 0.03:
            yield from self._asking(seen, luck)
        for spot in gates.open_gates(seen.progress):
            yield from self._deciding(seen, spot, luck)

    def _does(self, seen: View, obligation: Obligation, luck: Random) -> bool:
        if not obligation.people or self._away(obligation.people[0], seen.today):
            return False
        early = (obligation.due - seen.today).days > 10
        return self.eager or luck.random() < (0.02 if early else 0.15)

    def _reporting(self, said: Report) -> Callable[[datetime], Event]:
        return lambda now: proved.report(self.office, said, now)

    def _meeting(self, promised: Obligation) -> Callable[[datetime], Event]:
        gate, number = GateId(promised.subject), int(promised.about)
        said = Settlement(gate, promised.organisation, number, promised.people[0], WHY)
        return lambda now: proved.meet(self.office, said, now)

    def _statements(self, seen: View, luck: Random) -> Iterator[Callable[[datetime], Event]]:
        for gate, organisation in gates.all_gates(seen.progress):
            if not seen.progress.is_free(gate.id, organisation) or seen.state.of(organisation).gate(gate.id).passed:
                continue
            for finding in findings(seen.progress, gate, organisation):
                asked = finding.criterion
                if isinstance(asked, AttestationCriterion | DocumentCriterion) and not finding.met:
                    role = holders(seen.plan, asked.role, organisation, seen.today)
                    if role and (self.eager or luck.random() < 0.4):
                        said = Statement(gate.id, asked.id, organisation, role[0], "I saw it")
                        yield lambda now, said=said: proved.state_that(self.office, said, now)  # type: ignore[misc]

    def _again(self, seen: View, luck: Random) -> Iterator[Callable[[datetime], Event]]:
        finished = [each for each in seen.progress.standings("done", "waived") if not isinstance(each.part, Gate)]
        if finished:
            found = luck.choice(finished)
            activity = seen.network.activities[found.part.id]  # type: ignore[index]
            if people := may_report(seen.network, activity, found.organisation, seen.today, seen.state.absences):
                yield self._reporting(Report("reopen", activity.id, found.organisation, luck.choice(people), WHY))

    def _asking(self, seen: View, luck: Random) -> Iterator[Callable[[datetime], Event]]:
        gate, organisation = luck.choice(list(gates.all_gates(seen.progress)))
        owners = holders(seen.plan, gate.owner, organisation, seen.today)
        if owners:
            request = Request(gate.id, organisation, owners[0], WHY)
            yield lambda now: acts.ask(self.office, request, now)

    def _deciding(self, seen: View, spot: GateSpot, luck: Random) -> Iterator[Callable[[datetime], Event]]:
        entitled_ = entitled(seen.plan, spot.gate.id, spot.organisation, seen.today, seen.state.absences)
        there = [each.person for each in entitled_ if not self._away(each.person, seen.today)]
        if there and (self.eager or luck.random() < 0.2):
            choice = _choice(seen, spot, luck.choice(there), luck)
            yield lambda now: proved.decide(self.office, choice, now)

    def _away(self, person: PersonId, today: date) -> bool:
        """Whether somebody is away in these three weeks."""
        return not self.eager and chance(f"{self.seed}/{person}/{today.toordinal() // 21}").random() < 0.2


def _report(seen: View, obligation: Obligation, luck: Random) -> Report:
    activity, organisation = seen.network.activities[obligation.subject].id, obligation.organisation  # type: ignore[index]
    fate = luck.random()
    if fate < 0.03 and obligation.owner:
        return Report("waive", activity, organisation, obligation.owner[0], WHY)
    started = seen.state.of(organisation).activity(activity).started
    act = "start" if fate < 0.3 and started is None else "done"
    return Report(act, activity, organisation, obligation.people[0])  # type: ignore[arg-type]


def _choice(seen: View, spot: GateSpot, by: PersonId, luck: Random) -> Choice:
    gate, organisation = spot
    attempt = gates.gate_state(seen.progress, spot).attempt
    (outcome,) = luck.choices(list(OUTCOMES), list(OUTCOMES.values()))
    calendar = seen.network.calendar_of(organisation)
    later = calendar.add(seen.today, luck.randint(1, 30))
    back = tuple(_finished_before(seen, spot))
    if attempt > PATIENT or (outcome == "no_go" and not back):
        outcome = "go"
    return Choice(
        gate=gate.id,
        organisation=organisation,
        outcome=outcome,
        by=by,
        rationale=f"{WHY}, {seen.today}",
        attempt=attempt,
        conditions=(Condition(text=WHY, owner=gate.owner, due=later),) if outcome == "conditional_go" else (),
        deferred_until=later if outcome == "deferred" else None,
        back_to=tuple(luck.sample(back, min(2, len(back)))) if outcome == "no_go" else (),
        override_reason=WHY if unmet(findings(seen.progress, gate, organisation)) else "",
    )


def _finished_before(seen: View, spot: GateSpot) -> Iterator[SentBack]:
    for activity in seen.network.before(spot.gate):
        own = activity.per_organisation and spot.organisation is not None
        for each in (spot.organisation,) if own else seen.network.organisations_of(activity):
            if seen.state.of(each).activity(activity.id).satisfied and (spot.organisation is None or own):
                yield SentBack(activity=activity.id, organisation=each)
