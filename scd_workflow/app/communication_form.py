"""The forms of the communication calendar: seeing to what is still to go out, and telling what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scd_workflow.app.answers import Answer
from scd_workflow.app.communication_choices import SEEING_TO, act_word, sent_word
from scd_workflow.app.communications import report
from scd_workflow.app.inbox import look
from scd_workflow.app.labels import occurrence_named
from scd_workflow.app.reader import LANGUAGES, Reader, a_count, a_day, a_person, filled, one_of
from scd_workflow.domain.balance import remarks
from scd_workflow.domain.communication_acts import Act, Said
from scd_workflow.domain.errors import Refused, refuse_if
from scd_workflow.domain.occurrences import occurrence
from scd_workflow.domain.reasons import because
from scd_workflow.report.runs import outcome_page
from scd_workflow.texts import day, say, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.ids import ItemId, OrganisationId, Which
    from scd_workflow.domain.programme import Organisation
    from scd_workflow.texts import Language

    Name = tuple[ItemId, Which, OrganisationId | None]


@dataclass(frozen=True, slots=True)
class CalendarForm:
    """The form by which a text is submitted, approved or given back, and an item moved or cancelled."""

    onderdeel: str
    wat: str
    wie: str
    tekst: str = ""
    toelichting: str = ""
    nieuwe_dag: str = ""
    kenmerk: str = ""


@dataclass(frozen=True, slots=True)
class TellForm:
    """The form by which it is told that something went out, whom it reached and who came."""

    onderdeel: str
    wie: str
    uitgegaan: str
    bewijs: str = ""
    bereik: str = ""
    opkomst: str = ""
    evaluatie: str = ""


def wanted(form: CalendarForm) -> Said:
    """What a form asks for; raises `Refused` with everything that cannot be read."""
    reader = Reader("calendar")
    name = reader.read("onderdeel", form.onderdeel, _occurrence)
    act = reader.read("wat", form.wat, _act)
    person = reader.read("wie", form.wie, a_person)
    to = reader.read("nieuwe_dag", form.nieuwe_dag, a_day) if act == "move" else None
    if act is not None and act != "move" and form.nieuwe_dag.strip():
        reader.refuse("nieuwe_dag", "forms.nieuwe_dag_needless")
    if act is not None and act != "submit" and form.tekst.strip():
        reader.refuse("tekst", "forms.tekst_needless")
    refuse_if(reader.reasons)
    assert name is not None
    assert act is not None
    assert person is not None
    item, nominal, organisation = name
    text, seen = form.tekst if act == "submit" else form.toelichting, form.kenmerk.strip().lower()
    return Said(act, item, nominal, organisation, person, text, to, seen=seen, source="form")


def told(form: TellForm, organisations: Iterable[Organisation]) -> tuple[Said, ...]:
    """What a form tells, as acts; raises `Refused` with everything that cannot be read."""
    reader = Reader("tell")
    known = {name.casefold(): each.id for each in organisations for name in (each.name, each.id)}
    name = reader.read("onderdeel", form.onderdeel, _occurrence)
    person = reader.read("wie", form.wie, a_person)
    sent = reader.read("uitgegaan", form.uitgegaan, _sent)
    reach = reader.read("bereik", form.bereik, a_count) if form.bereik.strip() else None
    came = dict(reader.lines("opkomst", form.opkomst, lambda line: _came(line, known)))
    refuse_if(reader.reasons)
    assert name is not None
    assert person is not None
    item, nominal, organisation = name
    what = item, nominal, organisation, person
    learnt = Said("evaluate", *what, form.evaluatie, reach=reach, attendance=came, source="form")
    first = (Said("sent", *what, form.bewijs, source="form"),) if sent else ()
    nothing = sent and reach is None and not came and not form.evaluatie.strip()
    return first if nothing else (*first, learnt)


def seen_to(office: Office, now: datetime, request: str, *, form: CalendarForm) -> Answer:
    """Do what a form asks; raises `Refused` with every reason why not."""
    said = wanted(form)
    report(office, (said,), now, request=request)
    language = office.settings.language
    facts = (
        ("item", form.onderdeel), ("act", form.wat), ("person", form.wie), ("text", said.text.strip()),
        ("new_day", day(said.to, language) if said.to else ""),
    )  # fmt: skip
    return _answer(office, "calendar", said, facts, form.wat)


def recorded(office: Office, now: datetime, request: str, *, form: TellForm) -> Answer:
    """Record what a form tells; raises `Refused` with every reason why not."""
    said = told(form, look(office, now).plan.organisations)
    report(office, said, now, request=request)
    facts = (
        ("item", form.onderdeel), ("person", form.wie), ("evidence", form.bewijs), ("reach", form.bereik),
        ("attendance", "; ".join(form.opkomst.split("\n"))), ("text", form.evaluatie),
        ("remark", " ".join(_remarks(look(office, now), said[0], office.settings.language))),
    )  # fmt: skip
    return _answer(office, "told", said[0], facts, tell("flows.told", office.settings.language).lower())


def _remarks(seen: View, said: Said, language: Language) -> Iterator[str]:
    each = occurrence(seen.progress, said.item, said.organisation, said.occurrence)
    return (say(reason, language) for reason in remarks(seen.progress, each))


def _answer(office: Office, kind: str, said: Said, facts: Sequence[tuple[str, str]], act: str) -> Answer:
    language = office.settings.language
    page = outcome_page(tell(f"flows.{kind}_title", language), facts, language)
    summary = tell("flows.calendar_summary", language, item=facts[0][1], act=act, person=said.by)
    return Answer(tell(f"flows.{kind}", language), summary, page, f"communicatie-{said.item}")


def _occurrence(text: str) -> Name:
    filled(text)
    try:
        return occurrence_named(text)
    except Refused:
        raise Refused(because("forms.not_a_choice", given=text)) from None


def _act(text: str) -> Act:
    return one_of({act_word(act, language): act for language in LANGUAGES for act in SEEING_TO}, text)


def _sent(text: str) -> bool:
    return one_of({sent_word(sent, language): sent for language in LANGUAGES for sent in (True, False)}, text)


def _came(line: str, known: dict[str, OrganisationId]) -> tuple[OrganisationId, int]:
    name, between, count = (part.strip() for part in line.rpartition(";"))
    if not between or name.casefold() not in known:
        raise Refused(because("forms.not_an_attendance"))
    return known[name.casefold()], a_count(count)
