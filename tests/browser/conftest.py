"""A real browser that stays on this machine, and pictures of what it saw."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes.util import find_library
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from tests.conftest import postgresql_url
from tests.stack import ROOT
from tests.waiting import SECONDS

CHROMIUM = Path("/usr/bin/chromium")
PICTURES = ROOT / "test-artifacts"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    # Nor by the processor: the drawing of a run moves all the time, which took half of one.
    "--disable-software-rasterizer",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No other name leads anywhere; what a page asks for there is remembered all the same.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
PREFECTS_OWN = "sr-client-cfg.amplitude.com"
"""Where Prefect's newer pages ask for the settings of their statistics, also when those are off; never let through."""


@dataclass
class Visitor:
    """Somebody at a browser; `outside` are the hosts beyond this machine that a page asked for, in vain."""

    context: BrowserContext
    outside: set[str] = field(default_factory=set)

    def open(self, url: str) -> Page:
        """A page."""
        page = self.new_page()
        page.goto(url)
        return page

    def new_page(self) -> Page:
        """A page with nothing on it yet."""
        return self.context.new_page()

    def leave(self) -> None:
        """Close every page."""
        for page in self.context.pages:
            page.close()

    def picture(self, page: Page, name: str) -> None:
        """Keep what a page shows, as an artifact of the tests."""
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png")

    def notice(self, request: Request) -> None:
        """Remember what is asked for beyond this machine."""
        host = urlsplit(request.url).hostname
        if host and host != "127.0.0.1":
            self.outside.add(host)


@contextmanager
def a_browser() -> Iterator[Browser]:
    """The system's Chromium; skips, or in CI fails, where there is none."""
    # Playwright's own part is a program that wants the other.
    if not CHROMIUM.exists() or find_library("atomic") is None:
        reason = f"no Chromium at {CHROMIUM}, or no libatomic; on Debian: apt install chromium libatomic1"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def chromium() -> Iterator[Browser]:
    """A browser."""
    with a_browser() as browser:
        yield browser


@contextmanager
def a_visitor(browser: Browser) -> Iterator[Visitor]:
    """Somebody in the Netherlands at a browser that remembers nothing; fails when a page asked for anything beyond."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 1250}, locale="nl-NL", timezone_id="Europe/Amsterdam"
    )
    context.set_default_timeout(SECONDS * 1000)
    expect.set_options(timeout=30_000)
    somebody = Visitor(context)
    context.on("request", somebody.notice)
    yield somebody
    context.close()
    assert somebody.outside <= {PREFECTS_OWN}


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Visitor]:
    """Somebody with a fresh browser."""
    with a_visitor(chromium) as somebody:
        yield somebody


second_postgresql_url = postgresql_url
"""An empty PostgreSQL database beside the first."""
