"""What people fill in, read; and what they can choose from as things stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scd_workflow.app import forms
from scd_workflow.app.fields import FIELDS, Fields, Form
from scd_workflow.app.filled import DecisionForm, ReportForm, RequestForm, StatementForm
from scd_workflow.config.people import People
from scd_workflow.domain.activities import Report
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import Event
from scd_workflow.domain.gates import GateSpot, Request
from scd_workflow.domain.happened import Condition, SentBack
from scd_workflow.domain.ids import ActivityId, CriterionId, GateId, RoleId
from scd_workflow.domain.statements import Statement
from scd_workflow.texts import say
from tests.examples import (
    AWAITING_G1,
    CAST,
    DINA,
    DORDT,
    PAM,
    PAST_G1,
    PLAN,
    READY_FOR_G1,
    STEF,
    day,
    decided,
    done_once_per,
    opened,
    seen,
)

MID_JANUARY = day(1, 18)

PEOPLE = People.model_validate(
    {"people": [{"id": STEF, "name": "Stef Stuur", "email": "stef@example.nl"}, {"id": PAM, "name": "Pam", "email": "pam@example.nl"}]}
)  # fmt: skip

GO = DecisionForm(
    gate="G1 · Gate G1", wie="stef · Stef Stuur", besluit="go", motivering="Alles is gereed.", voorwaarden=""
)


def told(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [say(reason) for reason in refused.value.reasons]


def chosen(form: DecisionForm) -> Choice:
    return forms.choice(form, PLAN.roles, "form")


def fields(*events: Event, on: date = MID_JANUARY) -> Fields:
    return Fields(seen(events, on), PEOPLE, "nl")


def choices(form: Form, field: str, *events: Event, on: date = MID_JANUARY) -> tuple[str, ...] | None:
    return next(each.choices for each in fields(*events, on=on).of(form) if each.name == field)


def test_a_decision_form_becomes_the_choice_of_that_person() -> None:
    assert chosen(GO) == Choice(GateId("G1"), None, "go", STEF, "Alles is gereed.", attempt=1, source="form")


def test_a_gate_of_an_organisation_in_a_later_round_is_read_from_its_label() -> None:
    choice = chosen(replace(GO, gate="G2a@dordt#3 · Dordt · Gate G2a (ronde 3)"))

    assert (choice.gate, choice.organisation, choice.attempt) == ("G2a", DORDT, 3)


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("go", "go"),
        ("go onder voorwaarden", "conditional_go"),
        ("no-go", "no_go"),
        ("aangehouden", "deferred"),
        ("deferred", "deferred"),
        (" Go ", "go"),
    ],
)
def test_an_outcome_is_read_in_either_language(word: str, outcome: str) -> None:
    assert chosen(replace(GO, besluit=word)).outcome == outcome


def test_each_line_of_the_conditions_is_one_with_its_owner_by_name_or_id() -> None:
    written = "Toets is af; Sponsor; 1-6-2027\n\n  Plan; met; puntkomma's ; programme_manager; 2027-06-02  "

    assert chosen(replace(GO, voorwaarden=written)).conditions == (
        Condition(text="Toets is af", owner=RoleId("sponsor"), due=day(6, 1)),
        Condition(text="Plan; met; puntkomma's", owner=RoleId("programme_manager"), due=day(6, 2)),
    )


@pytest.mark.parametrize("written", ["1-6-2027", "01-06-2027", "2027-06-01", " 2027-6-1 "])
def test_a_date_is_read_day_first_or_year_first(written: str) -> None:
    assert chosen(replace(GO, nieuwe_datum=written)).deferred_until == day(6, 1)


@pytest.mark.parametrize("written", ["31-2-2027", "1/6/2027", "morgen", "06-2027", "1-6-27", "²-6-2027"])
def test_what_is_no_date_is_refused_with_the_way_to_write_one(written: str) -> None:
    with pytest.raises(Refused) as refused:
        chosen(replace(GO, nieuwe_datum=written))

    assert told(refused) == [f"Nieuwe datum: “{written}” is geen datum. Schrijf dag-maand-jaar, bijvoorbeeld 1-6-2027."]


def test_the_work_to_go_back_to_is_read_from_its_labels() -> None:
    choice = chosen(replace(GO, terug_naar=("A1 · Work A1", "A3@dordt · Dordt · Work A3")))

    assert choice.back_to == (
        SentBack(activity=ActivityId("A1")),
        SentBack(activity=ActivityId("A3"), organisation=DORDT),
    )


def test_a_decision_form_full_of_errors_is_refused_with_all_of_them_by_field() -> None:
    nonsense = DecisionForm(
        gate="(er is nu niets te kiezen)",
        wie=" ",
        besluit="misschien",
        motivering="",
        voorwaarden="zomaar\nGoed; Sponsor; 1-6-2027\nToets; Sponsor; morgen",
        nieuwe_datum="gauw",
        terug_naar=("van alles",),
    )

    with pytest.raises(Refused) as refused:
        chosen(nonsense)

    assert [reason.partition(": ")[0] for reason in told(refused)] == [
        "Gate",
        "Wie besluit",
        "Besluit",
        "Voorwaarden, regel 1",
        "Voorwaarden, regel 3",
        "Nieuwe datum",
        "Terug naar, regel 1",
    ]


def test_an_empty_choice_says_that_it_must_be_filled_in() -> None:
    with pytest.raises(Refused) as refused:
        chosen(replace(GO, gate="", besluit=""))

    assert told(refused) == ["Gate: vul dit in.", "Besluit: vul dit in."]


def test_a_request_form_becomes_what_the_owner_asks() -> None:
    form = RequestForm("G2a@dordt · Dordt · Gate G2a", "pam · Pam", "De raad vergadert eerder.")

    assert forms.request(form) == Request(GateId("G2a"), DORDT, PAM, "De raad vergadert eerder.", "form")


@pytest.mark.parametrize(
    ("melding", "act", "fields_"),
    [
        ("gereed", "done", {"bewijs": "https://example.nl/stuk"}),
        ("begonnen", "start", {}),
        ("bewijs toegevoegd", "evidence", {"bewijs": "https://example.nl/stuk"}),
        ("heropend", "reopen", {"toelichting": "Het moet over."}),
        ("vervallen", "waive", {"toelichting": "Niet meer nodig."}),
    ],
)
def test_a_report_takes_its_text_from_the_field_that_belongs_to_it(
    melding: str, act: str, fields_: dict[str, str]
) -> None:
    read = forms.report(ReportForm("A3@dordt · Dordt · Work A3", "pam · Pam", melding, **fields_))

    assert read == Report(act, ActivityId("A3"), DORDT, PAM, "".join(fields_.values()), "form")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("melding", "field", "title"),
    [("begonnen", "bewijs", "Bewijs"), ("vervallen", "bewijs", "Bewijs"), ("gereed", "toelichting", "Toelichting")],
)
def test_a_text_that_would_be_lost_is_refused(melding: str, field: str, title: str) -> None:
    with pytest.raises(Refused) as refused:
        forms.report(ReportForm("A1", "pam", melding, **{field: "Iets"}))

    assert [reason.partition(": ")[0] for reason in told(refused)] == [title]


def test_a_statement_form_names_gate_organisation_and_criterion() -> None:
    form = StatementForm("G2a@dordt/trained · Dordt · It holds that trained", "dina", "Iedereen is opgeleid.")

    assert forms.statement(form) == Statement(
        GateId("G2a"), CriterionId("trained"), DORDT, DINA, "Iedereen is opgeleid.", "form"
    )


def test_a_statement_about_no_criterion_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        forms.statement(StatementForm("G1 · Gate G1", "", "Ja"))

    assert [reason.partition(": ")[0] for reason in told(refused)] == ["Criterium", "Wie verklaart"]


def test_only_gates_that_await_a_decision_can_be_decided() -> None:
    assert choices("decide", "gate", *AWAITING_G1) == ("G1 · Gate G1",)
    assert choices("decide", "gate", *READY_FOR_G1) == ("(er is nu niets te kiezen)",)


def test_a_later_round_of_a_gate_shows_its_number() -> None:
    deferred = decided("G1", "deferred", on=day(1, 20), deferred_until=day(2, 10))

    assert choices("decide", "gate", *AWAITING_G1, deferred, on=day(1, 21)) == ("G1#2 · Gate G1 (ronde 2)",)


def test_only_people_with_a_mandate_of_that_day_can_decide() -> None:
    with_manager = ("stef · Stef Stuur", "sara", "pam · Pam")

    assert choices("decide", "wie", *AWAITING_G1, on=day(1, 20)) == with_manager
    assert choices("decide", "wie", *AWAITING_G1, on=day(1, 21)) == with_manager[:2]


def test_a_door_offers_only_its_own_people_and_its_own_work() -> None:
    waiting = (*PAST_G1, *done_once_per("B1", on=day(2, 1)), *done_once_per("B2", on=day(2, 8)))
    both = (opened("G2a", DORDT, on=day(2, 8)), opened("G2a", CAST[1], on=day(2, 8)))
    read = Fields(seen((*waiting, *both), day(2, 8)), PEOPLE, "nl")
    gate = seen((), day(2, 8)).network.gates[GateId("G2a")]

    door = {field.name: field.choices for field in read.of_door(GateSpot(gate, DORDT))}

    assert "gate" not in door
    assert door["wie"] == ("dina",)
    assert door["terug_naar"] == ("B1@dordt · Dordt · Work B1", "B2@dordt · Dordt · Work B2")


def test_work_that_can_begin_stands_in_front_of_work_that_cannot() -> None:
    listed = choices("report", "activiteit", on=day(1, 4)) or ()

    assert [each.split(" · ")[0] for each in listed] == ["A1", "A4", "A2", "A3@dordt", "A3@zwijnd", "A3@regio"]


def test_work_of_a_phase_that_is_not_open_yet_cannot_be_reported() -> None:
    assert not any(each.startswith("B") for each in choices("report", "activiteit", *AWAITING_G1) or ())
    assert any(each.startswith("B") for each in choices("report", "activiteit", *PAST_G1, on=day(1, 21)) or ())


def test_a_decision_can_be_asked_for_a_gate_that_does_not_await_one_yet() -> None:
    assert choices("open", "gate", *READY_FOR_G1) == ("G1 · Gate G1",)
    assert choices("open", "gate", *AWAITING_G1) == ("(er is nu niets te kiezen)",)


def test_only_criteria_that_somebody_states_or_approves_can_be_chosen() -> None:
    assert choices("state", "criterium") == (
        "G1/mandates_set · It holds that mandates_set",
        "G1/support_felt · It holds that support_felt",
    )


@pytest.mark.parametrize("form", FIELDS)
def test_whatever_a_form_offers_can_be_read_again(form: Form) -> None:
    offered = {field.name: field.choices for field in fields(*AWAITING_G1).of(form)}
    first = {name: options[0] for name, options in offered.items() if options and name != "terug_naar"}
    match form:
        case "decide":
            assert chosen(DecisionForm(**first, motivering="Omdat", terug_naar=offered["terug_naar"] or ())).back_to
        case "open":
            assert not first["gate"].startswith("G1")
        case "report":
            assert forms.report(ReportForm(**first)).act == "done"
        case "state":
            assert forms.statement(StatementForm(**first, verklaring="Ja")).gate == "G1"
        case "phase":
            assert first == {"fase": "P1 · Phase P1"}
