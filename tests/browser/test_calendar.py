"""The pages of the communication calendar, on a phone and at a desk: nobody is kept out, and nothing runs off the screen."""

from __future__ import annotations

import email
from email.policy import default as modern
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from scd_workflow.app import communications, feeds, sending
from scd_workflow.app.calendar_page import calendar_page
from scd_workflow.app.calendar_part import Whose
from scd_workflow.app.example import load
from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.config.settings import Settings
from scd_workflow.domain.communication_acts import Said
from scd_workflow.domain.ids import ItemId, PersonId
from scd_workflow.domain.occurrences import occurrences
from scd_workflow.web.app import create_app
from tests import offices
from tests.browser.conftest import PICTURES
from tests.browser.test_answering import DESK, PHONE, looking
from tests.calendars import calendar, item, on_day
from tests.examples import at, day
from tests.stack import ROOT
from tests.web.served import listening

pytestmark = pytest.mark.slow

SIZES = [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")]
ON = day(2, 16)
TEXT = (ROOT / "config" / "content" / "nieuwsbrief-voorbeeld.md").read_text("utf-8")


def sound(page: Page, name: str) -> None:
    """Assert that axe finds nothing, and that the page is no wider than its window; keeps a picture."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=name.startswith("calendar-letter"))
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The calendar of the example for a year, as a page."""
    var = tmp_path_factory.mktemp("calendar")
    office = open_office(Settings.read({"SCD_VAR": str(var), "SCD_CONFIG": str(ROOT / "config")}))
    load(office, at(day(1, 13), 9))
    seen = look(office, at(day(1, 13), 9))
    found = [each for each in occurrences(seen.progress) if each.day.year == 2027]
    return calendar_page(seen, found, "nl", Whose())


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office that sent a newsletter to one reader, into a folder."""
    plan = calendar(item("news", on_day(ON), channel="newsletter", title="Nieuwsbrief februari")).plan
    settings = offices.configured(plan, tmp_path)
    offices.write(settings.config / "readers.yaml", {"readers": [{"audience": "staff", "address": "ann@x.nl"}]})
    (settings.config / "content").mkdir()
    (settings.config / "content" / "text.md").write_text(TEXT, "utf-8")
    office, _ = offices.started(settings, at(day(1, 4), 9))
    for act, by, text in (("submit", "liv", "text.md"), ("approve", "paul", "")):
        said = Said(act, ItemId("news"), None, None, PersonId(by), text)  # type: ignore[arg-type]
        communications.report(office, [said], at(day(2, 12), 9))
    sending.send_due(office, at(ON, 10))
    send_notices(office, clock=lambda: at(ON, 11))
    return office


@pytest.mark.parametrize("size", SIZES)
def test_the_calendar_of_a_year_can_be_read_by_everybody(chromium: Browser, year: str, size: dict[str, int]) -> None:
    with looking(chromium, size, scripts=True) as page:
        page.set_content(year)

        sound(page, f"calendar-year-{size['width']}")
        assert page.get_by_role("heading", level=1).inner_text().startswith("Communicatiekalender")
        assert page.get_by_role("table").count() == 12


@pytest.mark.parametrize("size", SIZES)
def test_a_quarter_can_be_read_and_leafed_through_and_on_a_phone_nothing_scrolls_sideways(
    chromium: Browser, tmp_path: Path, size: dict[str, int]
) -> None:
    office = open_office(Settings.read({"SCD_VAR": str(tmp_path), "SCD_CONFIG": str(ROOT / "config")}))
    load(office, at(day(1, 13), 9))
    now = at(day(4, 13), 9)
    made = feeds.make(office, Whose(), "nl", at(day(1, 13), 10))
    with listening(create_app(office, now=lambda: now)) as url, looking(chromium, size, scripts=True) as page:
        page.goto(f"{url}/agenda/{made.page.rpartition('/')[2]}")
        sound(page, f"calendar-quarter-{size['width']}")
        assert "2e kwartaal 2027" in page.get_by_role("heading", level=1).inner_text()
        within = "[...document.querySelectorAll('.wide')].every(each => each.scrollWidth <= each.clientWidth)"
        assert page.evaluate(within)
        assert page.get_by_role("row").count() > 40
        assert page.evaluate("document.querySelector('figure img').naturalWidth") > 0
        page.get_by_role("link", name="3e kwartaal 2027").click()
        assert "3e kwartaal 2027" in page.get_by_role("heading", level=1).inner_text()
        page.get_by_role("link", name="Open de afbeelding").click()
        assert page.url.endswith("/2027-Q3.svg")
        page.screenshot(path=PICTURES / f"calendar-picture-{size['width']}.png")


@pytest.mark.parametrize("size", SIZES)
def test_a_newsletter_can_be_read_and_refused_by_everybody(
    chromium: Browser, office: Office, size: dict[str, int]
) -> None:
    (letter,) = (
        found
        for file in Path(office.settings.mail_url).glob("*.eml")
        if (found := email.message_from_bytes(file.read_bytes(), policy=modern))["List-Id"]
    )
    body = letter.get_body(("html",))
    assert body is not None
    path = str(letter["List-Unsubscribe"]).strip("<>").partition("/afmelden/")[2]
    with listening(create_app(office, now=lambda: at(ON, 12))) as url, looking(chromium, size, scripts=True) as page:
        page.set_content(body.get_content())
        sound(page, f"calendar-letter-{size['width']}")

        page.goto(f"{url}/afmelden/{path}")
        sound(page, f"calendar-refuse-{size['width']}")
        page.get_by_role("button", name="Ja, meld mij af").click()
        assert page.get_by_role("heading", level=1).inner_text() == "U bent afgemeld"
        sound(page, f"calendar-refused-{size['width']}")
