"""Links to the forms in the Prefect UI, filled in as far as we know."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from scd_workflow.app.labels import label, person_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scd_workflow.config.people import People
    from scd_workflow.domain.network import Network
    from scd_workflow.domain.notices import Notice

DECIDE, REPORT = "decide-gate", "report-activity"


def decide_link(forms: Mapping[str, str], network: Network, people: People, notice: Notice) -> str:
    """The form by which the reader decides, filled in with the gate and the reader; empty where nothing is deployed."""
    gate = label(network, notice.subject, notice.organisation, notice.attempt)
    return prefilled(forms, DECIDE, {"gate": gate, "wie": person_label(people, notice.person)})


def report_link(forms: Mapping[str, str], network: Network, people: People, notice: Notice) -> str:
    """The form by which the reader reports work, filled in with the first of it that can begin."""
    first = notice.opens[0]
    work = label(network, first.part.id, first.organisation)
    return prefilled(forms, REPORT, {"activiteit": work, "wie": person_label(people, notice.person)})


def prefilled(forms: Mapping[str, str], form: str, known: Mapping[str, object]) -> str:
    """The address of a form with these fields filled in; empty where nothing is deployed."""
    if form not in forms:
        return ""
    return f"{forms[form]}?parameters={quote(json.dumps(known, ensure_ascii=False))}"
