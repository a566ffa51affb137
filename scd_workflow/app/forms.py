"""What people fill in on a form, made into what the use cases take.

A form is plain text; its fields bear the names that people see in Prefect. Everything that cannot be read is refused at
once, each reason with the field it is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from scd_workflow.app.asking import CodeWish
from scd_workflow.app.labels import IN_GATE, speaker_named
from scd_workflow.app.reader import LANGUAGES, Reader, a_day, a_part, a_person, filled, one_of
from scd_workflow.domain.activities import Act, Report
from scd_workflow.domain.decisions import Choice, Half
from scd_workflow.domain.errors import Refused, refuse_if
from scd_workflow.domain.gates import Request
from scd_workflow.domain.happened import Condition, Outcome, Position, SentBack, Source
from scd_workflow.domain.ids import ActivityId, CriterionId, GateId, RoleId
from scd_workflow.domain.positions import Opinion
from scd_workflow.domain.reasons import because
from scd_workflow.domain.statements import Statement
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from scd_workflow.app.filled import CodeForm, DecisionForm, PositionForm, ReportForm, RequestForm, StatementForm
    from scd_workflow.app.labels import Named
    from scd_workflow.domain.ids import OrganisationId, PersonId
    from scd_workflow.domain.plan import Role

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
ACTS: tuple[Act, ...] = ("done", "start", "evidence", "reopen", "waive")
ChangeAct = Literal["withdraw", "reopen", "suspend", "extend"]
CHANGES: tuple[ChangeAct, ...] = get_args(ChangeAct)
POSITIONS: tuple[Position, ...] = get_args(Position)

WITH_EVIDENCE: frozenset[Act] = frozenset({"done", "evidence"})
WITH_REASON: frozenset[Act] = frozenset({"reopen", "waive"})


def choice(form: DecisionForm, roles: Iterable[Role], source: Source) -> Choice:
    """The decision that a form asks for; raises `Refused` with everything that cannot be read.

    A condition names its owner by the id or the name of one of `roles`.
    """
    reader, owners = Reader("decide"), tuple(roles)
    gate = reader.read("gate", form.gate, a_part)
    person = reader.read("wie", form.wie, a_person)
    outcome = reader.read("besluit", form.besluit, _outcome)
    conditions = tuple(reader.lines("voorwaarden", form.voorwaarden, lambda line: _condition(line, owners)))
    until = reader.read("nieuwe_datum", form.nieuwe_datum, _day_or_none)
    back_to = tuple(reader.lines("terug_naar", "\n".join(form.terug_naar), _sent_back))
    refuse_if(reader.reasons)
    assert gate is not None
    assert person is not None
    assert outcome is not None
    return Choice(
        gate=GateId(gate.part),
        organisation=gate.organisation,
        outcome=outcome,
        by=person,
        rationale=form.motivering,
        attempt=gate.attempt,
        conditions=conditions,
        deferred_until=until,
        back_to=back_to,
        override_reason=form.afwijkingsreden,
        seen=form.kenmerk,
        source=source,
    )


def half_choice(form: DecisionForm, roles: Iterable[Role]) -> Half:
    """As much of the decision that a form asks for as can be read."""
    reader, owners = Reader("decide"), tuple(roles)
    gate = reader.read("gate", form.gate, a_part)
    return Half(
        gate=GateId(gate.part) if gate else None,
        organisation=gate.organisation if gate else None,
        by=reader.read("wie", form.wie, a_person),
        rationale=form.motivering,
        conditions=tuple(reader.lines("voorwaarden", form.voorwaarden, lambda line: _condition(line, owners))),
        back_to=tuple(reader.lines("terug_naar", "\n".join(form.terug_naar), _sent_back)),
    )


def request(form: RequestForm) -> Request:
    """What the owner of a gate asks for; raises `Refused` with everything that cannot be read."""
    return Request(*_gate_and_person("open", form), form.reden, "form")


def report(form: ReportForm) -> Report:
    """What somebody reports; raises `Refused` with everything that cannot be read."""
    reader = Reader("report")
    activity = reader.read("activiteit", form.activiteit, a_part)
    person = reader.read("wie", form.wie, a_person)
    act = reader.read("melding", form.melding, _act)
    if act is not None and form.bewijs.strip() and act not in WITH_EVIDENCE:
        reader.refuse("bewijs", "forms.evidence_needless")
    if act is not None and form.toelichting.strip() and act not in WITH_REASON:
        reader.refuse("toelichting", "forms.explanation_needless")
    refuse_if(reader.reasons)
    assert activity is not None
    assert person is not None
    assert act is not None
    text = form.bewijs if act in WITH_EVIDENCE else form.toelichting
    return Report(act, ActivityId(activity.part), activity.organisation, person, text.strip(), "form")


def statement(form: StatementForm) -> Statement:
    """What somebody states about a criterion; raises `Refused` with everything that cannot be read."""
    reader = Reader("state")
    criterion = reader.read("criterium", form.criterium, _criterion)
    person = reader.read("wie", form.wie, a_person)
    refuse_if(reader.reasons)
    assert criterion is not None
    assert person is not None
    gate, criterion_id = criterion
    return Statement(GateId(gate.part), criterion_id, gate.organisation, person, form.verklaring, "form")


def code_wish(form: CodeForm) -> CodeWish:
    """Whose code for which gate is asked for; raises `Refused` with everything that cannot be read."""
    return CodeWish(*_gate_and_person("code", form))


def opinion(form: PositionForm) -> Opinion:
    """What somebody says for one of the consulted; raises `Refused` with everything that cannot be read."""
    reader = Reader("give")
    gate = reader.read("gate", form.gate, a_part)
    speaker = reader.read("namens", form.namens, _speaker)
    person = reader.read("wie", form.wie, a_person)
    position = reader.read("standpunt", form.standpunt, _position)
    refuse_if(reader.reasons)
    assert gate is not None
    assert speaker is not None
    assert person is not None
    assert position is not None
    where = GateId(gate.part), gate.organisation
    return Opinion(*where, speaker, person, position, form.advies, gate.attempt, "form")


def position_word(position: Position, language: Language) -> str:
    """How the form calls a position."""
    return tell(f"words.{position}", language)


def outcome_word(outcome: Outcome, language: Language) -> str:
    """How the form calls an outcome."""
    return tell(f"words.{outcome}", language)


def act_word(act: Act, language: Language) -> str:
    """How the form calls a report."""
    return tell(f"forms.act_{act}", language)


def change_word(change: ChangeAct, language: Language) -> str:
    """How the form calls a change of a gate."""
    return tell(f"forms.change_to_{change}", language)


def _gate_and_person(name: str, form: RequestForm | CodeForm) -> tuple[GateId, OrganisationId | None, PersonId]:
    """Which gate of which organisation a form is about, and who fills it in; nothing else of it has to be read."""
    reader = Reader(name)
    gate = reader.read("gate", form.gate, a_part)
    person = reader.read("wie", form.wie, a_person)
    refuse_if(reader.reasons)
    assert gate is not None
    assert person is not None
    return GateId(gate.part), gate.organisation, person


def _speaker(text: str) -> str:
    return speaker_named(filled(text))


def _position(text: str) -> Position:
    words = {position_word(each, language): each for language in LANGUAGES for each in POSITIONS}
    return one_of(words, text)


def _outcome(text: str) -> Outcome:
    words = {outcome_word(outcome, language): outcome for language in LANGUAGES for outcome in OUTCOMES}
    return one_of(words, text)


def _act(text: str) -> Act:
    words = {act_word(act, language): act for language in LANGUAGES for act in ACTS}
    return one_of(words, text)


def _criterion(text: str) -> tuple[Named, CriterionId]:
    identity, _, _ = filled(text).partition(" ")
    gate, between, criterion = identity.partition(IN_GATE)
    if not between or not criterion:
        raise Refused(because("forms.not_a_choice", given=text))
    return a_part(gate), CriterionId(criterion)


def _condition(line: str, roles: Iterable[Role]) -> Condition:
    parts = [part.strip() for part in line.rsplit(";", 2)]
    if len(parts) < 3 or not all(parts):
        raise Refused(because("forms.not_a_condition"))
    text, owner, due = parts
    known = {name.casefold(): role.id for role in roles for name in (role.name, role.id)}
    return Condition(text=text, owner=known.get(owner.casefold(), RoleId(owner)), due=a_day(due))


def _day_or_none(text: str) -> date | None:
    return a_day(text) if text else None


def _sent_back(line: str) -> SentBack:
    work = a_part(line)
    return SentBack(activity=ActivityId(work.part), organisation=work.organisation)
