"""The form by which a request or decision is taken back or a term changed, and what the person reads of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scd_workflow.app import outcomes
from scd_workflow.app.answers import Answer
from scd_workflow.app.forms import CHANGES, change_word
from scd_workflow.app.inbox import look
from scd_workflow.app.reader import LANGUAGES, Reader, a_count, a_day, a_part, a_person, one_of
from scd_workflow.app.unread import Tried, reading_of
from scd_workflow.domain.changes import Change
from scd_workflow.domain.endings import Ending
from scd_workflow.domain.errors import Refused, refuse_if
from scd_workflow.domain.ids import GateId
from scd_workflow.domain.terms import Extension, Suspension
from scd_workflow.report.runs import outcome_page
from scd_workflow.texts import Language, day, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from scd_workflow.app.forms import ChangeAct
    from scd_workflow.app.office import Office
    from scd_workflow.domain.events import Event
    from scd_workflow.domain.happened import Source
    from scd_workflow.domain.progress import Progress

FORM: Source = "form"

BELONGS: dict[str, ChangeAct] = {"stil_tot": "suspend", "werkdagen": "extend"}
"""The change that asks for a field; with another it is left empty."""

RECORDED_BY: dict[ChangeAct, Callable[..., Event]] = {
    "withdraw": outcomes.withdraw,
    "reopen": outcomes.reopen,
    "suspend": outcomes.suspend,
    "extend": outcomes.extend,
}


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """The form by which a gate is withdrawn or reopened, or its term suspended or extended."""

    gate: str
    wat: str
    wie: str
    reden: str
    stil_tot: str = ""
    werkdagen: str = ""
    code: str = field(default="", repr=False)


def wanted(form: ChangeForm) -> tuple[ChangeAct, Ending | Suspension | Extension]:
    """What a form asks to be changed; raises `Refused` with everything that cannot be read."""
    reader = Reader("change")
    gate = reader.read("gate", form.gate, a_part)
    change = reader.read("wat", form.wat, _change)
    person = reader.read("wie", form.wie, a_person)
    until = reader.read("stil_tot", form.stil_tot, a_day) if change == "suspend" else None
    days = reader.read("werkdagen", form.werkdagen, a_count) if change == "extend" else None
    for name, its_own in BELONGS.items():
        if change not in {None, its_own} and getattr(form, name).strip():
            reader.refuse(name, f"forms.{name}_needless")
    refuse_if(reader.reasons)
    assert gate is not None
    assert change is not None
    assert person is not None
    said = GateId(gate.part), gate.organisation, person, form.reden, FORM, gate.attempt
    if until is not None:
        return change, Suspension(*said, until=until)
    return change, Ending(*said) if days is None else Extension(*said, days=days)


def changed(office: Office, now: datetime, request: str, *, form: ChangeForm) -> Answer:
    """Change a gate; raises `Refused` with every reason why not."""
    with reading_of(office, now, request, Tried(_act(form), form.gate, form.wie, form.code)):
        change, said = wanted(form)
    event = RECORDED_BY[change](office, said, now, request=request, code=form.code)
    assert isinstance(event, Change)
    progress, language = look(office, now).progress, office.settings.language
    rows = ("gate", form.gate), ("change", form.wat), ("person", form.wie), *_details(progress, event, language)
    page = outcome_page(tell("flows.changed_title", language), rows, language)
    summary = tell(f"report.{event.kind}", language, gate=form.gate, **_dates(event))
    return Answer(tell("flows.changed", language), summary, page, f"wijziging-{said.gate}-{said.organisation or ''}")


def _dates(event: Change) -> dict[str, date]:
    """The dates that the sentence about a changed term names."""
    match event.kind:
        case "term_suspended":
            return {"until": event.until, "due": event.due}
        case "term_extended":
            return {"due": event.due}
        case _:
            return {}


def _details(progress: Progress, event: Change, language: Language) -> Iterator[tuple[str, str]]:
    yield "on_behalf_of", event.on_behalf_of or ""
    yield "reason", event.reason
    if event.kind == "term_suspended":
        yield "until", day(event.until, language)
    if event.kind == "term_extended":
        yield "days", str(event.days)
    if event.kind != "gate_withdrawn":
        yield "due", day(progress.due(event.gate, event.organisation), language)


def _act(form: ChangeForm) -> str:
    """Which act the form is about, the most common one where that cannot be read."""
    try:
        return _change(form.wat.strip())
    except Refused:
        return CHANGES[0]


def _change(text: str) -> ChangeAct:
    words = {change_word(each, language): each for language in LANGUAGES for each in CHANGES}
    return one_of(words, text)
