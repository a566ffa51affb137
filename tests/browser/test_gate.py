"""From the message in a mailbox to the next owner's message, by a real browser on the real stack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator
from sqlalchemy.engine import make_url

from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.events import GateDecided
from scd_workflow.domain.ids import GateId, PersonId
from tests import proved
from tests.browser.conftest import Visitor
from tests.browser.site import Site, code_in, link_in, now
from tests.browser.ui import UI, V1, V2
from tests.mailbox import Mailbox, mailbox
from tests.stack import Running, at_any_hour, free_port, running_stack
from tests.waiting import until

pytestmark = pytest.mark.slow

CHAIR = "voorzitter-stuurgroep · Voorzitter stuurgroep KZA"
G1 = "G1 · Basis op orde"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A real mail server."""
    with mailbox() as server:
        yield server


@pytest.fixture
def embedded(tmp_path: Path, box: Mailbox) -> Iterator[Running]:
    """What `make run` starts on a fresh machine, but for the mail server."""
    with running_stack(tmp_path, port=free_port(), mail_url=box.url, config=at_any_hour(tmp_path)) as stack:
        yield stack


@pytest.fixture
def on_server(tmp_path: Path, box: Mailbox, postgresql_url: str, second_postgresql_url: str) -> Iterator[Running]:
    """The same with PostgreSQL for both databases."""
    prefects = make_url(second_postgresql_url).set(drivername="postgresql+asyncpg").render_as_string(False)
    stack = running_stack(
        tmp_path,
        port=free_port(),
        mail_url=box.url,
        config=at_any_hour(tmp_path),
        database_url=postgresql_url,
        prefect_database_url=prefects,
    )
    with stack as running:
        yield running


@pytest.fixture(params=["embedded", "on_server"])
def site(request: pytest.FixtureRequest, box: Mailbox) -> Site:
    """The stack, once as on a laptop and once as on a server."""
    return Site(request.getfixturevalue(request.param), box)


def decisions(site: Site) -> tuple[GateDecided, ...]:
    """What was decided about G1."""
    return site.seen().state.programme.gate(GateId("G1")).decisions


def waiting(site: Site) -> list[str]:
    """The names of the runs that wait for an answer."""
    return [run["name"] for run in site.runs(state={"name": {"any_": ["Suspended"]}})]


def test_a_message_leads_to_the_form_the_decision_and_the_messages_of_who_comes_next(
    site: Site, visitor: Visitor, request: pytest.FixtureRequest
) -> None:
    kind = str(request.node.callspec.params["site"])
    ((recipient, asked),) = until(site.messages)
    assert recipient == "voorzitter-stuurgroep@example.nl"

    page = visitor.open(link_in(asked))
    form = V2.run_form(page)
    assert (V2.chosen(form, "Gate"), V2.chosen(form, "Wie besluit")) == (G1, CHAIR)
    V2.choose(form, "Besluit", "go")
    V2.fill(form, "Motivering", "Alle verplichte criteria zijn vervuld.")
    # A code belongs in no picture.
    visitor.picture(page, f"gate-form-{kind}")
    V2.fill(form, "Code", code_in(asked))
    run = V2.submit_run(page)

    (decided,) = until(lambda: decisions(site))
    assert (decided.outcome, decided.by, decided.source) == ("go", "voorzitter-stuurgroep", "form")
    ready = {standing.part.id for standing in site.seen().progress.standings() if standing.status == "ready"}
    assert {"P2-01", "P2-11"} <= ready
    assert not any(part.startswith(("P1", "P3")) for part in ready)
    until(lambda: not waiting(site))
    theirs = site.message("projectleider-dordrecht@example.nl", "Uw werk kan beginnen")
    assert "/run?parameters=%7B%22activiteit%22" in link_in(theirs)
    assert site.message("communicatieadviseur@example.nl", "Uw werk kan beginnen")

    until(lambda: site.run(run)["state"]["name"] == "Besloten")
    result = visitor.open(f"{site.stack.ui}/runs/flow-run/{run}")
    V2.open_artifact(result, "besluit-g1")
    result.get_by_role("heading", name="Wat nu kan beginnen").wait_for()
    visitor.picture(result, f"gate-decided-{kind}")
    assert site.runs(tags={"all_": ["auto-scheduled"]}), "the clock starts nothing"


