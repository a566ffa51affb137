"""Mails as people see them: on a phone and at a desk, by day and by night, and by whoever reads by ear."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from scd_workflow.render.digest import DigestPage
from scd_workflow.render.invitation import InvitationPage
from scd_workflow.render.mail import mail
from scd_workflow.render.page import MailPage
from scd_workflow.render.said import SaidPage
from tests.browser.conftest import PICTURES, a_visitor
from tests.render.examples import CODES, CONFIG, DIGEST, PAGES
from tests.render.to_many import INVITATIONS, SAYINGS

pytestmark = pytest.mark.slow

Written = MailPage | DigestPage | InvitationPage | SaidPage
MAILS: dict[str, Written] = {**PAGES, **CODES, **INVITATIONS, **SAYINGS, "digest": DIGEST}
BY_NIGHT = ("due", "taken", "digest", "invitation")
"""Between them they have everything that has a colour of its own."""


def shut_out(page: Page) -> str:
    """What keeps somebody from reading a page; nothing, as it should be."""
    told = Axe().run(page)
    assert told.response["passes"]
    return told.generate_report() if told.violations_count else ""


def test_every_mail_can_be_read_by_everybody_on_a_phone_and_at_a_desk(chromium: Browser) -> None:
    (PICTURES / "mails").mkdir(parents=True, exist_ok=True)
    found: dict[str, str] = {}
    with a_visitor(chromium) as visitor:
        page = visitor.new_page()
        for name, told in MAILS.items():
            page.set_content(mail(told, CONFIG, "nl").html)
            found[name] = shut_out(page)
            for place, width in (("desk", 1280), ("phone", 390)):
                page.set_viewport_size({"width": width, "height": 844})
                page.screenshot(path=PICTURES / "mails" / f"{name}-{place}.png", full_page=True)
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                found[name] += "It is wider than a phone."
    assert {name: why for name, why in found.items() if why} == {}


def test_mails_can_be_read_by_night(chromium: Browser) -> None:
    with a_visitor(chromium) as visitor:
        page = visitor.new_page()
        page.emulate_media(color_scheme="dark")
        for name in BY_NIGHT:
            page.set_content(mail(MAILS[name], CONFIG, "nl").html)
            page.screenshot(path=PICTURES / "mails" / f"{name}-night.png", full_page=True)
            assert shut_out(page) == ""
