"""The forms of the risk register, as they are read, and what can be chosen in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scd_workflow.app.fields import Fields
from scd_workflow.app.labels import risk_label, risk_named
from scd_workflow.app.risk_form import NotingForm, ReviewForm, noting, reviewed
from scd_workflow.config.people import People
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.risks import Assessing, Closing, register
from scd_workflow.texts import say
from tests.examples import DIRK, DORDT, LIV, PAM, day, seen
from tests.register import LOCAL, SLOW, noted

PEOPLE = People.model_validate({"people": [{"id": "liv", "name": "Liv", "email": "liv@example.nl"}]})
PROGRESS = seen(noted(SLOW, LOCAL), day(1, 12))
NEW = NotingForm(
    "Het loopt uit", "De drukte; alles schuift", "dordt · Dordt", "local_lead · Local lead", "4 groot",
    "5 bedreigt het programma", "tijd", "1-3-2027", "dirk", "Hulp",
)  # fmt: skip
AGAIN = ReviewForm("R2@dordt · The old cases are lost", "opnieuw beoordelen", "liv · Liv", "1-4-2027")
CLOSE = ReviewForm(
    "R1 · Nobody has time", "sluiten", "liv · Liv", "", "blijft zoals het was", "blijft zoals het was",
    "", "blijft zoals het was", "Het is over",
)  # fmt: skip


def refusal(form: NotingForm | ReviewForm) -> list[str]:
    with pytest.raises(Refused) as refused:
        noting(form) if isinstance(form, NotingForm) else reviewed(form)
    return [say(reason).partition(":")[0] for reason in refused.value.reasons]


def test_a_label_says_number_organisation_and_what_and_is_read_back() -> None:
    labels = [risk_label(each) for each in register(PROGRESS)]

    assert labels == ["R1 · Nobody has time", "R2@dordt · The old cases are lost"]
    assert [risk_named(each) for each in labels] == ["R1", "R2"]


def test_a_form_says_which_risk_is_noted() -> None:
    said = noting(NEW)

    assert (said.organisation, said.by, said.owner) == (DORDT, DIRK, "local_lead")
    assert (said.probability, said.impact, said.side, said.review) == (4, 5, "time", day(3, 1))
    assert (said.what, said.why, said.measure, said.source) == (NEW.wat, NEW.waarom, "Hulp", "form")


def test_a_risk_of_the_whole_programme_has_no_organisation() -> None:
    assert noting(replace(NEW, voor="hele programma")).organisation is None


def test_what_is_left_as_it_was_is_not_said() -> None:
    said = reviewed(replace(AGAIN, kans="2 klein", impact="blijft zoals het was"))

    assert isinstance(said, Assessing)
    assert (said.risk, said.by, said.review) == ("R2", LIV, day(4, 1))
    assert (said.probability, said.impact, said.owner, said.measure) == (2, None, None, None)


def test_a_risk_is_closed_with_a_reason() -> None:
    said = reviewed(CLOSE)

    assert isinstance(said, Closing)
    assert (said.risk, said.by, said.reason) == ("R1", LIV, "Het is over")


def test_everything_that_cannot_be_read_is_said_at_once_with_its_field() -> None:
    nothing = NotingForm("", "", "", "", "9", "groot", "lucht", "31-2-2027", "")

    assert refusal(nothing) == [
        "Voor wie", "Eigenaar", "Kans", "Impact", "Raakt vooral", "Opnieuw bekijken op", "Wie noteert",
    ]  # fmt: skip
    assert refusal(ReviewForm("R0x y", "verbranden", "", "")) == [
        "Risico", "Wat gebeurt ermee", "Wie", "Opnieuw bekijken op",
    ]  # fmt: skip


def test_what_only_an_assessment_says_is_refused_when_a_risk_is_closed() -> None:
    assert refusal(replace(CLOSE, bekijken="1-4-2027", kans="2 klein")) == ["Opnieuw bekijken op", "Kans"]


def test_who_may_say_something_of_the_open_risks_can_be_chosen() -> None:
    fields = {field.name: field for field in Fields(PROGRESS, PEOPLE, "nl").of("review")}

    assert fields["risico"].choices == tuple(risk_label(each) for each in register(PROGRESS))
    assert fields["wie"].choices == ("liv · Liv", PAM, DIRK)
    assert fields["kans"].filled == (fields["kans"].choices or ())[0] == "blijft zoals het was"
    assert {name for name, field in fields.items() if field.required} == {"risico", "wat", "wie"}


def test_a_risk_can_be_noted_for_the_programme_and_every_organisation_by_everybody() -> None:
    fields = {field.name: field for field in Fields(PROGRESS, PEOPLE, "nl").of("risk")}

    assert (fields["voor"].choices or ())[:2] == ("hele programma", "dordt · Dordt")
    assert len(fields["wie"].choices or ()) == 11
    assert {name for name, field in fields.items() if not field.required} == {"maatregel"}
