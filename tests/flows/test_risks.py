"""A risk is noted, assessed and closed by the forms, and the briefing of an open gate tells of it, on a real server."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows.decide_gate import decide_gate
from flows.note_risk import note_risk
from flows.review_risk import review_risk
from scd_workflow.domain.risks import register
from tests.flows.conftest import CHAIR, G1, NOW, Place, typed_code, typed_mark
from tests.flows.test_doors import MANAGER, ended, fields, page_of

pytestmark = pytest.mark.slow

WHAT = "De privacytoets loopt uit"
REVIEW, LATER = (f"{NOW + timedelta(days=days):%d-%m-%Y}" for days in (30, 60))
NEW = {
    "wat": WHAT, "waarom": "Er is één privacy officer; de start wacht", "voor": "hele programma",
    "eigenaar": "privacy_officer · Privacy officer", "kans": "4 groot", "impact": "4 brengt tijd, geld of kwaliteit uit de afspraak",
    "raakt": "tijd", "bekijken": REVIEW, "wie": MANAGER,
}  # fmt: skip


def door_text(place: Place) -> str:
    """What stands above the form of the door of G1."""
    (run,) = place.prefect.runs("gate")
    key = run["state"]["state_details"]["run_input_keyset"]["description"]
    return str(place.prefect.ask(f"flow_runs/{run['id']}/input/{key}"))


def test_a_risk_goes_from_the_form_to_the_briefing_of_the_open_gate_and_out_of_it_again(place: Place) -> None:
    place.bring_in_line()
    seen_first = typed_mark(G1)

    assert ended(note_risk, **NEW).name == "Risico genoteerd"
    assert WHAT in door_text(place)
    risk = f"R4 · {WHAT}"
    shown = fields(place, "review-risk")
    assert risk in shown["risico"]["enum"]
    assert MANAGER in shown["wie"]["enum"]

    stale = ended(
        decide_gate,
        gate=G1,
        wie=CHAIR,
        besluit="go",
        motivering="Klaar.",
        code=typed_code(G1, CHAIR),
        kenmerk=seen_first,
    )
    assert stale.name == "Geweigerd"
    changes = page_of(place, stale)["data"].partition("Wat er veranderd is")[2]
    assert WHAT in changes

    measured = ended(
        review_risk, risico=risk, wat="opnieuw beoordelen", wie=MANAGER, bekijken=LATER, maatregel="Twee dagen extra."
    )
    assert measured.name == "Risico beoordeeld"
    assert "Twee dagen extra." in door_text(place)
    closed = ended(review_risk, risico=risk, wat="sluiten", wie=MANAGER, toelichting="De toets is af.")
    assert closed.name == "Risico gesloten"
    assert WHAT not in door_text(place)
    assert [each.id for each in register(place.look().progress) if each.closed] == ["R4"]


def test_a_form_that_runs_twice_notes_one_risk_and_nonsense_is_refused_with_every_reason(place: Place) -> None:
    refused = ended(note_risk, **NEW | {"kans": "9", "bekijken": "31-2-2027", "wat": ""})
    assert refused.name == "Geweigerd"
    assert all(each in str(refused.message) for each in ("Kans", "Opnieuw bekijken op"))

    assert ended(note_risk, **NEW).name == "Risico genoteerd"
    assert ended(note_risk, **NEW).name == "Geweigerd"
    assert len(register(place.look().progress)) == 4
