"""Each door to a decision in each of Prefect's interfaces, by a real browser: what holds, what is refused, what is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.engine import URL

from scd_workflow.app.office import open_office
from scd_workflow.config.settings import Settings
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.happened import Condition, Proof
from scd_workflow.domain.ids import OrganisationId, PersonId, RoleId
from scd_workflow.domain.statements import Statement
from tests import proved
from tests.browser.conftest import Visitor, a_browser, a_visitor
from tests.browser.doors import ByForm, ByRun, Door
from tests.browser.programme import LIVE, MANAGER, ORGANISATIONS, PEOPLE, TOLD, TRIAL, begin, named, write
from tests.browser.site import Site, body, now
from tests.browser.ui import UI, V1, V2
from tests.codes import KEY
from tests.databases import database_on, of_prefect
from tests.mailbox import mailbox
from tests.stack import free_port, running_stack, stack_environment
from tests.waiting import until

pytestmark = pytest.mark.proof

OWN: dict[str, dict[UI, str]] = {
    "right": {V1: "alblasserdam", V2: "dordrecht"},
    "wrong": {V1: "hardinxveld-giessendam", V2: "hendrik-ido-ambacht"},
    "deputy": {V1: "papendrecht", V2: "sliedrecht"},
    "stale": {V1: "zwijndrecht", V2: "grd"},
    "conditional": {V1: "ozhz", V2: "dgj"},
}
"""The organisation that each case has for itself in each interface.

