"""The form by which a request, decision or term changes: as it is read, and what it offers as things stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scd_workflow.app.change_form import ChangeForm, wanted
from scd_workflow.app.fields import Fields, Form
from scd_workflow.config.people import People
from scd_workflow.domain.endings import Ending
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import Event
from scd_workflow.domain.ids import GateId
from scd_workflow.domain.terms import Extension, Suspension
from scd_workflow.texts import Language, say
from tests.examples import AWAITING_G1, CAST, DORDT, PAM, PAST_G1, READY_FOR_G1, STEF, day, decided, opened, seen
from tests.gate_examples import DORDT_AWAITING

FORM = ChangeForm("G1#2 · Gate G1 (ronde 2)", "aanvraag intrekken", "stef · Stef", "Eerst de begroting.")
SUSPENDED = replace(FORM, wat="termijn opschorten", wie="pam", stil_tot="27-1-2027")
EXTENDED = replace(FORM, wat="termijn verdagen", wie="pam", werkdagen="3")
PEOPLE = People.model_validate({"people": [{"id": STEF, "name": "Stef Stuur", "email": "stef@example.nl"}]})
THEN = day(1, 21)
EMPTY = "(er is nu niets te kiezen)"


def why_not(form: ChangeForm) -> list[str]:
    with pytest.raises(Refused) as refused:
        wanted(form)
    return [say(reason) for reason in refused.value.reasons]


def offered(name: str, *events: Event, form: Form = "change") -> tuple[str, ...]:
    fields = Fields(seen(events, THEN), PEOPLE, "nl").of(form)
    return next(each.choices or () for each in fields if each.name == name)


@pytest.mark.parametrize(
    ("word", "act"),
    [
        ("aanvraag intrekken", "withdraw"),
        ("Besluit heropenen", "reopen"),
        ("withdraw request", "withdraw"),
        ("reopen decision", "reopen"),
    ],
)
def test_a_form_takes_back_the_round_that_it_names_in_either_language(word: str, act: str) -> None:
    said = Ending(GateId("G1"), None, STEF, "Eerst de begroting.", "form", 2)

    assert wanted(replace(FORM, wat=word)) == (act, said)


def test_a_term_stands_still_until_a_day_or_becomes_longer_by_a_number_of_days() -> None:
    about = GateId("G1"), None, PAM, "Eerst de begroting.", "form", 2

    assert wanted(SUSPENDED) == ("suspend", Suspension(*about, until=day(1, 27)))  # type: ignore[arg-type]
    assert wanted(EXTENDED) == ("extend", Extension(*about, days=3))  # type: ignore[arg-type]


@pytest.mark.parametrize("form", [FORM, SUSPENDED, EXTENDED], ids=lambda form: form.wat)
def test_a_field_that_does_not_belong_to_the_change_is_ignored_only_when_it_is_empty(form: ChangeForm) -> None:
    assert wanted(replace(form, stil_tot=form.stil_tot or " ", werkdagen=form.werkdagen or "\n")) == wanted(form)

    everything = replace(form, stil_tot=form.stil_tot or "gauw", werkdagen=form.werkdagen or "veel")
    needless = {
        "Stil tot: hoort alleen bij termijn opschorten. Maak dit leeg of kies dat.": form is not SUSPENDED,
        "Werkdagen erbij: hoort alleen bij termijn verdagen. Maak dit leeg of kies dat.": form is not EXTENDED,
    }
    assert why_not(everything) == [sentence for sentence, said in needless.items() if said]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        (replace(SUSPENDED, stil_tot=" "), "Stil tot: vul dit in."),
        (replace(EXTENDED, werkdagen=""), "Werkdagen erbij: vul dit in."),
        (
            replace(SUSPENDED, stil_tot="2027-02-30"),
            "Stil tot: “2027-02-30” is geen datum. Schrijf dag-maand-jaar, bijvoorbeeld 1-6-2027.",
        ),
        *(
            (
                replace(EXTENDED, werkdagen=given),
                f"Werkdagen erbij: “{given}” is geen aantal. Schrijf een getal, bijvoorbeeld 5.",
            )
            for given in ("drie", "-3", "2,5", "³", "9" * 5_000)
        ),
    ],
)
def test_a_day_or_number_that_a_change_needs_must_be_there_and_readable(form: ChangeForm, sentence: str) -> None:
    assert why_not(form) == [sentence]


def test_everything_that_cannot_be_read_is_said_at_once_with_its_field() -> None:
    # With what the day and the number would belong nobody knows yet.
    assert why_not(ChangeForm(EMPTY, "afblazen", "", "", "gauw", "veel")) == [
        f"Gate: “{EMPTY}” staat niet in de lijst. Kies een regel uit de lijst.",
        "Wat: “afblazen” staat niet in de lijst. Kies een regel uit de lijst.",
        "Wie: vul dit in.",
    ]


def test_what_awaits_a_decision_can_change_and_what_was_never_asked_for_cannot() -> None:
    assert offered("gate", *AWAITING_G1) == ("G1 · Gate G1",)
    assert offered("gate", *READY_FOR_G1) == (EMPTY,)


def test_a_decision_can_be_reopened_until_another_was_taken_after_it() -> None:
    stands_on_it = (*DORDT_AWAITING, decided("G2a", "go", DORDT, on=day(1, 20)))

    assert offered("gate", *PAST_G1) == ("G1 · Gate G1",)
    assert offered("gate", *DORDT_AWAITING) == ("G2a@dordt · Dordt · Gate G2a", "G1 · Gate G1")
    assert offered("gate", *stands_on_it) == ("G2a@dordt · Dordt · Gate G2a",)


def test_the_owner_of_a_gate_can_be_chosen_only_while_it_has_a_term() -> None:
    assert offered("wie", *AWAITING_G1) == ("stef · Stef Stuur", "sara", "pam")
    assert offered("wie", *PAST_G1) == ("stef · Stef Stuur", "sara")


def test_a_code_can_be_asked_for_to_reopen_a_decision() -> None:
    assert "G1 · Gate G1" in offered("gate", *PAST_G1, form="code")
    assert len(offered("gate", *AWAITING_G1, form="code")) == len(set(offered("gate", *AWAITING_G1, form="code")))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_whatever_the_form_offers_can_be_read_again(language: Language) -> None:
    waiting = (*PAST_G1, *(opened("G2a", each, on=day(1, 20)) for each in CAST))
    fields = {each.name: each for each in Fields(seen(waiting, THEN), PEOPLE, language).of("change")}

    changes = fields["wat"].choices or ()
    acts = []
    for each in changes:
        more = {"stil_tot": "1-2-2027"} if each == changes[2] else {"werkdagen": "5"} if each == changes[3] else {}
        gate, person = (fields[name].choices[-1] for name in ("gate", "wie"))  # type: ignore[index]
        acts.append(wanted(ChangeForm(gate, each, person, "Omdat", **more))[0])
    assert acts == ["withdraw", "reopen", "suspend", "extend"]
    assert [name for name, each in fields.items() if not each.required] == ["stil_tot", "werkdagen"]
