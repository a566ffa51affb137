"""The fields of every form: what each is called, the help under it, and what can be chosen as things stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from scd_workflow.app.forms import ACTS, IN_GATE, OUTCOMES, act_word, outcome_word
from scd_workflow.app.labels import BETWEEN, label, person_label
from scd_workflow.domain import authority, gates
from scd_workflow.domain.activities import may_report
from scd_workflow.domain.plan import Activity, AttestationCriterion, DocumentCriterion
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scd_workflow.config.people import People
    from scd_workflow.domain.gates import GateSpot
    from scd_workflow.domain.ids import PersonId
    from scd_workflow.domain.plan import Phase, Plan
    from scd_workflow.domain.progress import Progress, Standing, Status

Form = Literal["decide", "open", "report", "state", "phase"]

FIELDS: dict[Form, tuple[str, ...]] = {
    "decide": (
        "gate", "wie", "besluit", "motivering", "voorwaarden", "nieuwe_datum", "terug_naar", "afwijkingsreden",
    ),
    "open": ("gate", "wie", "reden"),
    "report": ("activiteit", "wie", "melding", "bewijs", "toelichting"),
    "state": ("criterium", "wie", "verklaring"),
    "phase": ("fase",),
}  # fmt: skip
"""The fields of each form, in the order in which people see them."""

REQUIRED = frozenset(
    {"gate", "wie", "besluit", "motivering", "activiteit", "melding", "criterium", "verklaring", "fase"}
)
FIRST: tuple[Status, ...] = ("started", "ready", "blocked", "done", "waived")
"""The order in which activities stand in the list: what can be worked on comes first."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `choices` is None where people type; `several` says that more than one may be chosen."""

    name: str
    title: str
    help: str
    choices: tuple[str, ...] | None
    several: bool
    required: bool


class Fields:
    """The fields of the forms of one programme as it stands."""

    def __init__(
        self, progress: Progress, people: People, language: Language, deciding: tuple[GateSpot, ...] | None = None
    ) -> None:
        """`people` gives the names beside the ids; `deciding` are the gates to decide, all that are open when None."""
        self._progress = progress
        self._deciding = gates.open_gates(progress) if deciding is None else deciding
        self._people = people
        self._language = language
        self._choices: dict[str, Callable[[], Iterable[str]]] = {
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
            "phase_fase": self._phases,
        }

    def of(self, form: Form) -> tuple[Field, ...]:
        """The fields of a form, in their order."""
        return tuple(self._field(form, name) for name in FIELDS[form])

    def of_door(self, spot: GateSpot) -> tuple[Field, ...]:
        """The fields by which this one gate is decided: only its own people, and only work that it can send back."""
        return Fields(self._progress, self._people, self._language, (spot,)).of("decide")[1:]

    def _field(self, form: Form, name: str) -> Field:
        several = name == "terug_naar"
        key = f"{form}_{name}"
        choices = tuple(dict.fromkeys(self._choices[key]())) if key in self._choices else None
        if choices == () and not several:
            choices = (tell("forms.nothing_to_choose", self._language),)
        title, help_ = tell(f"forms.{key}", self._language), tell(f"forms.{key}_help", self._language)
        return Field(name, title, help_, choices, several, name in REQUIRED)

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

    def _gate_label(self, spot: GateSpot) -> str:
        attempt = max(1, gates.gate_state(self._progress, spot).attempt)
        return label(self._progress.network, spot.gate.id, spot.organisation, attempt)

    def _named(self, people: Iterable[PersonId]) -> Iterator[str]:
        return (person_label(self._people, person) for person in people)

    def _gates_open(self) -> Iterator[str]:
        return map(self._gate_label, self._deciding)

    def _deciders(self) -> Iterator[str]:
        plan, today = self._progress.network.plan, self._progress.today
        for gate, organisation in self._deciding:
            yield from self._named(each.person for each in authority.entitled(plan, gate.id, organisation, today))

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
                        yield label(network, activity.id, each)

    def _gates_to_ask(self) -> Iterator[str]:
        waiting = (spot for spot in self._to_ask if not gates.gate_state(self._progress, spot).awaits_decision)
        return (label(self._progress.network, spot.gate.id, spot.organisation) for spot in waiting)

    def _gate_owners(self) -> Iterator[str]:
        plan, today = self._progress.network.plan, self._progress.today
        for gate, organisation in self._to_ask:
            yield from self._named(authority.holders(plan, gate.owner, organisation, today))

    def _work(self) -> Iterator[str]:
        return (label(self._progress.network, each.part.id, each.organisation) for each in self._standings)

    def _workers(self) -> Iterator[str]:
        for each in self._standings:
            assert isinstance(each.part, Activity)
            yield from self._named(
                may_report(self._progress.network, each.part, each.organisation, self._progress.today)
            )

    def _acts(self) -> Iterator[str]:
        return (act_word(act, self._language) for act in ACTS)

    def _criteria(self) -> Iterator[str]:
        for spot in self._to_ask:
            identity, *names = label(self._progress.network, spot.gate.id, spot.organisation).split(BETWEEN)
            for each in spot.gate.criteria:
                if isinstance(each, AttestationCriterion | DocumentCriterion):
                    yield BETWEEN.join([f"{identity}{IN_GATE}{each.id}", *names[:-1], each.text])

    def _staters(self) -> Iterator[str]:
        plan, today = self._progress.network.plan, self._progress.today
        for gate, organisation in self._to_ask:
            for each in gate.criteria:
                if isinstance(each, AttestationCriterion | DocumentCriterion):
                    yield from self._named(authority.holders(plan, each.role, organisation, today))

    def _phases(self) -> Iterator[str]:
        return iter(phase_labels(self._progress.network.plan))


def phase_labels(plan: Plan) -> tuple[str, ...]:
    """The label of each phase, in their order."""
    return tuple(BETWEEN.join([phase.id, phase.name]) for phase in plan.phases)
