"""From the message in a mailbox to the next owner's message, by a real browser on the real stack."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.engine import make_url

from scd_workflow.app.inbox import look
from scd_workflow.app.office import open_office
from scd_workflow.app.view import View
from scd_workflow.config.settings import Settings
from scd_workflow.domain.events import GateDecided
from scd_workflow.domain.ids import GateId
from tests.browser.conftest import Visitor
from tests.browser.ui import V1, V2
from tests.mailbox import Mailbox, mailbox
from tests.stack import Running, free_port, running_stack

pytestmark = pytest.mark.slow

CHAIR = "voorzitter-stuurgroep · Voorzitter stuurgroep KZA"
G1 = "G1 · Basis op orde"
NOW = datetime.now(UTC)  # noqa: TID251 - the stack reads the clock as well
SECONDS = 150


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A real mail server."""
    with mailbox() as server:
        yield server


@pytest.fixture
def embedded(tmp_path: Path, box: Mailbox) -> Iterator[Running]:
    """What `make run` starts on a fresh machine, but for the mail server."""
    with running_stack(tmp_path, port=free_port(), mail_url=box.url) as stack:
        yield stack


@pytest.fixture
def on_server(tmp_path: Path, box: Mailbox, postgresql_url: str, second_postgresql_url: str) -> Iterator[Running]:
    """The same with PostgreSQL for both databases."""
    prefects = make_url(second_postgresql_url).set(drivername="postgresql+asyncpg").render_as_string(False)
    stack = running_stack(
        tmp_path, port=free_port(), mail_url=box.url, database_url=postgresql_url, prefect_database_url=prefects
    )
    with stack as running:
        yield running


@pytest.fixture(params=["embedded", "on_server"])
def stack(request: pytest.FixtureRequest) -> Running:
    """The stack, once as on a laptop and once as on a server."""
    running: Running = request.getfixturevalue(request.param)
    return running


