"""What stands in whose calendar, in the example programme."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import vobject

from scd_workflow.app.calendar_part import Whose
from scd_workflow.app.communications import report
from scd_workflow.app.diary import entries, published
from scd_workflow.app.example import load
from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office, open_office
from scd_workflow.config.settings import Settings
from scd_workflow.domain.communication_acts import Said
from scd_workflow.domain.ids import AudienceId, ItemId, OrganisationId, PersonId
from scd_workflow.domain.occurrences import occurrences

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
SPONSOR = PersonId("sponsor-papendrecht")
NEWS = ItemId("nieuwsbrief")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = open_office(Settings.read({"SCD_CONFIG": "config", "SCD_VAR": str(tmp_path)}))
    load(office, NOW)
    yield office
    office.engine.dispose()


def keys(office: Office, **whose: object) -> list[str]:
    return [each.key for each in entries(look(office, NOW), Whose(**whose), "nl")]  # type: ignore[arg-type]


def test_a_sponsor_sees_the_own_decision_and_what_goes_out_in_the_own_name(office: Office) -> None:
    found = keys(office, person=SPONSOR)

    assert "decision-KZA-G2a-papendrecht" in found
    assert "communication-KZA-live-dag-papendrecht" in found
    assert not any("dordrecht" in key or "nieuwsbrief" in key for key in found)


def test_an_audience_sees_what_it_hears_and_no_decisions(office: Office) -> None:
    found = keys(office, audience=AudienceId("raden"))

    assert found == [f"communication-KZA-raadsbrief-{gate}" for gate in ("g1", "g2", "g3")]


def test_an_organisation_sees_its_own_and_what_is_for_all(office: Office) -> None:
    found = keys(office, organisation=OrganisationId("dordrecht"))

    assert {"decision-KZA-G1", "decision-KZA-G2a-dordrecht", "communication-KZA-live-dag-dordrecht"} <= set(found)
    assert any(key.startswith("communication-KZA-lunch-golf-2") for key in found)
    assert not any(key.startswith("communication-KZA-lunch-golf-1") or key.endswith("papendrecht") for key in found)


def test_the_rounds_of_an_evaluation_open_and_close_in_the_calendar_of_everybody_who_is_asked(office: Office) -> None:
    found = {
        each.key: each for each in entries(look(office, NOW), Whose(organisation=OrganisationId("dordrecht")), "nl")
    }

    opens, closes = (found[f"evaluation-{what}-KZA-gebruikers-scan-1"] for what in ("asked", "asked_until"))
    (decided,) = (each.begins for key, each in found.items() if key == "decision-KZA-G1")
    assert decided < opens.begins < closes.begins
    assert (opens.status, opens.busy, opens.summary) == ("TENTATIVE", False, "Vragenlijst open: Quick-scan gebruikers")
    assert "evaluation-feedback-KZA-nulmeting" in found


def test_who_sees_to_an_evaluation_has_it_in_the_own_calendar_and_others_have_not(office: Office) -> None:
    owner, other = (keys(office, person=PersonId(name)) for name in ("veranderadviseur", "sponsor-papendrecht"))

    assert "evaluation-asked-KZA-eenmeting" in owner
    assert not [key for key in other if key.startswith("evaluation")]


def test_no_two_entries_share_a_key(office: Office) -> None:
    found = keys(office)

    assert len(found) == len(set(found)) > 400


def test_a_moved_and_a_cancelled_item_arrive_as_such_in_another_program(office: Office) -> None:
    first, second = [each for each in occurrences(look(office, NOW).progress) if each.item.id == NEWS][:2]
    owner, approver = PersonId("communicatieadviseur"), PersonId("programmamanager")
    before = _read(office)

    later = first.day + timedelta(days=2)
    report(office, (Said("move", NEWS, first.nominal, None, owner, "Drukte.", to=later),), NOW)
    report(office, (Said("cancel", NEWS, second.nominal, None, approver, "Geen nieuws."),), NOW)
    after = _read(office)

    moved, cancelled = (f"communication-KZA-{NEWS}-{each.nominal}@example.nl" for each in (first, second))
    assert after[moved].dtstart.value.date() == later
    assert int(after[moved].sequence.value) > int(before[moved].sequence.value)
    assert (before[cancelled].status.value, after[cancelled].status.value) == ("TENTATIVE", "CANCELLED")
    assert before.keys() == after.keys()


def test_nobodys_name_or_address_is_in_a_calendar(office: Office) -> None:
    content = published(office, look(office, NOW), Whose(person=SPONSOR), "nl").decode().replace("\r\n ", "")

    for person in office.people.people:
        assert person.email not in content
        assert person.name not in content
        assert person.id not in content


def _read(office: Office) -> dict[str, vobject.base.Component]:
    content = published(office, look(office, NOW), Whose(audience=AudienceId("uitvoering")), "nl").decode()
    return {each.uid.value: each for each in vobject.readOne(content).vevent_list}
