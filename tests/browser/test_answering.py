"""From a round that opens by the clock to the briefing of a gate: a phone answers, the keyboard answers, nobody is kept out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from shutil import copytree
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from prefect.client.schemas.objects import State

from flows import follow_up, measurement, rounds
from flows.server import server
from scd_workflow.app import acts, evaluations
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.domain.activities import Report
from scd_workflow.domain.ids import ActivityId
from scd_workflow.texts import tell
from scd_workflow.web.app import create_app
from tests.browser.conftest import PICTURES, a_browser
from tests.browser.ui import V2
from tests.evaluations import BASE, by_liv, campaign, measuring, plan
from tests.examples import DORDT, PAM, at, criterion, day
from tests.flows.server import Prefect
from tests.mailbox import Mailbox, mailbox
from tests.offices import EXAMPLE
from tests.proof.prefects import serving
from tests.web.respondents import HIDDEN, listed, reached
from tests.web.served import listening

pytestmark = pytest.mark.slow

TUESDAY = day(1, 5)
PEOPLE = [f"m{number}@dordt.example" for number in range(7)]
LINK = re.compile(r"http://\S+/v/base/1/\S+")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as opened:
        yield opened


@pytest.fixture
def office(tmp_path: Path, box: Mailbox) -> Office:
    """An office that is about to measure with the question set of the example, whose gate waits for what comes of it."""
    waits = criterion("measured", "measurement_available", campaign="base")
    adopted = plan(waits, campaigns=[campaign("base", instrument="maturity")])
    office = measuring(tmp_path, adopted, mail_url=box.url)
    copytree(EXAMPLE / "instruments", office.settings.config / "instruments", dirs_exist_ok=True)
    reached(office, {DORDT: listed(office, "dordt.csv", PEOPLE)})
    return office


@contextmanager
def looking(browser: Browser, size: dict[str, int], *, scripts: bool) -> Iterator[Page]:
    """A page in a window of this size, with or without scripts."""
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        is_mobile=size is PHONE,
        has_touch=size is PHONE,
        java_script_enabled=scripts,
        locale="nl-NL",
    )
    yield context.new_page()
    context.close()


def links_in(box: Mailbox) -> dict[str, str]:
    """The link that each reader got, and nothing else that came."""
    found = {}
    for each in box.received:
        body = message_from_bytes(each.content, policy=policy.default).get_body(("plain",))
        assert body is not None
        if link := LINK.search(body.get_content()):
            found[each.recipients[0]] = link[0]
    box.received.clear()
    return found


def opened_by_its_flow(office: Office, monkeypatch: pytest.MonkeyPatch, when: datetime) -> None:
    """Run the flow whose hour has come."""
    given = office.settings
    for name, value in {
        "SCD_CONFIG": given.config,
        "SCD_VAR": given.var,
        "SCD_MAIL_URL": given.mail_url,
        "SCD_WEB_URL": given.web_url,
    }.items():
        monkeypatch.setenv(name, str(value))
    for module in (rounds, follow_up):
        monkeypatch.setattr(module, "now", lambda: when)
    state: State = measurement.measurement(return_state=True)
    assert state.name == tell("flows.rounds_opened", count=1)


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def nothing_in_the_way(page: Page) -> None:
    """Assert that axe finds nothing that keeps anybody out."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert found.response["passes"]


def answered_without_a_browser(url: str, value: int) -> None:
    """What a person comes to who fills in the same everywhere."""
    with httpx.Client(trust_env=False) as client:
        shown = client.get(url).text
        fields = dict(HIDDEN.findall(shown)) | dict.fromkeys(
            re.findall(r'type="radio" name="([A-Z]+\d)"', shown), str(value)
        )
        assert client.post(url, data=fields).status_code == 303


