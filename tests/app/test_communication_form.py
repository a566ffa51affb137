"""The forms of the communication calendar, as they are read, and what can be chosen in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scd_workflow.app.communication_form import CalendarForm, TellForm, told, wanted
from scd_workflow.app.fields import Fields
from scd_workflow.app.labels import occurrence_label, occurrence_named
from scd_workflow.config.people import People
from scd_workflow.domain.errors import Refused
from scd_workflow.texts import say
from tests.calendars import by_rule, calendar, item, local, on_day, said, where
from tests.calendars import told as seen_on
from tests.examples import DORDT, PLAN, REGIO, day

NEWS = calendar(item("news", by_rule("FREQ=WEEKLY;BYDAY=TU")), local("visit", on_day(day(2, 18))))
PEOPLE = People.model_validate({"people": [{"id": "liv", "name": "Liv", "email": "liv@example.nl"}]})
FORM = CalendarForm("news@2027-01-12 · Item news", "verplaatsen", "liv · Liv", "", "Drukte.", "14-1-2027")
TOLD = TellForm(
    "visit/dordt · Dordt · Item visit", "liv · Liv", "nu uitgegaan", "https://example.nl/1", "30", "Dordt; 12"
)


def test_a_label_says_item_day_and_organisation_and_is_read_back() -> None:
    progress = seen_on(NEWS, day(1, 12))
    (visit,) = where(progress, DORDT)

    label = occurrence_label(NEWS.plan, visit)

    assert label.startswith("visit/dordt · ")
    assert occurrence_named(label) == ("visit", None, DORDT)
    assert occurrence_named("news@2027-01-12 · Item news") == ("news", day(1, 12), None)


def test_a_form_says_what_is_done_by_whom() -> None:
    moved = wanted(FORM)

    assert (moved.act, moved.item, moved.occurrence, moved.by) == ("move", "news", day(1, 12), "liv")
    assert (moved.to, moved.text, moved.source) == (day(1, 14), "Drukte.", "form")


def test_the_place_of_a_text_is_what_is_submitted() -> None:
    assert wanted(replace(FORM, wat="Tekst indienen", tekst="text.md", nieuwe_dag="", toelichting="")).text == "text.md"


def test_the_mark_of_what_was_read_goes_with_an_approval() -> None:
    approved = wanted(replace(FORM, wat="tekst goedkeuren", nieuwe_dag="", kenmerk=" AB12CD34EF "))

    assert (approved.act, approved.seen) == ("approve", "ab12cd34ef")


def test_everything_that_cannot_be_read_is_said_at_once_with_its_field() -> None:
    with pytest.raises(Refused) as refused:
        wanted(CalendarForm("news@2027-13-01", "verbranden", ""))
    assert [say(reason) for reason in refused.value.reasons] == [
        "Onderdeel: “news@2027-13-01” staat niet in de lijst. Kies een regel uit de lijst.",
        "Wat: “verbranden” staat niet in de lijst. Kies een regel uit de lijst.",
        "Wie: vul dit in.",
    ]

    with pytest.raises(Refused) as refused:
        wanted(replace(FORM, wat="afzeggen", tekst="text.md"))
    assert [say(reason).partition(":")[0] for reason in refused.value.reasons] == ["Nieuwe dag", "Plaats van de tekst"]


def test_a_form_tells_that_something_went_out_and_who_came() -> None:
    first, second = told(TOLD, PLAN.organisations)

    assert (first.act, first.organisation, first.text) == ("sent", DORDT, "https://example.nl/1")
    assert (second.act, second.reach, second.attendance) == ("evaluate", 30, {DORDT: 12})


def test_a_form_may_tell_only_that_it_went_out_or_only_what_came_of_it() -> None:
    bare = replace(TOLD, bereik="", opkomst="")

    assert [each.act for each in told(bare, PLAN.organisations)] == ["sent"]
    assert [each.act for each in told(replace(bare, uitgegaan="was al gemeld"), PLAN.organisations)] == ["evaluate"]


@pytest.mark.parametrize("line", ["Dordt 12", "Elsewhere; 12", "Dordt; many"])
def test_an_attendance_that_cannot_be_read_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(Refused) as refused:
        told(replace(TOLD, opkomst=f"regio; 0\n{line}"), PLAN.organisations)

    assert "regel 2" in say(refused.value.reasons[0])
    assert REGIO in {each.id for each in PLAN.organisations}


def test_what_can_be_chosen_is_what_is_still_to_go_out_and_who_sees_to_it() -> None:
    cancelled = said(seen_on(NEWS, day(1, 12)), "cancel", "news", "liv", occurrence=day(1, 12), text="No news.")
    fields = {each.name: each for each in Fields(seen_on(NEWS, day(1, 12), cancelled), PEOPLE, "nl").of("calendar")}

    listed = fields["onderdeel"].choices or ()
    assert "news@2027-01-12 · Item news" not in listed
    assert "news@2027-01-19 · Item news" in listed
    assert "news@2027-12-14 · Item news" not in listed
    assert set(fields["wie"].choices or ()) == {"liv · Liv", "pam"}