def until(holds: Callable[[], Any]) -> None:
    """Wait for something that is about to hold."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, holds
        time.sleep(0.1)


def seen(stack: Running) -> View:
    """The programme as it stands."""
    office = open_office(Settings.read(stack.environment))
    try:
        return look(office, NOW)
    finally:
        office.engine.dispose()


def decisions(stack: Running) -> tuple[GateDecided, ...]:
    return seen(stack).state.programme.gate(GateId("G1")).decisions


def messages(box: Mailbox) -> list[tuple[str, EmailMessage]]:
    """What arrived: to whom, and the message."""
    return [(each.recipients[0], _read(each.content)) for each in box.received]


def _read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def link_in(message: EmailMessage) -> str:
    """The first link of a message."""
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://\S+", body.get_content())
    assert found is not None
    return found.group()


def runs(stack: Running, **where: Any) -> list[dict[str, Any]]:
    """The runs in Prefect that match."""
    found: list[dict[str, Any]] = httpx.post(f"{stack.api}/flow_runs/filter", json={"flow_runs": where}).json()
    return found


def waiting(stack: Running) -> list[str]:
    """The names of the runs that wait for an answer."""
    return [run["name"] for run in runs(stack, state={"name": {"any_": ["Suspended"]}})]


def test_a_message_leads_to_the_form_the_decision_and_the_messages_of_who_comes_next(
    stack: Running, box: Mailbox, visitor: Visitor, request: pytest.FixtureRequest
) -> None:
    kind = str(request.node.callspec.params["stack"])
    ((recipient, asked),) = messages(box)
    assert recipient == "voorzitter-stuurgroep@example.nl"

    page = visitor.open(link_in(asked))
    form = V2.run_form(page)
    assert (V2.chosen(form, "Gate"), V2.chosen(form, "Wie besluit")) == (G1, CHAIR)
    V2.choose(form, "Besluit", "go")
    V2.fill(form, "Motivering", "Alle verplichte criteria zijn vervuld.")
    visitor.picture(page, f"gate-form-{kind}")
    V2.submit_run(page)

    until(lambda: decisions(stack))
    (decided,) = decisions(stack)
    assert (decided.outcome, decided.by, decided.source) == ("go", "voorzitter-stuurgroep", "form")
    ready = {standing.part.id for standing in seen(stack).progress.standings() if standing.status == "ready"}
    assert {"P2-01", "P2-11"} <= ready
    assert not any(part.startswith(("P1", "P3")) for part in ready)
    until(lambda: not waiting(stack))
    next_owners = {"projectleider-dordrecht@example.nl", "communicatieadviseur@example.nl"}
    until(lambda: next_owners <= {to for to, _ in messages(box)})
    theirs = next(message for to, message in messages(box) if to == "projectleider-dordrecht@example.nl")
    assert "Uw werk kan beginnen" in theirs["Subject"]
    assert "/run?parameters=%7B%22activiteit%22" in link_in(theirs)

    until(lambda: runs(stack, state={"name": {"any_": ["Besloten"]}}, tags={"all_": ["formulier"]}))
    (run,) = runs(stack, state={"name": {"any_": ["Besloten"]}}, tags={"all_": ["formulier"]})
    (told,) = httpx.post(
        f"{stack.api}/artifacts/filter", json={"artifacts": {"flow_run_id": {"any_": [run["id"]]}}}
    ).json()
    result = visitor.open(f"{stack.ui}/artifacts/artifact/{told['id']}")
    result.get_by_role("heading", name="Wat nu kan beginnen").wait_for()
    visitor.picture(result, f"gate-decided-{kind}")
    assert runs(stack, tags={"all_": ["auto-scheduled"]}), "the clock starts nothing"


def test_a_suspended_gate_is_decided_on_its_own_page_in_either_interface(
    embedded: Running, box: Mailbox, visitor: Visitor
) -> None:
    new_date = seen(embedded).network.calendar.on_or_after((NOW + timedelta(days=7)).date())
    (door,) = runs(embedded, state={"name": {"any_": ["Suspended"]}})

    page = visitor.open(f"{embedded.url}{V1.prefix}/runs/flow-run/{door['id']}")
    form = V1.resume_form(page)
    V1.choose(form, "Wie besluit", CHAIR)
    V1.choose(form, "Besluit", "aangehouden")
    V1.fill(form, "Motivering", "Eerst nog een overleg.")
    visitor.picture(page, "door-older-interface")
    V1.submit_resume(form)
    until(lambda: "Geweigerd" in str(run_of(embedded, door["id"])["state"]["message"]))
    assert not decisions(embedded)

    page = visitor.open(f"{embedded.url}{V2.prefix}/runs/flow-run/{door['id']}")
    form = V2.resume_form(page)
    form.get_by_text("Bij aanhouden hoort een nieuwe datum.").wait_for()
    visitor.picture(page, "door-refused")
    V2.choose(form, "Wie besluit", CHAIR)
    V2.choose(form, "Besluit", "aangehouden")
    V2.fill(form, "Motivering", "Eerst nog een overleg.")
    V2.fill(form, "Nieuwe datum", f"{new_date.day}-{new_date.month}-{new_date.year}")
    visitor.picture(page, "door-filled")
    V2.submit_resume(form)

    until(lambda: run_of(embedded, door["id"])["state"]["name"] == "Besloten")
    (decided,) = decisions(embedded)
    assert (decided.outcome, decided.deferred_until, decided.source) == ("deferred", new_date, "door")
    assert waiting(embedded) == [f"{G1.replace('G1', 'G1#2')} (ronde 2)"]
    until(lambda: any("aangehouden" in message["Subject"] for _, message in messages(box)))


def run_of(stack: Running, run: str) -> dict[str, Any]:
    """One run in Prefect."""
    found: dict[str, Any] = httpx.get(f"{stack.api}/flow_runs/{run}").json()
    return found
