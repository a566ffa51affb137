"""The form by which a gate is decided for several organisations at once, and what the person reads of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scd_workflow.app.answers import Answer, Outdated
from scd_workflow.app.briefings import changes
from scd_workflow.app.filled import DecisionForm
from scd_workflow.app.forms import choice, outcome_word
from scd_workflow.app.inbox import look
from scd_workflow.app.labels import mark_in, named, organisation_name
from scd_workflow.app.reader import Reader
from scd_workflow.app.together import decide_together
from scd_workflow.app.unread import Tried, reading_of
from scd_workflow.domain.briefing import OUTDATED, briefing
from scd_workflow.domain.errors import Refused, refuse_if
from scd_workflow.domain.reasons import Reason, because
from scd_workflow.domain.together import Joint, for_each
from scd_workflow.report.briefing import changes_markdown
from scd_workflow.report.gates import briefing_markdown
from scd_workflow.report.runs import outcome_page
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from scd_workflow.app.labels import Named
    from scd_workflow.app.office import Office
    from scd_workflow.domain.plan import Role

NO_GATE = "-"
"""What stands for a gate while everything else in the form is read."""


@dataclass(frozen=True, slots=True)
class JointForm:
    """The form by which several organisations are decided for.

    `code` holds the code of each, and each of `gates` says which briefing was seen.
    """

    gates: tuple[str, ...]
    wie: str
    code: str = field(repr=False)
    besluit: str
    motivering: str
    voorwaarden: str = ""
    nieuwe_datum: str = ""
    terug_naar: tuple[str, ...] = ()
    afwijkingsreden: str = ""


def joint(form: JointForm, roles: Iterable[Role]) -> Joint:
    """The choice that a form asks for, with its organisations; raises `Refused` with everything that cannot be read."""
    reader = Reader("together")
    chosen = tuple(reader.lines("gates", "\n".join(form.gates), lambda line: (named(line), mark_in(line))))
    gates = tuple(gate for gate, _ in chosen)
    reasons = [*reader.reasons, *_not_one_gate(form, gates)]
    label = form.gates[0] if gates and not reasons else NO_GATE
    decision = DecisionForm(
        gate=label, wie=form.wie, code=form.code, besluit=form.besluit, motivering=form.motivering,
        voorwaarden=form.voorwaarden, nieuwe_datum=form.nieuwe_datum, terug_naar=form.terug_naar,
        afwijkingsreden=form.afwijkingsreden,
    )  # fmt: skip
    try:
        asked = choice(decision, roles, "form")
    except Refused as refused:
        raise Refused(*reasons, *refused.reasons) from None
    refuse_if(reasons)
    attempts = {each.organisation: each.attempt for each in gates if each.organisation}
    marks = {gate.organisation: mark for gate, mark in chosen if gate.organisation}
    return Joint(asked, tuple(attempts), attempts, marks)


def decided_together(office: Office, now: datetime, request: str, *, form: JointForm) -> Answer:
    """Decide for several organisations; raises `Refused` with every reason of every organisation."""
    # Of several codes none is that of one gate: they are looked at with what can be read.
    with reading_of(office, now, request, Tried("decide", next(iter(form.gates), ""), form.wie, code="")):
        wish = joint(form, look(office, now).plan.roles)
    try:
        taken = decide_together(office, wish, now, request=request, code=form.code)
    except Refused as refusal:
        raise _with_briefings(office, now, wish, refusal) from None
    language = office.settings.language
    outcome, organisations = outcome_word(wish.choice.outcome, language), ", ".join(wish.organisations)
    told = ("gate", "; ".join(form.gates)), ("outcome", outcome), ("person", form.wie), ("rationale", form.motivering)
    page = outcome_page(tell("together.decided_title", language), told, language)
    summary = tell(
        "together.decided_summary",
        language,
        gate=wish.choice.gate,
        outcome=outcome,
        organisations=organisations,
        person=form.wie,
    )
    votes = ", ".join(each.organisation or "-" for each in taken if each.kind == "vote_cast")
    if votes:
        summary = f"{summary} {tell('together.voted_some', language, organisations=votes)}"
    return Answer(tell("flows.decided", language), summary, page, f"besluiten-{wish.choice.gate}")


def _with_briefings(office: Office, now: datetime, wish: Joint, refusal: Refused) -> Refused:
    """The refusal with what changed and the fresh briefing of each organisation that it is about for that."""
    about = {
        reason.values["organisation"]
        for reason in refusal.reasons
        if isinstance(what := reason.values["what"], Reason) and what.code in OUTDATED
    }
    if not about:
        return refusal
    progress, language = look(office, now).progress, office.settings.language
    changed, fresh = [], []
    for each in for_each(progress.network, wish):
        if each.organisation in about:
            name = organisation_name(progress.network.plan, each.organisation)
            shown = briefing(progress, progress.network.gates[each.gate], each.organisation)
            changed += [f"**{name}**", changes_markdown(changes(office, shown, each.seen or ""), language)]
            fresh += [f"**{name}**", briefing_markdown(progress, shown, language)]
    return Outdated(*refusal.reasons, changed="\n\n".join(changed), briefing="\n\n".join(fresh))


def _not_one_gate(form: JointForm, gates: tuple[Named, ...]) -> Iterator[Reason]:
    """What is wrong with the choice of gates: none at all, several, or one that is not decided per organisation."""
    title = because("forms.together_gates")
    parts = tuple(dict.fromkeys(each.part for each in gates))
    if not any(each.strip() for each in form.gates):
        yield because("forms.at_field", field=title, what=because("forms.empty"))
    elif len(parts) > 1:
        why = because("forms.together_one_gate", gates=", ".join(parts))
        yield because("forms.at_field", field=title, what=why)
    elif gates and not all(each.organisation for each in gates):
        yield because("forms.at_field", field=title, what=because("forms.not_a_choice", given=form.gates[0]))
