"""What people fill in on a form, made into what the use cases take.

A form is plain text; its fields bear the names that people see in Prefect. Everything that cannot be read is refused at
once, each reason with the field it is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar, get_args

from scd_workflow.app.labels import named, person_named
from scd_workflow.domain.activities import Act, Report
from scd_workflow.domain.decisions import Choice, Statement
from scd_workflow.domain.errors import Refused, refuse_if
from scd_workflow.domain.events import Condition, Outcome, SentBack, Source
from scd_workflow.domain.gates import Request
from scd_workflow.domain.ids import ActivityId, CriterionId, GateId, RoleId
from scd_workflow.domain.reasons import Reason, because
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scd_workflow.app.labels import Named
    from scd_workflow.domain.ids import PersonId
    from scd_workflow.domain.plan import Role

T = TypeVar("T")

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
ACTS: tuple[Act, ...] = ("done", "start", "evidence", "reopen", "waive")
LANGUAGES: tuple[Language, ...] = get_args(Language)
IN_GATE = "/"
"""What stands between a gate and its criterion in a label."""

DAY_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})\Z", re.ASCII)
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z", re.ASCII)
WITH_EVIDENCE: frozenset[Act] = frozenset({"done", "evidence"})
WITH_REASON: frozenset[Act] = frozenset({"reopen", "waive"})


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """The form by which a gate is decided."""

    gate: str
    wie: str
    besluit: str
    motivering: str
    voorwaarden: str = ""
    nieuwe_datum: str = ""
    terug_naar: tuple[str, ...] = ()
    afwijkingsreden: str = ""


@dataclass(frozen=True, slots=True)
class RequestForm:
    """The form by which the owner of a gate asks for its decision."""

    gate: str
    wie: str
    reden: str = ""


@dataclass(frozen=True, slots=True)
class ReportForm:
    """The form by which work is reported."""

    activiteit: str
    wie: str
    melding: str
    bewijs: str = ""
    toelichting: str = ""


@dataclass(frozen=True, slots=True)
class StatementForm:
    """The form by which a criterion is stated, or its document approved."""

    criterium: str
    wie: str
    verklaring: str


class Reader:
    """Reads the fields of one form, and remembers every reason why one could not be read."""

    def __init__(self, form: str) -> None:
        """`form` is how the catalogue calls the form."""
        self._form = form
        self.reasons: list[Reason] = []

    def read(self, field: str, text: str, parse: Callable[[str], T]) -> T | None:
        """What `parse` makes of a field, None when it could not be read."""
        try:
            return parse(text.strip())
        except Refused as refused:
            self.reasons.extend(
                because("forms.at_field", field=self._title(field), what=why) for why in refused.reasons
            )
            return None

    def lines(self, field: str, text: str, parse: Callable[[str], T]) -> Iterator[T]:
        """What `parse` makes of each line of a field that says something."""
        for number, line in enumerate(text.splitlines(), start=1):
            try:
                if line.strip():
                    yield parse(line.strip())
            except Refused as refused:
                for why in refused.reasons:
                    self.reasons.append(because("forms.at_line", field=self._title(field), line=number, what=why))

    def refuse(self, field: str, code: str) -> None:
        """Remember what is wrong with a field that was read."""
        self.reasons.append(because("forms.at_field", field=self._title(field), what=because(code)))

    def _title(self, field: str) -> Reason:
        return because(f"forms.{self._form}_{field}")


def choice(form: DecisionForm, roles: Iterable[Role], source: Source) -> Choice:
    """The decision that a form asks for; raises `Refused` with everything that cannot be read.

    A condition names its owner by the id or the name of one of `roles`.
    """
    reader, owners = Reader("decide"), tuple(roles)
    gate = reader.read("gate", form.gate, _named)
    person = reader.read("wie", form.wie, _person)
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
        source=source,
    )


def request(form: RequestForm) -> Request:
    """What the owner of a gate asks for; raises `Refused` with everything that cannot be read."""
    reader = Reader("open")
    gate = reader.read("gate", form.gate, _named)
    person = reader.read("wie", form.wie, _person)
    refuse_if(reader.reasons)
    assert gate is not None
    assert person is not None
    return Request(GateId(gate.part), gate.organisation, person, form.reden, "form")


def report(form: ReportForm) -> Report:
    """What somebody reports; raises `Refused` with everything that cannot be read."""
    reader = Reader("report")
    activity = reader.read("activiteit", form.activiteit, _named)
    person = reader.read("wie", form.wie, _person)
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
    person = reader.read("wie", form.wie, _person)
    refuse_if(reader.reasons)
    assert criterion is not None
    assert person is not None
    gate, criterion_id = criterion
    return Statement(GateId(gate.part), criterion_id, gate.organisation, person, form.verklaring, "form")


def outcome_word(outcome: Outcome, language: Language) -> str:
    """How the form calls an outcome."""
    return tell(f"words.{outcome}", language)


def act_word(act: Act, language: Language) -> str:
    """How the form calls a report."""
    return tell(f"forms.act_{act}", language)


def _filled(text: str) -> str:
    if not text:
        raise Refused(because("forms.empty"))
    return text


def _named(text: str) -> Named:
    _filled(text)
    try:
        return named(text)
    except Refused:
        raise Refused(because("forms.not_a_choice", given=text)) from None


def _person(text: str) -> PersonId:
    return person_named(_filled(text))


def _outcome(text: str) -> Outcome:
    words = {outcome_word(outcome, language): outcome for language in LANGUAGES for outcome in OUTCOMES}
    return _chosen(words, text)


def _act(text: str) -> Act:
    words = {act_word(act, language): act for language in LANGUAGES for act in ACTS}
    return _chosen(words, text)


def _chosen(words: dict[str, T], text: str) -> T:
    if _filled(text).casefold() not in words:
        raise Refused(because("forms.not_a_choice", given=text))
    return words[text.casefold()]


def _criterion(text: str) -> tuple[Named, CriterionId]:
    identity, _, _ = _filled(text).partition(" ")
    gate, between, criterion = identity.partition(IN_GATE)
    if not between or not criterion:
        raise Refused(because("forms.not_a_choice", given=text))
    return _named(gate), CriterionId(criterion)


def _condition(line: str, roles: Iterable[Role]) -> Condition:
    parts = [part.strip() for part in line.rsplit(";", 2)]
    if len(parts) < 3 or not all(parts):
        raise Refused(because("forms.not_a_condition"))
    text, owner, due = parts
    known = {name.casefold(): role.id for role in roles for name in (role.name, role.id)}
    return Condition(text=text, owner=known.get(owner.casefold(), RoleId(owner)), due=_day(due))


def _day_or_none(text: str) -> date | None:
    return _day(text) if text else None


def _day(text: str) -> date:
    found = DAY_FIRST.match(text)
    parts = found.groups()[::-1] if found else getattr(YEAR_FIRST.match(text), "groups", tuple)()
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        raise Refused(because("forms.not_a_day", given=text)) from None


def _sent_back(line: str) -> SentBack:
    work = _named(line)
    return SentBack(activity=ActivityId(work.part), organisation=work.organisation)
