"""Links to the forms in the Prefect UI, filled in as far as we know."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from scd_workflow.app.labels import condition_label, label, person_label
from scd_workflow.domain.notices import is_place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scd_workflow.config.people import People
    from scd_workflow.domain.conditions import Asked
    from scd_workflow.domain.ids import PersonId
    from scd_workflow.domain.network import Network
    from scd_workflow.domain.notices import Notice
    from scd_workflow.texts import Language

DECIDE, REPORT, SETTLE = "decide-gate", "report-activity", "settle-condition"
GIVE, ASK = "give-position", "open-gate"
SEE_TO, TELL = "change-communication", "record-communication"
REVIEW = "review-risk"


def decide_link(
    forms: Mapping[str, str], network: Network, people: People, notice: Notice, *, mark: str, language: Language
) -> str:
    """The form by which the reader decides, filled in with gate, reader and the mark of the briefing; empty if there is none."""
    gate = label(network, notice.subject, notice.organisation, notice.attempt, language=language)
    return prefilled(forms, DECIDE, {"gate": gate, **_who(people, notice.person), "kenmerk": mark})


def ask_link(forms: Mapping[str, str], network: Network, people: People, notice: Notice, language: Language) -> str:
    """The form by which the owner of a gate asks for its decision, filled in with it and the reader."""
    gate = label(network, notice.subject, notice.organisation, language=language)
    return prefilled(forms, ASK, {"gate": gate, **_who(people, notice.person)})


def settle_link(forms: Mapping[str, str], people: People, asked: Asked, person: PersonId) -> str:
    """The form by which the reader settles a condition, filled in with it and the reader; empty where none is deployed."""
    return prefilled(forms, SETTLE, {"voorwaarde": condition_label(asked), **_who(people, person)})


def give_link(
    forms: Mapping[str, str], network: Network, people: People, notice: Notice, speaker: str, language: Language
) -> str:
    """The form by which the reader gives a position, filled in with the gate, for whom, and the reader."""
    gate = label(network, notice.subject, notice.organisation, notice.attempt, language=language)
    return prefilled(forms, GIVE, {"gate": gate, "namens": speaker, **_who(people, notice.person)})


def report_link(forms: Mapping[str, str], network: Network, people: People, notice: Notice, language: Language) -> str:
    """The form by which the reader reports work, filled in with the first of it that can begin."""
    first = notice.opens[0]
    return _report(forms, people, label(network, first.part.id, first.organisation, language=language), notice.person)


def work_link(forms: Mapping[str, str], network: Network, people: People, notice: Notice, language: Language) -> str:
    """The form by which the reader reports the work that a notice reminds of; empty where none is deployed."""
    return _report(forms, people, label(network, notice.subject, notice.organisation, language=language), notice.person)


def see_to_link(
    forms: Mapping[str, str], people: People, item: str, act: str, person: PersonId, *, mark: str = ""
) -> str:
    """The form by which the reader sees to what is to go out, filled in with it, the act, the reader and what was read."""
    known = {"onderdeel": item, "wat": act, **_who(people, person)} | ({"kenmerk": mark} if mark else {})
    return prefilled(forms, SEE_TO, known)


def tell_link(forms: Mapping[str, str], people: People, item: str, sent: str, person: PersonId) -> str:
    """The form by which the reader tells what came of what went out, filled in with it and the reader."""
    return prefilled(forms, TELL, {"onderdeel": item, **_who(people, person), "uitgegaan": sent})


def review_link(forms: Mapping[str, str], people: People, risk: str, person: PersonId) -> str:
    """The form by which the reader assesses or closes a risk, filled in with it and the reader."""
    return prefilled(forms, REVIEW, {"risico": risk, **_who(people, person)})


def _report(forms: Mapping[str, str], people: People, work: str, person: PersonId) -> str:
    return prefilled(forms, REPORT, {"activiteit": work, **_who(people, person)})


def _who(people: People, person: PersonId) -> dict[str, str]:
    """The reader as a form knows him or her; nobody where several read."""
    return {} if is_place(person) else {"wie": person_label(people, person)}


def prefilled(forms: Mapping[str, str], form: str, known: Mapping[str, object]) -> str:
    """The address of a form with these fields filled in; empty where nothing is deployed."""
    if form not in forms:
        return ""
    return f"{forms[form]}?parameters={quote(json.dumps(known, ensure_ascii=False))}"
