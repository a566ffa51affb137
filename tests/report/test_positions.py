"""What a report says of the consulted: what each thinks, and the verdict, but not who wrote it down."""

from __future__ import annotations

from datetime import date
from typing import Any

from scd_workflow.domain.network import Network
from scd_workflow.domain.positions import Support, support
from scd_workflow.report import positions
from tests.consulted import consulting, position, spot_of
from tests.examples import DORDT, ZWIJND, day, opened, seen

SAID = (
    position(DORDT, "agree_with_remarks", on=day(1, 19), advice="Mind the budget"),
    position(ZWIJND, "no_objection", on=day(1, 20)),
)


IN_TIME, AFTERWARDS = day(1, 20), day(1, 26)


def found(on: date = IN_TIME, **asked: Any) -> Support:
    network = Network(consulting(**asked))
    return support(seen((opened("G1", on=day(1, 18)), *SAID), on, network), spot_of(network))


def test_each_of_the_consulted_has_a_row_with_what_it_said() -> None:
    rows = positions.table(found(required=[DORDT]), "nl").rows

    assert rows == (
        ("Dordt (verplicht advies)", "3", "eens, met opmerkingen", "Mind the budget", "19 januari 2027"),
        ("Zwijnd", "2", "geen bezwaar", "Because", "20 januari 2027"),
        ("Regio", "1", "geen reactie", "", ""),
    )


def test_the_verdict_is_told_with_why_it_is_no_better_and_until_when_answers_are_asked_for() -> None:
    # 0.75 + 0.50 + 0 = 1.25 of 3
    assert list(positions.verdict_lines(found(), "nl")) == [
        "Draagvlak: 0,41, niet gedragen (2 van 3 reacties).",
        "De respons van 66 % is minder dan 80 %.",
        "Het draagvlak van 0,41 is minder dan 0,50.",
        "Reactie gevraagd uiterlijk 25 januari 2027.",
    ]
    assert positions.line(found(), "en") == "Support: 0.41, not carried (2 of 3 responses)."


def test_silence_that_counts_as_consent_is_called_so() -> None:
    later = positions.table(found(AFTERWARDS, silence_means_consent=True), "nl").rows

    assert later[-1][2] == "geen reactie (telt als geen bezwaar)"


def test_a_program_gets_the_same_and_no_name_of_a_person() -> None:
    record = positions.record(found(), "nl")

    assert (record["index"], record["verdict"], record["response"]) == ("0.41", "not_carried", {"given": 2, "asked": 3})
    assert not any(person in str(record) for person in ("dina", "zeno", "rosa"))
