"""What a form leads to: the use case is done, and the person who filled it in gets to read what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scd_workflow.app import acts, forms
from scd_workflow.app.inbox import look
from scd_workflow.domain.errors import Refused, ScdError
from scd_workflow.domain.events import GateDecided
from scd_workflow.report.runs import decided_page, outcome_page, refused_above, refused_page
from scd_workflow.texts import Language, day, say, tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scd_workflow.app.forms import DecisionForm, ReportForm, RequestForm, StatementForm
    from scd_workflow.app.office import Office
    from scd_workflow.app.relaying import Tally
    from scd_workflow.domain.events import Source


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person reads: one word for what came of it, a sentence, and a page of Markdown; `subject` names it.

    After a refusal `above` says why, to stand above the form when it is shown again.
    """

    name: str
    summary: str
    page: str
    subject: str
    above: str = ""


def decided(office: Office, form: DecisionForm, source: Source, now: datetime) -> Answer:
    """Decide a gate; raises `Refused` with every reason why not."""
    choice = forms.choice(form, look(office, now).plan.roles, source)
    event = acts.decide(office, choice, now)
    language = office.settings.language
    outcome = forms.outcome_word(event.outcome, language)
    told = ("gate", form.gate), ("outcome", outcome), ("person", form.wie), *_details(event, language)
    page = decided_page(look(office, now).progress, event, told, language)
    summary = tell("flows.decided_summary", language, gate=form.gate, outcome=outcome, person=form.wie)
    return Answer(tell("flows.decided", language), summary, page, f"besluit-{event.gate}-{event.organisation or ''}")


def asked(office: Office, form: RequestForm, now: datetime) -> Answer:
    """Open a gate because its owner asks; raises `Refused` with every reason why not."""
    request = forms.request(form)
    acts.ask(office, request, now)
    language = office.settings.language
    told = ("gate", form.gate), ("person", form.wie), ("reason", form.reden)
    page = outcome_page(tell("flows.asked_title", language), told, language)
    summary = tell("flows.asked_summary", language, gate=form.gate)
    return Answer(tell("flows.asked", language), summary, page, f"aanvraag-{request.gate}-{request.organisation or ''}")


def reported(office: Office, form: ReportForm, now: datetime) -> Answer:
    """Record what somebody reports about an activity; raises `Refused` with every reason why not."""
    report = forms.report(form)
    acts.report(office, report, now)
    language = office.settings.language
    told = ("activity", form.activiteit), ("act", form.melding), ("person", form.wie), ("text", report.text)
    page = outcome_page(tell("flows.reported_title", language), told, language)
    summary = tell("flows.reported_summary", language, activity=form.activiteit, act=form.melding, person=form.wie)
    subject = f"melding-{report.activity}-{report.organisation or ''}"
    return Answer(tell("flows.reported", language), summary, page, subject)


def stated(office: Office, form: StatementForm, now: datetime) -> Answer:
    """Record that a criterion holds; raises `Refused` with every reason why not."""
    statement = forms.statement(form)
    acts.state_that(office, statement, now)
    language = office.settings.language
    told = ("criterion", form.criterium), ("person", form.wie), ("text", statement.text)
    page = outcome_page(tell("flows.stated_title", language), told, language)
    summary = tell("flows.stated_summary", language, criterion=form.criterium, person=form.wie)
    return Answer(tell("flows.stated", language), summary, page, f"verklaring-{statement.gate}-{statement.criterion}")


def refused(office: Office, error: ScdError) -> Answer:
    """Why nothing was recorded: refused by the rules, or not possible because something does not work."""
    language = office.settings.language
    name = tell("flows.refused" if isinstance(error, Refused) else "flows.unusable", language)
    summary = " ".join(say(reason, language) for reason in error.reasons)
    page, above = refused_page(error.reasons, language), refused_above(error.reasons, language)
    return Answer(name, summary, page, "geweigerd", above)


def sent(office: Office, tally: Tally) -> Answer:
    """What a run of the relay did; a channel that does not work says so."""
    language = office.settings.language
    some = tally.sent or tally.retrying or tally.failed or tally.uncertain
    name = "flows.unusable" if tally.reason else "flows.sent" if some else "flows.nothing_sent"
    counts = tell(
        "report.tally", language,
        sent=tally.sent, retrying=tally.retrying, failed=tally.failed, uncertain=tally.uncertain,
    )  # fmt: skip
    summary = say(tally.reason, language) if tally.reason else counts
    return Answer(tell(name, language), summary, f"{summary}\n\n{counts}" if tally.reason else counts, "berichten")


def _details(event: GateDecided, language: Language) -> Iterator[tuple[str, str]]:
    yield "rationale", event.rationale
    conditions = (f"{each.text} ({each.owner}, {day(each.due, language)})" for each in event.conditions)
    yield "conditions", "; ".join(conditions)
    yield "deferred_until", day(event.deferred_until, language) if event.deferred_until else ""
    back = (f"{each.activity} {each.organisation or ''}".strip() for each in event.back_to)
    yield "back_to", ", ".join(back)
    yield "override_reason", event.override_reason
