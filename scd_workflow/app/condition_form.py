"""The form by which a condition is settled, and what the person reads of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, get_args

from scd_workflow.app.answers import Answer
from scd_workflow.app.labels import condition_named
from scd_workflow.app.outcomes import lift, meet
from scd_workflow.app.reader import LANGUAGES, Reader, a_person, filled, one_of
from scd_workflow.app.unread import Tried, reading_of
from scd_workflow.domain.conditions import Settlement, Settling
from scd_workflow.domain.errors import Refused, refuse_if
from scd_workflow.domain.ids import GateId
from scd_workflow.domain.reasons import because
from scd_workflow.report.runs import outcome_page
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from datetime import datetime

    from scd_workflow.app.labels import Named
    from scd_workflow.app.office import Office


@dataclass(frozen=True, slots=True)
class SettlementForm:
    """The form by which a condition is reported met, or lifted."""

    voorwaarde: str
    wie: str
    uitkomst: str
    toelichting: str
    code: str = field(default="", repr=False)


def settlement(form: SettlementForm) -> tuple[Settling, Settlement]:
    """What a form says of a condition; raises `Refused` with everything that cannot be read."""
    reader = Reader("settle")
    asked = reader.read("voorwaarde", form.voorwaarde, _condition)
    person = reader.read("wie", form.wie, a_person)
    settling = reader.read("uitkomst", form.uitkomst, _settling)
    refuse_if(reader.reasons)
    assert asked is not None
    assert person is not None
    assert settling is not None
    gate, number = asked
    return settling, Settlement(
        GateId(gate.part), gate.organisation, number, person, form.toelichting, "form", gate.attempt
    )


def condition_settled(office: Office, now: datetime, request: str, *, form: SettlementForm) -> Answer:
    """Settle a condition; raises `Refused` with every reason why not."""
    with reading_of(office, now, request, Tried("meet", form.voorwaarde, form.wie, form.code)):
        settling, said = settlement(form)
    (meet if settling == "met" else lift)(office, said, now, request=request, code=form.code)
    language = office.settings.language
    told = (
        ("condition", form.voorwaarde), ("outcome", form.uitkomst), ("person", form.wie), ("text", said.text.strip()),
    )  # fmt: skip
    page = outcome_page(tell("flows.settled_title", language), told, language)
    summary = tell("flows.settled_summary", language, condition=form.voorwaarde, outcome=form.uitkomst, person=form.wie)
    subject = f"voorwaarde-{said.gate}-{said.organisation or ''}-{said.number}"
    return Answer(tell("flows.settled", language), summary, page, subject)


def _condition(text: str) -> tuple[Named, int]:
    filled(text)
    try:
        return condition_named(text)
    except Refused:
        raise Refused(because("forms.not_a_choice", given=text)) from None


def _settling(text: str) -> Settling:
    words: dict[str, Settling] = {
        tell(f"words.condition_{each}", language): each for language in LANGUAGES for each in get_args(Settling)
    }
    return one_of(words, text)