What a wrong code leaves undecided is deferred later on.
"""

DEPUTY = PersonId("ambtelijk-opdrachtgever")
AWAY = {PersonId(f"{role}-{each}"): DEPUTY for role in ("sponsor", "projectleider") for each in OWN["deputy"].values()}

WRONG = "QXZT-7WPK-3RJM"
GO = {"outcome": "go", "rationale": "Het kan."}

Enter = Callable[[str], tuple[Door, ...]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, postgresql_server: URL) -> Iterator[Site]:
    """A stack in which every gate of every organisation awaits its decision.

    On PostgreSQL, as on a server: where several people press at once, Prefect on SQLite answers that it is busy.
    """
    place, port = tmp_path_factory.mktemp("doors"), free_port()
    write(place / "config")
    with mailbox() as box, database_on(postgresql_server) as ours, database_on(postgresql_server) as prefects:
        url = ours.render_as_string(hide_password=False)
        given = {"SCD_MAIL_URL": box.url, "SCD_DATABASE_URL": url, "SCD_CODE_KEY": KEY}
        office = open_office(Settings.read(stack_environment(place / "var", port, config=place / "config") | given))
        begin(office, AWAY, now())
        office.engine.dispose()
        stack = running_stack(
            place / "var",
            port=port,
            mail_url=box.url,
            config=place / "config",
            database_url=url,
            prefect_database_url=of_prefect(prefects),
        )
        with stack as running:
            yield Site(running, box)


@pytest.fixture(scope="module")
def visitor(site: Site) -> Iterator[Visitor]:
    """One browser for everybody, started after the servers: while it runs no other event loop can begin."""
    del site
    with a_browser() as browser, a_visitor(browser) as somebody:
        yield somebody


@pytest.fixture(params=[ByForm, ByRun], ids=["by_form", "by_run"])
def enter(request: pytest.FixtureRequest, site: Site, visitor: Visitor) -> Iterator[Enter]:
    """Opens the forms by which two people decide, each in another interface, for the organisations of a case.

    They work at the same time: what the one handed in is being done while the other is still filling in.
    """
    kind: type[Door] = request.param

    def entered(case: str) -> tuple[Door, ...]:
        stand_in = DEPUTY if case == "deputy" else None
        doors = tuple(kind(ui, site, visitor, OrganisationId(OWN[case][ui]), stand_in) for ui in (V1, V2))
        for door in doors:
            door.enter()
        return doors

    yield entered
    visitor.leave()


def test_the_form_offers_only_gates_that_are_open_and_people_who_may_decide_them(enter: Enter) -> None:
    everybody = {f"{role}-{each}" for role in ("sponsor", "projectleider") for each in ORGANISATIONS} | {DEPUTY}
    titles = ((TRIAL, "Proefdraaien"), (LIVE, "Go-live"))
    gates = {f"{gate}@{each} · {name} · {title}" for each, name in ORGANISATIONS.items() for gate, title in titles}

    for door in enter("deputy"):
        door.page.bring_to_front()
        one = isinstance(door, ByRun)
        people = door.ui.choices(door.form, "Wie besluit")
        assert sorted(people) == sorted(map(named, (door.decider, DEPUTY) if one else everybody))
        assert one or sorted(door.ui.choices(door.form, "Gate")) == sorted(gates)


def test_the_briefing_can_be_read_before_anything_is_decided(enter: Enter) -> None:
    for door in enter("wrong"):
        assert door.ui.typed(door.form, "Kenmerk van de stukken") == mark(door)
        door.briefing_shows("Nog niet verklaard door Programmamanager.")
        door.briefing_shows(f"Kenmerk van deze stukken: {mark(door)}")


def test_the_right_code_decides_and_the_page_of_the_run_says_so(enter: Enter) -> None:
    doors = enter("right")
    for door in doors:
        door.decide(door.code, **GO)

    for door in doors:
        assert door.is_decided() == f"{door.label}: go, door {named(door.person)}."
        (decided,) = door.decisions
        assert (decided.outcome, decided.by, decided.on_behalf_of) == ("go", door.decider, None)
        assert (decided.rationale, decided.proof) == (GO["rationale"], Proof(method="code", counter=0))
        until(lambda door=door: door.code not in door.site.kept(door.run))  # type: ignore[misc]
        door.open_page("besluit")
        door.shows("Besluit vastgelegd")


def test_a_wrong_code_decides_nothing_and_is_kept_nowhere_but_the_reason_can_be_read(enter: Enter) -> None:
    doors = enter("wrong")
    for door in doors:
        door.decide(WRONG, **GO)

    for door in doors:
        why = f"Deze code is niet die van “{door.person}” voor {door.gate} in deze ronde."
        assert why in door.is_refused()
        assert not door.decisions
        until(lambda door=door: WRONG not in door.site.kept(door.run))  # type: ignore[misc]
        for tab in ("Details", "Logs", "Parameters"):
            door.ui.open_tab(door.page, tab)
            assert WRONG not in door.page.content()
        door.read_why()
        door.shows(why)


def test_the_deputy_of_who_is_away_decides_and_both_names_are_on_record(enter: Enter) -> None:
    doors = enter("deputy")
    for door in doors:
        assert f"U vervangt {PEOPLE[door.decider]}." in " ".join(body(door.message).split())
        door.decide(door.code, **GO)

    for door in doors:
        door.is_decided()
        (decided,) = door.decisions
        assert (decided.by, decided.on_behalf_of) == (DEPUTY, door.decider)
        door.open_page("besluit")
        door.shows(named(DEPUTY))
        door.shows(door.decider)


def test_a_decision_on_what_has_changed_is_refused_and_holds_after_the_fresh_briefing(enter: Enter) -> None:
    doors = enter("stale")
    for door in doors:
        tell_everybody(door)
        door.decide(door.code, **GO)

    for door in doors:
        assert f"De stukken over {door.gate} zijn veranderd sinds u ze zag." in door.is_refused()
        assert not door.decisions
        door.read_why()
        door.shows("Wat er veranderd is")
        door.shows("In alle teams besproken.")
        door.enter_again()
        assert door.ui.typed(door.form, "Kenmerk van de stukken") == mark(door)
        door.decide(door.code, **GO)

    for door in doors:
        door.is_decided()
        (decided,) = door.decisions
        assert decided.outcome == "go"


def test_a_conditional_go_puts_each_condition_on_record_with_its_owner_and_its_date(enter: Enter) -> None:
    soon, later = now().date() + timedelta(days=30), now().date() + timedelta(days=60)
    typed = (
        f"Privacytoets is af; Privacy officer; {dutch(soon)}\nTerugval geoefend; Functioneel beheerder; {dutch(later)}"
    )
    doors = enter("conditional")
    for door in doors:
        door.decide(door.code, outcome="go onder voorwaarden", rationale="Het kan, mits.", conditions=typed)

    for door in doors:
        door.is_decided()
        (decided,) = door.decisions
        assert decided.outcome == "conditional_go"
        assert decided.conditions == (
            Condition(text="Privacytoets is af", owner=RoleId("privacy_officer"), due=soon),
            Condition(text="Terugval geoefend", owner=RoleId("functional_management"), due=later),
        )
        door.open_page("besluit")
        door.shows("Privacytoets is af")
        door.shows("Terugval geoefend")


@pytest.mark.parametrize("enter", [ByRun], ids=["by_run"], indirect=True)
def test_a_deferral_asks_for_its_date_on_the_page_of_the_gate_itself_and_opens_a_next_round(enter: Enter) -> None:
    doors = enter("wrong")
    for door in doors:
        door.decide(door.code.lower(), outcome="aangehouden", rationale="Eerst nog een overleg.")

    for door in doors:
        assert "Bij aanhouden hoort een nieuwe datum." in door.is_refused()
        assert not door.decisions
        door.enter_again()
        day = door.site.seen().network.calendar.on_or_after(now().date() + timedelta(days=7))
        door.decide(door.code, outcome="aangehouden", rationale="Eerst nog een overleg.", new_date=dutch(day))

        door.is_decided()
        (decided,) = door.decisions
        assert (decided.outcome, decided.deferred_until, decided.source) == ("deferred", day, "door")
        until(lambda door=door: second_round(door))  # type: ignore[misc]
        assert door.site.message(f"{door.decider}@example.nl", "aangehouden")


def second_round(door: Door) -> list[dict[str, Any]]:
    """The run of the gate that asks anew."""
    tag = f"gate/{door.gate}/{door.organisation}/2"
    return door.site.runs(state={"name": {"any_": ["Suspended"]}}, tags={"all_": [tag]})


def tell_everybody(door: Door) -> None:
    """Let a criterion hold that did not, where no page hears of it."""
    said = Statement(door.gate, TOLD, door.organisation, MANAGER, "In alle teams besproken.")
    with door.site.office() as office:
        proved.state_that(office, said, now())


def mark(door: Door) -> str:
    """The mark of what the decider should have read by now."""
    progress = door.site.seen().progress
    return briefing(progress, progress.network.gates[door.gate], door.organisation).mark


def dutch(day: date) -> str:
    """A day as somebody types it."""
    return f"{day.day}-{day.month}-{day.year}"
