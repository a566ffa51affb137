"""Why somebody decided in spite of something stays in sight, in every report."""

from __future__ import annotations

from scd_workflow.domain.matrix import matrix
from scd_workflow.report import overrides
from scd_workflow.report.gates import decisions_table
from scd_workflow.report.matrix import records as matrix_records
from scd_workflow.report.runs import phase_page, programme_page
from scd_workflow.report.status import records as status_records
from tests.examples import DORDT, NETWORK, PAST_G1, ZWIJND, day, decided, opened, seen

WHY = "The board meets next week"
IN_SPITE = decided("G2a", "go", DORDT, on=day(2, 2), override_reason=WHY)
EVENTS = (*PAST_G1, opened("G2a", DORDT, on=day(2, 1)), IN_SPITE)


def test_a_decision_in_spite_of_something_is_told_with_its_reason() -> None:
    table = overrides.table(seen(EVENTS, day(2, 3)), "nl")

    assert table is not None
    assert table.rows == (("G2a", DORDT, "go", "2 februari 2027", "stef", WHY),)


def test_it_is_told_of_its_own_organisation_and_of_no_other() -> None:
    progress = seen(EVENTS, day(2, 3))

    assert overrides.table(progress, "nl", DORDT) is not None
    assert overrides.table(progress, "nl", ZWIJND) is None


def test_where_nothing_was_deviated_from_nothing_is_told() -> None:
    assert overrides.table(seen(PAST_G1, day(2, 3)), "nl") is None


def test_the_reason_stands_on_the_page_of_the_programme_and_among_the_decisions() -> None:
    assert WHY in programme_page(seen(EVENTS, day(2, 3)), (), "nl")
    assert WHY in decisions_table([IN_SPITE], "nl").rows[0][-1]


def test_the_reason_stands_on_the_page_of_its_own_phase_and_of_no_other() -> None:
    progress = seen(EVENTS, day(2, 3))
    pages = {phase.id: phase_page(progress, phase, (), "nl") for phase in NETWORK.plan.phases}

    assert [phase for phase, page in pages.items() if WHY in page] == ["P2"]


def test_the_reason_stands_in_what_programs_read_of_the_standing_and_the_matrix() -> None:
    progress = seen(EVENTS, day(2, 3))

    standing = [
        (each["part"], each["organisation"]) for each in status_records(progress) if each.get("override_reason")
    ]
    cells = [
        (each["gate"], each["organisation"]) for each in matrix_records(matrix(progress)) if each["override_reason"]
    ]

    assert standing == cells == [("G2a", DORDT)]
