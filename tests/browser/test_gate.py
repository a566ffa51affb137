"""From the message in a mailbox to the next owner's message, by a real browser on the real stack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.events import GateDecided
from scd_workflow.domain.ids import GateId, PersonId
from tests import proved
from tests.browser.conftest import Visitor
from tests.browser.site import Site, code_in, link_in, now
from tests.browser.ui import V1, V2
from tests.databases import of_prefect
from tests.mailbox import mailbox
from tests.stack import at_any_hour, free_port, running_stack
from tests.waiting import until

pytestmark = pytest.mark.slow

CHAIR = "voorzitter-stuurgroep · Voorzitter stuurgroep KZA"
G1 = "G1 · Basis op orde"


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """What `make run` starts on a fresh machine, but for the mail server."""
    place = tmp_path_factory.mktemp("embedded")
    with (
        mailbox() as box,
        running_stack(place, port=free_port(), mail_url=box.url, config=at_any_hour(place)) as stack,
    ):
        yield Site(stack, box)


@pytest.fixture
def on_server(tmp_path: Path, postgresql_url: str, second_postgresql_url: str) -> Iterator[Site]:
    """The same with PostgreSQL for both databases."""
    with mailbox() as box:
        stack = running_stack(
            tmp_path,
            port=free_port(),
            mail_url=box.url,
            config=at_any_hour(tmp_path),
            database_url=postgresql_url,
            prefect_database_url=of_prefect(make_url(second_postgresql_url)),
        )
        with stack as running:
            yield Site(running, box)


# The one that stays for the next test comes last, or both would run side by side.
@pytest.fixture(params=["on_server", "embedded"])
def site(request: pytest.FixtureRequest) -> Site:
    """The stack, once as on a server and once as on a laptop."""
    found: Site = request.getfixturevalue(request.param)
    return found


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
    page.goto(f"{site.stack.ui}/runs/flow-run/{run}")
    V2.open_artifact(page, "besluit-g1")
    page.get_by_role("heading", name="Wat nu kan beginnen").wait_for()
    visitor.picture(page, f"gate-decided-{kind}")
    assert site.runs(tags={"all_": ["auto-scheduled"]}), "the clock starts nothing"


def test_who_comes_too_late_is_refused_in_either_interface_with_the_reason(embedded: Site, visitor: Visitor) -> None:
    asked = embedded.message("voorzitter-stuurgroep@example.nl", "G1")
    decide_elsewhere(embedded)

    # All in one page: those that nobody looks at any more would go on asking the server for news.
    page = visitor.new_page()
    for ui in (V1, V2):
        page.goto(link_in(asked).replace("/v2/", f"{ui.prefix}/", 1))
        form = ui.run_form(page)
        ui.choose(form, "Besluit", "no-go")
        ui.fill(form, "Motivering", "Ik wist niet dat er al besloten was.")
        visitor.picture(page, f"late-form-{ui.__name__.lower()}")
        ui.fill(form, "Code", code_in(asked))
        run = ui.submit_run(page)

        until(lambda run=run: embedded.run(run)["state"]["name"] == "Geweigerd")  # type: ignore[misc]
        page.goto(f"{embedded.stack.url}{ui.prefix}/runs/flow-run/{run}")
        assert "is al besloten" in ui.message(page)
        visitor.picture(page, f"late-refused-{ui.__name__.lower()}")
    assert [each.outcome for each in decisions(embedded)] == ["go"]


def decide_elsewhere(site: Site) -> None:
    """See to it that G1 is decided."""
    if not decisions(site):
        choice = Choice(GateId("G1"), None, "go", PersonId("voorzitter-stuurgroep"), "Eerst.")
        with site.office() as office:
            proved.decide(office, choice, now())
