"""What can be chosen in the forms as things stand: which gates, which work, which people, and what to say of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, get_args

from scd_workflow.app.communication_choices import CommunicationChoices
from scd_workflow.app.forms import (
    ACTS,
    CHANGES,
    OUTCOMES,
    POSITIONS,
    act_word,
    change_word,
    outcome_word,
    position_word,
)
from scd_workflow.app.labels import (
    BETWEEN,
    IN_GATE,
    condition_label,
    label,
    marked,
    person_label,
    phase_labels,
    speaker_label,
)
from scd_workflow.app.risk_choices import RiskChoices
from scd_workflow.domain import authority, conditions, endings, gates, mandates, quorum
from scd_workflow.domain.activities import may_report
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.consultation import consulted, speakers
from scd_workflow.domain.plan import Activity, AttestationCriterion, DocumentCriterion
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scd_workflow.config.people import People
    from scd_workflow.domain.briefing import Briefing
    from scd_workflow.domain.gates import GateSpot
    from scd_workflow.domain.ids import OrganisationId, PersonId
    from scd_workflow.domain.plan import Phase
    from scd_workflow.domain.progress import Progress, Standing, Status

FIRST: tuple[Status, ...] = ("started", "ready", "blocked", "done", "waived")
"""The order in which activities stand in the list: what can be worked on comes first."""


class Choices:
    """What can be chosen in the forms of one programme as it stands."""

    def __init__(
        self, progress: Progress, people: People, language: Language, deciding: tuple[GateSpot, ...] | None = None
    ) -> None:
        """`people` gives the names beside the ids; `deciding` are the gates to decide, all that are open when None."""
        self._progress = progress
        self._deciding = gates.open_gates(progress) if deciding is None else deciding
        self._people = people
        self._language = language
        self._lists: dict[str, Callable[[], Iterable[str]]] = {
            "decide_gate": self._gates_open,
            "decide_wie": self._deciders,
            "decide_besluit": self._outcomes,
            "decide_terug_naar": self._finished,
            "open_gate": self._gates_to_ask,
            "open_wie": self._gate_owners,
            "report_activiteit": self._work,
            "report_wie": self._workers,
            "report_melding": self._acts,
            "state_criterium": self._criteria,
            "state_wie": self._staters,
            "give_gate": self._gates_consulted,
            "give_namens": self._consulted,
            "give_wie": self._speakers,
            "give_standpunt": self._positions,
            "settle_voorwaarde": self._open_conditions,
            "settle_wie": self._settlers,
            "settle_uitkomst": self._settlings,
            "change_gate": self._gates_to_change,
            "change_wat": self._changes,
            "change_wie": self._changers,
            "code_gate": self._gates_that_count,
            "code_wie": self._everybody,
            "phase_fase": self._phases,
            "together_gates": self._gates_of_organisations,
            "together_wie": self._deciders,
            "together_besluit": self._outcomes,
            "together_terug_naar": self._finished,
            **CommunicationChoices(progress, self._named, language).lists,
            **RiskChoices(progress, self._named, language).lists,
        }

    def of(self, field: str) -> tuple[str, ...] | None:
        """What can be chosen in a field, each once, by its form and name (`decide_gate`); None where people type."""
        return tuple(dict.fromkeys(self._lists[field]())) if field in self._lists else None

    @cached_property
    def _current(self) -> tuple[Phase, ...]:
        """The phases that were reached: each until its closing gate is passed, and the one after it."""
        reached: list[Phase] = []
        for phase in self._progress.network.plan.phases:
            reached.append(phase)
            if not self._progress.state.programme.gate(phase.closing_gate).passed:
                break
        return tuple(reached)

    @cached_property
    def _standings(self) -> tuple[Standing, ...]:
        progress = self._progress
        found = (
            progress.standing(activity.id, each)
            for phase in self._current
            for activity in phase.activities
            for each in progress.network.organisations_of(activity)
        )
        return tuple(sorted(found, key=lambda each: FIRST.index(each.status)))

    @cached_property
    def _to_ask(self) -> tuple[GateSpot, ...]:
        phases = {phase.id for phase in self._current}
        return tuple(
            spot
            for spot in gates.all_gates(self._progress)
            if self._progress.network.item(spot.gate.id).phase.id in phases
            and not gates.gate_state(self._progress, spot).passed
        )

    def _label(self, part: str, organisation: OrganisationId | None, attempt: int = 1) -> str:
        return label(self._progress.network, part, organisation, attempt, language=self._language)

    def _gate_label(self, spot: GateSpot) -> str:
        attempt = max(1, gates.gate_state(self._progress, spot).attempt)
        return self._label(spot.gate.id, spot.organisation, attempt)

    def _named(self, people: Iterable[PersonId]) -> Iterator[str]:
        return (person_label(self._people, person) for person in people)

    def _gates_open(self) -> Iterator[str]:
        return map(self._gate_label, self._deciding)

    def _gates_of_organisations(self) -> Iterator[str]:
        for spot in self._deciding:
            if spot.organisation is not None:
                yield marked(self._gate_label(spot), briefing(self._progress, *spot).mark, self._language)

    def _deciders(self) -> Iterator[str]:
        for spot in self._deciding:
            yield from self._named(each.person for each in quorum.deciders(self._progress, spot, self._progress.today))

    def _outcomes(self) -> Iterator[str]:
        return (outcome_word(outcome, self._language) for outcome in OUTCOMES)

    def _finished(self) -> Iterator[str]:
        """Finished work that comes directly before a gate that awaits its decision."""
        network, state = self._progress.network, self._progress.state
        for gate, organisation in self._deciding:
            for activity in network.before(gate):
                for each in network.organisations_of(activity):
                    own = organisation is None or each in {None, organisation}
                    if own and state.of(each).activity(activity.id).satisfied:
                        yield self._label(activity.id, each)

    def briefings(self) -> Iterator[tuple[str, Briefing]]:
        """The gates of which a decision can be asked, each with its label and how it stands."""
        for spot in self._to_ask:
            if not gates.gate_state(self._progress, spot).awaits_decision:
                yield self._label(spot.gate.id, spot.organisation), briefing(self._progress, *spot)

    def _gates_to_ask(self) -> Iterator[str]:
        return (name for name, _ in self.briefings())

    @cached_property
    def _changing(self) -> tuple[GateSpot, ...]:
        """The gates of which the request, the decision or the term can change: open ones, and those to be reopened."""
        return (*gates.open_gates(self._progress), *endings.reopenable(self._progress))

    def _gates_to_change(self) -> Iterator[str]:
        return map(self._gate_label, self._changing)

    def _changes(self) -> Iterator[str]:
        return (change_word(act, self._language) for act in CHANGES)

    def _changers(self) -> Iterator[str]:
        """Who may decide those gates, and the owners of what is open: they can change its term."""
        today = self._progress.today
        for spot in self._changing:
            yield from self._named(each.person for each in mandates.entitled(self._progress, spot, today))
            if gates.gate_state(self._progress, spot).awaits_decision:
                yield from self._named(gates.owners_of(self._progress, spot, today))

    def _gates_that_count(self) -> Iterator[str]:
        """The gates at which somebody may act who needs a code for it: also those that were passed, to reopen them."""
        return map(self._gate_label, (*self._to_ask, *endings.reopenable(self._progress)))

    def _everybody(self) -> Iterator[str]:
        deputies = (each.deputy for each in self._progress.state.absences.values() if each.deputy is not None)
        return self._named((*authority.people(self._progress.network.plan), *deputies))

    def _gate_owners(self) -> Iterator[str]:
        for spot in self._to_ask:
            yield from self._named(gates.owners_of(self._progress, spot, self._progress.today))

    def _work(self) -> Iterator[str]:
        return (self._label(each.part.id, each.organisation) for each in self._standings)

    def _workers(self) -> Iterator[str]:
        network, today = self._progress.network, self._progress.today
        for each in self._standings:
            assert isinstance(each.part, Activity)
            yield from self._named(
                may_report(network, each.part, each.organisation, today, self._progress.state.absences)
            )

    def _acts(self) -> Iterator[str]:
        return (act_word(act, self._language) for act in ACTS)

    def _criteria(self) -> Iterator[str]:
        for spot in self._to_ask:
            identity, *names = self._label(spot.gate.id, spot.organisation).split(BETWEEN)
            for each in spot.gate.criteria:
                if isinstance(each, AttestationCriterion | DocumentCriterion):
                    yield BETWEEN.join([f"{identity}{IN_GATE}{each.id}", *names[:-1], each.text])

    def _staters(self) -> Iterator[str]:
        plan, today, absences = self._progress.network.plan, self._progress.today, self._progress.state.absences
        for gate, organisation in self._to_ask:
            for each in gate.criteria:
                if isinstance(each, AttestationCriterion | DocumentCriterion):
                    staters = authority.actors(plan, each.role, organisation, today, absences, gate=gate.id)
                    yield from self._named(stater.person for stater in staters)

    def _gates_consulted(self) -> Iterator[str]:
        return (self._gate_label(spot) for spot in self._deciding if spot.gate.consultation is not None)

    def _consulted(self) -> Iterator[str]:
        plan = self._progress.network.plan
        return (speaker_label(each) for spot in self._deciding for each in consulted(plan, spot.gate))

    def _speakers(self) -> Iterator[str]:
        plan, today = self._progress.network.plan, self._progress.today
        for spot in self._deciding:
            for each in consulted(plan, spot.gate):
                yield from self._named(who.person for who in speakers(self._progress, spot.gate, each, today))

    def _positions(self) -> Iterator[str]:
        return (position_word(position, self._language) for position in POSITIONS)

    def _open_conditions(self) -> Iterator[str]:
        return (condition_label(each) for each in conditions.all_conditions(self._progress) if each.settled is None)

    def _settlers(self) -> Iterator[str]:
        return self._named(conditions.settlers(self._progress))

    def _settlings(self) -> Iterator[str]:
        return (tell(f"words.condition_{each}", self._language) for each in get_args(conditions.Settling))

    def _phases(self) -> Iterator[str]:
        return iter(phase_labels(self._progress.network.plan))
