"""The form by which several organisations are decided for at once, and the matrix that shows them, on a real server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from flows.decide_gates import decide_gates
from flows.programme import programme
from scd_workflow.app import absences, acts
from scd_workflow.domain.absences import Absence
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.events import GateDecided
from scd_workflow.domain.gates import Request
from scd_workflow.domain.ids import GateId, OrganisationId, PersonId
from tests import proved
from tests.flows.conftest import NOW, Place, typed_code
from tests.flows.test_doors import ended, fields

pytestmark = pytest.mark.slow

TWO = ("G2a@dordrecht · Gemeente Dordrecht · Go-live van de organisatie",
       "G2a@papendrecht · Gemeente Papendrecht · Go-live van de organisatie")  # fmt: skip
SPONSOR = "sponsor-dordrecht · Sponsor Dordrecht"


@pytest.fixture
def live(place: Place) -> Place:
    """Two organisations ask to go live, and the sponsor of one is away and replaced by that of the other."""
    proved.decide(place.office, Choice(GateId("G1"), None, "go", PersonId("voorzitter-stuurgroep"), "Goed."), NOW)
    for where in ("dordrecht", "papendrecht"):
        lead = PersonId(f"projectleider-{where}")
        acts.ask(place.office, Request(GateId("G2a"), OrganisationId(where), lead, "Wij willen door."), NOW)
    away, instead = PersonId("sponsor-papendrecht"), PersonId("sponsor-dordrecht")
    today = place.look().today
    absences.record(place.office, Absence(away, today, today + timedelta(days=20), deputy=instead, by=away), NOW)
    return place


def choices(live: Place) -> list[str]:
    """What can be chosen in the form, each with the mark of its briefing."""
    live.bring_in_line()
    listed: list[str] = fields(live, "decide-gates")["gates"]["items"]["enum"]
    return listed


def submitted(live: Place, code: str) -> tuple[str | None, str]:
    """Hand in a go for both; the name and the sentence in which the run ends."""
    said = {
        "gates": choices(live),
        "wie": SPONSOR,
        "besluit": "go",
        "motivering": "Klaar.",
        "afwijkingsreden": "Spoed.",
    }
    state = ended(decide_gates, code=code, **said)
    return state.name, state.message or ""


def decided(place: Place) -> Sequence[tuple[str | None, str, str | None]]:
    events = (each.event for each in place.look().recorded)
    return [(each.organisation, each.by, each.on_behalf_of) for each in events if isinstance(each, GateDecided)][1:]


def test_the_form_lists_the_open_gates_of_organisations_and_no_others(live: Place) -> None:
    assert [each.rpartition(" · kenmerk ")[0] for each in choices(live)] == list(TWO)
    shown = fields(live, "decide-gates")
    assert list(shown)[:3] == ["gates", "wie", "code"]


def test_one_form_decides_for_both_with_the_code_of_each(live: Place) -> None:
    name, message = submitted(live, ", ".join(typed_code(each, SPONSOR) for each in TWO))

    assert name == "Besloten", message
    assert decided(live) == [
        ("dordrecht", "sponsor-dordrecht", None),
        ("papendrecht", "sponsor-dordrecht", "sponsor-papendrecht"),
    ]


def test_with_the_code_of_one_alone_nothing_is_decided_and_the_run_says_for_which_it_was_wrong(live: Place) -> None:
    name, message = submitted(live, typed_code(TWO[0], SPONSOR))

    assert name == "Geweigerd"
    assert "papendrecht: " in message
    assert "dordrecht: " not in message.replace("papendrecht: ", "")
    assert decided(live) == []


def test_the_matrix_is_an_artifact_with_a_row_for_the_programme_and_one_for_each_organisation(live: Place) -> None:
    programme()

    pages = {page["key"]: page["data"] for page in live.prefect.ask("artifacts/latest/filter", {})}
    rows = [line for line in pages["matrix"].splitlines() if line.startswith("| ")]
    assert rows[0] == "| Organisatie | G1 | G2a | G2 | G3 |"
    assert rows[2].startswith("| programma | go ")
    assert sum(" | open " in row for row in rows[3:13]) == 2
