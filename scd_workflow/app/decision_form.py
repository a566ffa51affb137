"""The form by which a gate is decided, read against the plan, so that one refusal names all that can be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.app import forms
from scd_workflow.app.proving import at_gate
from scd_workflow.domain.briefing import against_unseen
from scd_workflow.domain.decisions import amiss
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.gates import unknown_gate
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.app.filled import DecisionForm
    from scd_workflow.app.view import View
    from scd_workflow.domain.decisions import Choice
    from scd_workflow.domain.happened import Source
    from scd_workflow.domain.reasons import Reason


def decision(form: DecisionForm, seen: View, source: Source) -> Choice:
    """The decision that a form asks for; raises `Refused` when it cannot be read, or is about no gate of the plan.

    A field that cannot be read hides nothing of the others.
    """
    try:
        choice = forms.choice(form, seen.plan.roles, source)
    except Refused as refused:
        raise Refused(*refused.reasons, *_also(form, seen)) from None
    if any(unknown_gate(seen.progress, choice.gate, choice.organisation)):
        raise Refused(*_also(form, seen))
    return choice


def _also(form: DecisionForm, seen: View) -> Iterator[Reason]:
    half = forms.half_choice(form, seen.plan.roles)
    yield from amiss(seen.progress, half, seen.today)
    spot = at_gate(half.gate, half.organisation)(seen) if half.gate is not None else None
    if spot is not None and form.kenmerk is not None:
        yield from against_unseen(seen.progress, spot, form.kenmerk)
    if not form.code.strip():
        yield because("forms.at_field", field=because("forms.decide_code"), what=because("forms.empty"))