def test_a_round_is_opened_answered_reminded_of_closed_and_seen_at_the_gate(
    office: Office,
    box: Mailbox,
    tmp_path_factory: pytest.TempPathFactory,
    shared: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moment = [at(TUESDAY, 10)]
    with serving(tmp_path_factory.mktemp("prefect"), shared) as prefect:
        with listening(create_app(office, now=lambda: moment[0])) as here:
            opened_by_its_flow(office, monkeypatch, moment[0])
            own = {person: link.replace(office.settings.web_url, here) for person, link in links_in(box).items()}
            assert sorted(own) == PEOPLE
            for number, person in enumerate(PEOPLE[2:], start=1):
                answered_without_a_browser(own[person], number % 5 + 1)
            # Started only now: while it runs no flow can.
            with a_browser() as chromium:
                with looking(chromium, PHONE, scripts=False) as page:
                    answer_by_hand(page, own[PEOPLE[0]])
                with looking(chromium, DESK, scripts=True) as page:
                    answer_by_keyboard(page, own[PEOPLE[1]])

                moment[0] = at(day(1, 8), 10)
                send_notices(Office(office.engine, office.programme, office.settings), clock=lambda: moment[0])
                assert sorted(links_in(box)) == PEOPLE

                moment[0] = at(day(1, 20), 9)
                evaluations.close_round(office, by_liv(BASE), moment[0])
                with looking(chromium, PHONE, scripts=True) as page:
                    page.goto(own[PEOPLE[0]])
                    assert page.get_by_role("heading", name="Deze vragenlijst is gesloten").is_visible()
                    nothing_in_the_way(page)

        evaluations.publish(office, by_liv(BASE), moment[0])
        acts.report(office, Report("done", ActivityId("A1"), None, PAM), moment[0])
        monkeypatch.setattr(follow_up, "now", lambda: moment[0])
        seen_at_the_gate(office, prefect)


def seen_at_the_gate(office: Office, prefect: Prefect) -> None:
    """Look at the form of the gate, above which its briefing stands."""
    with server() as client:
        follow_up.in_line(client, office)
    (door,) = prefect.runs("gate")
    with a_browser() as chromium, looking(chromium, DESK, scripts=True) as page:
        page.goto(f"{prefect.api.removesuffix('/api')}{V2.prefix}/runs/flow-run/{door['id']}")
        form = V2.resume_form(page)
        form.get_by_text("Campaign base").first.wait_for()
        picture(page, "answers-at-the-gate")
        assert f"{len(PEOPLE)} van 40" in form.inner_text()


def answer_by_hand(page: Page, link: str) -> None:
    """Answer on a phone without scripts: forget something, mend it, and be thanked."""
    page.goto(link)
    picture(page, "answering-phone")
    for group in page.get_by_role("group").all()[:-2]:
        group.get_by_text("Overal toegepast en gemeten").tap()
    page.get_by_label("Wat moet als eerste beter?").fill("Minder systemen.")
    page.get_by_role("button", name="Versturen").tap()
    page.get_by_role("alert").wait_for()
    picture(page, "answering-phone-missing")
    for wrong in page.locator(".mistaken").all():
        wrong.get_by_text("Soms").tap()
    assert page.get_by_label("Wat moet als eerste beter?").input_value() == "Minder systemen."
    page.get_by_role("button", name="Versturen").tap()
    page.get_by_role("heading", name="Dank u wel").wait_for()
    picture(page, "answering-phone-thanks")


def answer_by_keyboard(page: Page, link: str) -> None:
    """Answer with the keyboard alone, while axe looks at each page."""
    page.goto(link)
    nothing_in_the_way(page)
    page.get_by_role("button", name="Versturen").press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    nothing_in_the_way(page)
    picture(page, "answering-desk-missing")
    page.goto(link)
    page.get_by_role("link", name="English").press("Enter")
    page.get_by_role("heading", name="maturity").wait_for()
    nothing_in_the_way(page)
    picture(page, "answering-desk")
    while page.evaluate("document.activeElement.type") != "textarea":
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            page.keyboard.press("Space")
    page.keyboard.type("Fewer systems.")
    while page.evaluate("document.activeElement.type") != "submit":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Thank you").wait_for()
    nothing_in_the_way(page)
    page.goto(link)
    page.get_by_role("heading", name="U hebt al geantwoord").wait_for()
    nothing_in_the_way(page)
    assert urlsplit(page.url).path.startswith("/v/")
