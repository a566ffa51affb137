"""The pages with the results of an evaluation and with the decisions, on a phone and at a desk: nobody is kept out."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from scd_workflow.app import evaluations
from scd_workflow.app.example import load
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.result_page import results_markdown, results_page
from scd_workflow.config.settings import Settings
from scd_workflow.domain.ids import CampaignId
from scd_workflow.render import decision_list as decisions
from tests.browser.test_answering import DESK, PHONE, looking
from tests.browser.test_calendar import sound
from tests.evaluations import AGAIN, BASE, MONDAY, added, by_liv, measuring, paper
from tests.examples import DORDT, REGIO, ZWIJND, at, day
from tests.render.decisions import listed
from tests.stack import ROOT

pytestmark = pytest.mark.slow

SIZES = [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")]
NOW = at(day(1, 13), 9)
FIRST = {DORDT: ["2222", "1234", "2321", "1122", "2222", "3213"], ZWIJND: ["2211"] * 4, REGIO: ["1111", "2222"] * 6}
LATER = {DORDT: ["4344", "3454", "5453", "4444", "3344", "4445"], ZWIJND: ["2211"] * 4, REGIO: ["2222", "3333"] * 6}


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The example, of which the first measurement is published."""
    var = tmp_path_factory.mktemp("results")
    office = open_office(Settings.read({"SCD_VAR": str(var), "SCD_CONFIG": str(ROOT / "config")}))
    load(office, NOW)
    return office


@pytest.mark.parametrize("size", SIZES)
def test_the_results_of_a_measurement_can_be_read_by_everybody(
    chromium: Browser, example: Office, size: dict[str, int]
) -> None:
    html = results_page(evaluations.published(example, CampaignId("nulmeting"), NOW), "nl")
    with looking(chromium, size, scripts=True) as page:
        page.set_content(html)
        sound(page, f"results-{size['width']}")
        assert page.locator("svg").count() == 1
        assert page.locator("svg[role=img]").count() == 1


@pytest.mark.parametrize("size", SIZES)
def test_what_changed_since_can_be_read_by_everybody(chromium: Browser, tmp_path: Path, size: dict[str, int]) -> None:
    office = measuring(tmp_path)
    for campaign, answers, when in ((BASE, FIRST, MONDAY), (AGAIN, LATER, day(10, 12))):
        evaluations.open_round(office, by_liv(campaign), at(when, 9))
        added(office, campaign, paper(answers), on=when)
        evaluations.close_round(office, by_liv(campaign), at(when, 11))
        evaluations.publish(office, by_liv(campaign), at(when, 12))
    found = evaluations.published(office, AGAIN, at(day(10, 13), 9))
    html = results_page(found, "nl")
    # The run that brings everything in line has the same pictures on its page.
    assert results_markdown(found, "nl").count("](data:image/svg+xml;base64,") == 2
    with looking(chromium, size, scripts=True) as page:
        page.set_content(html)
        sound(page, f"results-changed-{size['width']}")
        assert page.locator("svg").count() == 2


@pytest.mark.parametrize("size", SIZES)
def test_the_decision_list_can_be_read_by_everybody(chromium: Browser, size: dict[str, int]) -> None:
    with looking(chromium, size, scripts=True) as page:
        page.set_content(decisions.page(listed(), "nl"))
        sound(page, f"decisions-{size['width']}")