def test_a_decision_that_comes_too_late_is_refused_in_either_interface_with_the_reason(
    embedded: Running, box: Mailbox, visitor: Visitor
) -> None:
    site = Site(embedded, box)
    ((_, asked),) = until(site.messages)
    decide_elsewhere(site)

    for ui in (V1, V2):
        page = visitor.open(link_in(asked).replace("/v2/", f"{ui.prefix}/", 1))
        form = ui.run_form(page)
        ui.choose(form, "Besluit", "go")
        ui.fill(form, "Motivering", "Ik wist niet dat er al besloten was.")
        visitor.picture(page, f"late-form-{ui.__name__.lower()}")
        ui.fill(form, "Code", code_in(asked))
        run = ui.submit_run(page)

        until(lambda run=run: site.run(run)["state"]["name"] == "Geweigerd")  # type: ignore[misc]
        page = visitor.open(f"{embedded.url}{ui.prefix}/runs/flow-run/{run}")
        assert "is al besloten" in ui.message(page)
        visitor.picture(page, f"late-refused-{ui.__name__.lower()}")
    assert [each.rationale for each in decisions(site)] == ["Eerst."]


def decide_elsewhere(site: Site) -> None:
    """Decide G1 where no page hears of it at once."""
    choice = Choice(GateId("G1"), None, "go", PersonId("voorzitter-stuurgroep"), "Eerst.")
    with site.office() as office:
        proved.decide(office, choice, now())


def test_a_suspended_gate_is_decided_on_its_own_page_in_either_interface(
    embedded: Running, box: Mailbox, visitor: Visitor
) -> None:
    site = Site(embedded, box)
    new_date = site.seen().network.calendar.on_or_after((now() + timedelta(days=7)).date())
    (door,) = site.runs(state={"name": {"any_": ["Suspended"]}})
    ((_, asked),) = until(site.messages)

    page = visitor.open(f"{embedded.url}{V1.prefix}/runs/flow-run/{door['id']}")
    form = V1.resume_form(page)
    defer(V1, form, "WRNG-C0DE-2345")
    visitor.picture(page, "door-older-interface")
    V1.submit_resume(form)
    until(lambda: "Geweigerd" in str(site.run(door["id"])["state"]["message"]))
    assert not decisions(site)

    page = visitor.open(f"{embedded.url}{V2.prefix}/runs/flow-run/{door['id']}")
    form = V2.resume_form(page)
    form.get_by_text("Bij aanhouden hoort een nieuwe datum.").wait_for()
    form.get_by_text("Deze code is niet die van").wait_for()
    visitor.picture(page, "door-refused")
    defer(V2, form, "")
    V2.fill(form, "Nieuwe datum", f"{new_date.day}-{new_date.month}-{new_date.year}")
    visitor.picture(page, "door-filled")
    # A code belongs in no picture.
    V2.fill(form, "Code", code_in(asked).lower())
    V2.submit_resume(form)

    until(lambda: site.run(door["id"])["state"]["name"] == "Besloten")
    (decided,) = decisions(site)
    assert (decided.outcome, decided.deferred_until, decided.source) == ("deferred", new_date, "door")
    until(lambda: waiting(site) == [f"{G1.replace('G1', 'G1#2')} (ronde 2)"])
    until(lambda: any("aangehouden" in message["Subject"] for _, message in site.messages()))


def defer(ui: UI, form: Locator, code: str) -> None:
    """Fill in a deferral, but for its date."""
    ui.choose(form, "Wie besluit", CHAIR)
    ui.fill(form, "Code", code)
    ui.choose(form, "Besluit", "aangehouden")
    ui.fill(form, "Motivering", "Eerst nog een overleg.")
