"""What a form leads to: the use case is done, and the person who filled it in gets to read what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scd_workflow.app import acts, forms, positions
from scd_workflow.app.asking import ask_code
from scd_workflow.app.briefings import changes
from scd_workflow.app.decision_form import decision
from scd_workflow.app.inbox import decision_told, look
from scd_workflow.app.outgoing import outbox_lines
from scd_workflow.app.unread import Tried, reading_of
from scd_workflow.domain.briefing import OUTDATED, briefing
from scd_workflow.domain.errors import Refused, ScdError
from scd_workflow.domain.events import GateDecided, VoteCast
from scd_workflow.report import votes
from scd_workflow.report.briefing import changes_markdown
from scd_workflow.report.gates import briefing_markdown
from scd_workflow.report.notices import ledger
from scd_workflow.report.runs import asked_page, decided_page, outcome_page, refused_above, refused_page
from scd_workflow.texts import Language, day, say, tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scd_workflow.app.filled import CodeForm, DecisionForm, PositionForm, ReportForm, RequestForm, StatementForm
    from scd_workflow.app.office import Office
    from scd_workflow.app.tally import Tally
    from scd_workflow.domain.decisions import Choice
    from scd_workflow.domain.happened import Source
    from scd_workflow.domain.reasons import Reason


NEWEST = 50
"""How many messages the page of a run shows."""


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


def decided(office: Office, now: datetime, request: str, *, form: DecisionForm, source: Source) -> Answer:
    """Decide a gate; raises `Refused` with every reason why not.

    `request` is the submitted form, here and below: handled again it gives the same answer and records nothing.
    """
    with reading_of(office, now, request, Tried("decide", form.gate, form.wie, form.code, source)):
        choice = decision(form, look(office, now), source)
    try:
        event = acts.decide(office, choice, now, request=request, code=form.code)
    except Refused as refusal:
        raise _with_briefing(office, now, choice, refusal) from None
    language = office.settings.language
    outcome = forms.outcome_word(event.outcome, language)
    told = ("gate", form.gate), ("outcome", outcome), ("person", form.wie), *_details(event, language)
    progress, subject = look(office, now).progress, f"besluit-{event.gate}-{event.organisation or ''}"
    if event.kind == "vote_cast":
        page = outcome_page(tell("flows.voted_title", language), told, language)
        return Answer(tell("flows.voted", language), votes.told(progress, event, language), page, subject)
    page = decided_page(progress, event, told, language)
    # As it was filled in: what was recorded is told also when nobody can be looked up any more.
    summary = decision_told(event, form.gate, form.wie, language)
    return Answer(tell("flows.decided", language), summary, page, subject)


def asked(office: Office, now: datetime, request: str, *, form: RequestForm) -> Answer:
    """Open a gate because its owner asks; raises `Refused` with every reason why not."""
    wish = forms.request(form)
    acts.ask(office, wish, now, request=request)
    language = office.settings.language
    told = ("gate", form.gate), ("person", form.wie), ("reason", form.reden)
    progress = look(office, now).progress
    page = asked_page(briefing(progress, progress.network.gates[wish.gate], wish.organisation), told, language)
    summary = tell("flows.asked_summary", language, gate=form.gate)
    return Answer(tell("flows.asked", language), summary, page, f"aanvraag-{wish.gate}-{wish.organisation or ''}")


def reported(office: Office, now: datetime, request: str, *, form: ReportForm) -> Answer:
    """Record what somebody reports about an activity; raises `Refused` with every reason why not."""
    report = forms.report(form)
    acts.report(office, report, now, request=request, code=form.code)
    language = office.settings.language
    told = ("activity", form.activiteit), ("act", form.melding), ("person", form.wie), ("text", report.text)
    page = outcome_page(tell("flows.reported_title", language), told, language)
    summary = tell("flows.reported_summary", language, activity=form.activiteit, act=form.melding, person=form.wie)
    subject = f"melding-{report.activity}-{report.organisation or ''}"
    return Answer(tell("flows.reported", language), summary, page, subject)


def stated(office: Office, now: datetime, request: str, *, form: StatementForm) -> Answer:
    """Record that a criterion holds; raises `Refused` with every reason why not."""
    with reading_of(office, now, request, Tried("state", form.criterium, form.wie, form.code)):
        statement = forms.statement(form)
    acts.state_that(office, statement, now, request=request, code=form.code)
    language = office.settings.language
    told = ("criterion", form.criterium), ("person", form.wie), ("text", statement.text)
    page = outcome_page(tell("flows.stated_title", language), told, language)
    summary = tell("flows.stated_summary", language, criterion=form.criterium, person=form.wie)
    return Answer(tell("flows.stated", language), summary, page, f"verklaring-{statement.gate}-{statement.criterion}")


def position_given(office: Office, now: datetime, request: str, *, form: PositionForm) -> Answer:
    """Record what one of the consulted thinks; raises `Refused` with every reason why not."""
    with reading_of(office, now, request, Tried("position", form.gate, form.wie, form.code)):
        opinion = forms.opinion(form)
    positions.give(office, opinion, now, request=request, code=form.code)
    language = office.settings.language
    told = ("gate", form.gate), ("speaker", form.namens), ("position", form.standpunt), ("text", opinion.advice.strip())
    page = outcome_page(tell("flows.position_title", language), told, language)
    summary = tell("flows.position_summary", language, gate=form.gate, speaker=form.namens, position=form.standpunt)
    subject = f"standpunt-{opinion.gate}-{opinion.organisation or ''}-{opinion.speaker}"
    return Answer(tell("flows.position_given", language), summary, page, subject)


def code_asked(office: Office, now: datetime, request: str, *, form: CodeForm) -> Answer:
    """Mail a person the own code; raises `Refused` with every reason why not. What it is nobody is told here."""
    del request
    ask_code(office, forms.code_wish(form), now)
    language = office.settings.language
    summary = tell("flows.code_asked_summary", language, gate=form.gate, person=form.wie)
    told = ("gate", form.gate), ("person", form.wie)
    page = outcome_page(tell("flows.code_asked_title", language), told, language)
    return Answer(tell("flows.code_asked", language), summary, page, "code-aangevraagd")


class Outdated(Refused):
    """A decision on a briefing that was not seen, or of which a fact changed.

    `changed` is what did and `fresh` is that above the briefing as it stands, both as Markdown.
    """

    def __init__(self, *reasons: Reason, changed: str, briefing: str) -> None:
        """Keep what changed, and the briefing as it stands, beside the reasons."""
        super().__init__(*reasons)
        self.changed = changed
        self.fresh = f"{changed}\n\n{briefing}".lstrip()


def _with_briefing(office: Office, now: datetime, choice: Choice, refusal: Refused) -> Refused:
    """The refusal with what changed and the fresh briefing, where that is what it is about."""
    if not {reason.code for reason in refusal.reasons} & OUTDATED:
        return refusal
    progress, language = look(office, now).progress, office.settings.language
    shown = briefing(progress, progress.network.gates[choice.gate], choice.organisation)
    changed = changes_markdown(changes(office, shown, choice.seen or ""), language)
    return Outdated(*refusal.reasons, changed=changed, briefing=briefing_markdown(progress, shown, language))


def refused(error: ScdError, language: Language) -> Answer:
    """Why nothing was recorded: refused by the rules, or not possible because something does not work."""
    name = tell("flows.refused" if isinstance(error, Refused) else "flows.unusable", language)
    summary = " ".join(say(reason, language) for reason in error.reasons)
    page, above = refused_page(error.reasons, language), refused_above(error.reasons, language)
    if isinstance(error, Outdated):
        page, above = f"{page}\n\n{error.fresh}", f"{above}\n\n{error.changed}".rstrip()
    return Answer(name, summary, page, "geweigerd", above)


def sent(office: Office, tally: Tally, now: datetime) -> Answer:
    """What a run of the relay did, above the newest messages; a channel that does not work says so."""
    language = office.settings.language
    some = tally.sent or tally.retrying or tally.failed or tally.uncertain
    name = "flows.unusable" if tally.reason else "flows.sent" if some else "flows.nothing_sent"
    counts = tell(
        "report.tally", language,
        sent=tally.sent, retrying=tally.retrying, failed=tally.failed, uncertain=tally.uncertain,
    )  # fmt: skip
    summary = say(tally.reason, language) if tally.reason else counts
    zone = ZoneInfo(look(office, now).plan.programme.timezone)
    newest = ledger(reversed(outbox_lines(office)[-NEWEST:]), language, zone).markdown
    page = "\n\n".join(dict.fromkeys((summary, counts, newest)))
    return Answer(tell(name, language), summary, page, "berichten")


def _details(event: GateDecided | VoteCast, language: Language) -> Iterator[tuple[str, str]]:
    yield "on_behalf_of", event.on_behalf_of or ""
    yield "rationale", event.rationale
    conditions = (f"{each.text} ({each.owner}, {day(each.due, language)})" for each in event.conditions)
    yield "conditions", "; ".join(conditions)
    yield "deferred_until", day(event.deferred_until, language) if event.deferred_until else ""
    back = (f"{each.activity} {each.organisation or ''}".strip() for each in event.back_to)
    yield "back_to", ", ".join(back)
    yield "override_reason", event.override_reason
