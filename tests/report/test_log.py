"""What the log says to people: no sign that is there for programs only."""

from __future__ import annotations

import pytest

from scd_workflow.domain.attempt_events import AttemptRefused
from scd_workflow.domain.events import Event, GateDecided, PositionGiven
from scd_workflow.domain.ids import ENGINE, GateId, RoleId
from scd_workflow.report import log
from scd_workflow.texts import Language
from tests.examples import PAM, STEF, at, day

NOON = at(day(1, 18))
RUN = "c1f6a930-4b2e-4e2a-9d0e-000000000000"


def told(event: Event, language: Language = "nl") -> str:
    ((*_, said),) = log.table([(1, NOON, event)], language).rows
    return said


def test_a_decision_by_a_form_does_not_name_its_run() -> None:
    decided = GateDecided(
        at=NOON, by=STEF, source="form", request=RUN, gate=GateId("G1"), attempt=1, outcome="go",
        role=RoleId("steering_chair"), mandate="M", briefing="", rationale="Alles is er.",
    )  # fmt: skip

    assert told(decided) == "G1 · ronde 1 · go · Alles is er."


def test_a_position_is_told_in_words() -> None:
    given = PositionGiven(
        at=NOON, by=PAM, source="form", gate=GateId("G1"), attempt=1, speaker="dordt", role=RoleId("sponsor"),
        position="agree_with_remarks", advice="",
    )  # fmt: skip

    assert "eens, met opmerkingen" in told(given)
    assert "agree" not in told(given)


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("nl", ("besluiten", " · pam · ", "geen mandaat om over G1 te besluiten.", "is niet die van “…” voor G1")),
        ("en", ("decide", " · pam · ", "has no mandate to decide G1 on ….")),
    ],
)  # fmt: skip
def test_why_somebody_was_refused_is_told_in_words(language: Language, parts: tuple[str, ...]) -> None:
    refused = AttemptRefused(
        at=NOON, by=ENGINE, source="form", gate=GateId("G1"), attempt=1, act="decide", claimed=PAM,
        reasons=("gates.no_mandate", "codes.wrong"),
    )  # fmt: skip

    said = told(refused, language)

    assert all(part in said for part in parts)
    assert "no_mandate" not in said
    assert "{" not in said


def test_of_a_refused_attempt_no_person_and_no_day_is_told_that_may_be_another() -> None:
    refused = AttemptRefused(
        at=NOON, by=ENGINE, source="form", gate=GateId("G1"), attempt=1, act="decide", claimed=PAM,
        reasons=("conditions.already_met", "gates.condition_in_past"),
    )  # fmt: skip

    said = told(refused)

    assert "Voorwaarde … is al vervuld, op …, zoals … meldde." in said
    assert "De datum van een voorwaarde (…) moet in de toekomst liggen." in said


def test_a_reason_of_which_only_the_beginning_is_told_ends_like_a_sentence() -> None:
    refused = AttemptRefused(
        at=NOON, by=ENGINE, source="form", gate=GateId("G1"), attempt=1, act="decide", claimed=PAM,
        reasons=("gates.already_decided", "acts.unknown_part", "gates.rationale_missing"),
    )  # fmt: skip

    assert told(refused).endswith(
        "Over G1 is al besloten. Het plan kent geen activiteit of gate “…”. Schrijf de motivering van het besluit."
    )


def test_a_reason_that_the_catalogue_no_longer_has_stays_a_code() -> None:
    refused = AttemptRefused(
        at=NOON, by=ENGINE, source="form", gate=GateId("G1"), attempt=1, act="decide", claimed=PAM,
        reasons=("gates.abolished", "gone.too"),
    )  # fmt: skip

    assert told(refused).endswith("gates.abolished gone.too")
