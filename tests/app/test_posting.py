"""What has to be said gets into the outbox, whatever is missing around it."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path

from scd_workflow.app import acts, by_hand
from scd_workflow.app.inbox import register_forms
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.app.plans import Adoption, adopt
from scd_workflow.config.settings import Settings
from scd_workflow.domain.activities import Report
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.ids import ActivityId, GateId, PersonId
from scd_workflow.domain.plan import Plan
from scd_workflow.store import outbox
from scd_workflow.store.engine import reading
from tests import proved
from tests.examples import PAM, SARA, STEF, ZONE, criterion, day, gate, phase, plan_of, work
from tests.offices import configured, started, write_plan


def short(gate_id: str) -> Plan:
    """A plan of one activity and one gate."""
    return plan_of(
        phase("P1", gate_id, work("A1"), gate(gate_id, criterion("done", "activities_done"), term=1)),
        mandates=[{"id": "M", "role": "steering_chair", "gates": [gate_id], "source": "Founding meeting"}],
    )


MONDAY, TUESDAY = day(1, 4), day(1, 5)
GO = Choice(GateId("G1"), None, "go", STEF, "All is well")


def at(on: date, hour: int = 12) -> datetime:
    return datetime.combine(on, time(hour), ZONE)


def awaiting(folder: Path) -> Settings:
    """A programme whose only gate opened on its first day and is due on the next."""
    settings = configured(short("G1"), folder)
    office, _ = started(settings, at(MONDAY, 8))
    acts.report(office, Report("done", ActivityId("A1"), None, PAM), at(MONDAY, 9))
    acts.open_gates(office, at(MONDAY, 10))
    office.engine.dispose()
    return settings


def forget(settings: Settings, person: PersonId) -> None:
    """Take somebody out of the people, as when a mailbox is closed."""
    file = settings.config / "people.yaml"
    blocks = file.read_text(encoding="utf-8").split("\n- ")
    file.write_text("\n- ".join(block for block in blocks if f"id: {person}\n" not in block), encoding="utf-8")


def remember(settings: Settings, person: PersonId) -> None:
    """Put somebody in again."""
    with (settings.config / "people.yaml").open("a", encoding="utf-8") as file:
        file.write(f"- {{id: {person}, name: Back Again, email: back@example.nl}}\n")


def notices(office: Office) -> Counter[tuple[str, str, str]]:
    """How many there are of each kind to each person, and in which state."""
    with reading(office.engine) as connection:
        rows = outbox.rows(connection, office.programme)
    return Counter((row.key.partition("/")[0], row.recipient, row.state) for row in rows)


def withdrawn(office: Office) -> dict[tuple[str, str], str]:
    """Why a notice was withdrawn, by its step and its recipient."""
    with reading(office.engine) as connection:
        rows = outbox.rows(connection, office.programme)
    return {(row.key.split("/")[5], row.recipient): row.withdrawn_reason for row in rows if row.withdrawn_reason}


def test_somebody_whom_the_settings_do_not_know_does_not_keep_the_others_from_deciding_or_hearing(
    tmp_path: Path,
) -> None:
    settings = awaiting(tmp_path)
    forget(settings, SARA)
    office = open_office(settings)

    proved.decide(office, GO, at(TUESDAY))

    assert notices(office) == {("decision_taken", STEF, "waiting"): 1, ("decision_taken", PAM, "waiting"): 1}


def test_a_reminder_waits_until_the_settings_know_its_recipient(tmp_path: Path) -> None:
    settings = awaiting(tmp_path)
    forget(settings, SARA)
    acts.open_gates(open_office(settings), at(TUESDAY))
    remember(settings, SARA)
    office = open_office(settings)

    acts.open_gates(office, at(TUESDAY, 13))

    assert notices(office) == {("decision", STEF, "waiting"): 1, ("decision", SARA, "waiting"): 1}


def test_news_that_could_not_be_written_is_told_once_the_settings_are_mended(tmp_path: Path) -> None:
    settings = awaiting(tmp_path)
    ladder = settings.config / "ladder.yaml"
    sound = ladder.read_text(encoding="utf-8")
    ladder.write_text("nonsense: [", encoding="utf-8")
    proved.decide(open_office(settings), GO, at(TUESDAY))
    ladder.write_text(sound, encoding="utf-8")
    office = open_office(settings)

    for days in (3, 4):
        acts.open_gates(office, at(TUESDAY + timedelta(days=days)))

    told = {(kind, person) for kind, person, _ in notices(office)}
    assert told == {("decision_taken", person) for person in (STEF, SARA, PAM)}
    assert set(notices(office).values()) == {1}


def test_news_reaches_somebody_whom_the_settings_know_again_within_a_week(tmp_path: Path) -> None:
    settings = awaiting(tmp_path)
    forget(settings, SARA)
    proved.decide(open_office(settings), GO, at(TUESDAY))
    remember(settings, SARA)
    office = open_office(settings)

    acts.open_gates(office, at(TUESDAY + timedelta(days=6)))

    assert notices(office)["decision_taken", SARA, "waiting"] == 1


def test_news_of_more_than_a_week_ago_is_told_to_nobody_any_more(tmp_path: Path) -> None:
    settings = awaiting(tmp_path)
    forget(settings, SARA)
    proved.decide(open_office(settings), GO, at(TUESDAY))
    remember(settings, SARA)
    office = open_office(settings)

    acts.open_gates(office, at(TUESDAY + timedelta(days=8)))

    assert notices(office)["decision_taken", SARA, "waiting"] == 0


def test_a_reminder_that_still_waits_when_the_next_is_due_gives_way_to_it(tmp_path: Path) -> None:
    office = open_office(awaiting(tmp_path))
    acts.open_gates(office, at(TUESDAY))

    acts.open_gates(office, at(TUESDAY + timedelta(days=1)))

    assert withdrawn(office) == {("due", STEF): "step_passed", ("due", SARA): "step_passed"}
    assert notices(office)["decision", STEF, "waiting"] == 1


def test_a_clock_that_goes_back_withdraws_no_reminder(tmp_path: Path) -> None:
    office = open_office(awaiting(tmp_path))
    acts.open_gates(office, at(TUESDAY + timedelta(days=1)))

    acts.open_gates(office, at(TUESDAY))

    assert withdrawn(office) == {}


def test_what_waits_for_a_decider_who_was_replaced_is_withdrawn(tmp_path: Path) -> None:
    settings = awaiting(tmp_path)
    office = open_office(settings)
    acts.open_gates(office, at(TUESDAY))
    plan = short("G1")
    kept = tuple(each for each in plan.holders if each.person != SARA)
    write_plan(plan.model_copy(update={"holders": kept}), settings.config)

    adopt(office, Adoption(PAM, "Sara left"), at(TUESDAY, 13))

    assert withdrawn(office) == {("due", SARA): "person_replaced"}
    assert notices(office)["decision", STEF, "waiting"] == 1


def test_a_reminder_that_was_sent_is_not_withdrawn_when_the_next_is_due(tmp_path: Path) -> None:
    office = open_office(awaiting(tmp_path))
    send_notices(office, clock=lambda: at(TUESDAY))

    acts.open_gates(office, at(TUESDAY + timedelta(days=1)))

    assert withdrawn(office) == {}
    assert notices(office)["decision", STEF, "sent"] == 1


def test_a_plan_without_the_gate_that_was_just_decided_can_be_adopted(tmp_path: Path) -> None:
    settings = awaiting(tmp_path)
    ladder = settings.config / "ladder.yaml"
    sound = ladder.read_text(encoding="utf-8")
    ladder.write_text("nonsense: [", encoding="utf-8")
    proved.decide(open_office(settings), GO, at(TUESDAY))
    ladder.write_text(sound, encoding="utf-8")
    write_plan(short("G9"), settings.config)
    office = open_office(settings)

    adopt(office, Adoption(PAM, "Another gate"), at(TUESDAY, 13))

    assert notices(office) == {}


def test_a_message_that_was_never_tried_is_written_anew_when_its_form_moves(tmp_path: Path) -> None:
    office = open_office(awaiting(tmp_path))
    register_forms(office, {"decide-gate": "https://old.example.nl/form"}, at(MONDAY, 9))
    acts.open_gates(office, at(TUESDAY, 8))

    register_forms(office, {"decide-gate": "https://new.example.nl/form"}, at(TUESDAY, 9))
    acts.open_gates(office, at(TUESDAY, 10))

    letter = by_hand.letter(office, 1)
    assert letter.line.state == "waiting"
    assert "https://new.example.nl/form" in letter.text
    assert "https://old.example.nl" not in letter.text
