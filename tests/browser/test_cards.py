"""Cards as those see them who read where they are posted: on the page of messages to come, by day, by night and on a phone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, Page, expect

from scd_workflow.app.preview import Coming
from scd_workflow.domain.notices import reader_at
from scd_workflow.render.card import Card, frozen_card
from scd_workflow.render.card_page import card_page
from scd_workflow.report import preview
from scd_workflow.texts import Language, tell
from tests.browser.conftest import PICTURES, Visitor, a_visitor
from tests.examples import ZONE, at, day
from tests.render.cards import LONG, cards

pytestmark = pytest.mark.slow

FOLDER = PICTURES / "cards"
BY_NIGHT = ("due", "taken", "post")
"""Between them they have everything that has a colour of its own."""

LARGER = """() => {
    const page = document.documentElement
    return page.scrollWidth > innerWidth || page.scrollHeight > innerHeight
}"""
"""Whether a page is not seen whole without scrolling."""

MARKDOWN = "post"
"""The card of which not every word is found as it was written."""


def coming(shown: dict[str, Card], language: Language) -> list[Coming]:
    """A message to come for each card, an hour after the one before it."""
    place = reader_at("stuurgroep")
    return [
        Coming(
            at(day(1, 5), 8) + timedelta(hours=number),
            place,
            name,
            card.title,
            html=card_page(frozen_card(card, "teams", language), language),
        )
        for number, (name, card) in enumerate(shown.items())
    ]


def opened(visitor: Visitor, folder: Path, shown: dict[str, Card], language: Language) -> Page:
    """The page of messages to come, from its file, as `scd notices preview --open` opens it."""
    file = folder / "preview.html"
    file.write_text(preview.html(coming(shown, language), language, ZONE), encoding="utf-8")
    return visitor.open(file.as_uri())


def each_card(page: Page, shown: dict[str, Card]) -> Iterator[tuple[str, Card, Frame]]:
    """Each card with the part of the page in which it is seen."""
    frames = page.main_frame.child_frames
    assert len(frames) == len(shown)
    for (name, card), frame in zip(shown.items(), frames, strict=True):
        yield name, card, frame


def everything_is_visible(card: Card, frame: Frame, language: Language) -> None:
    """Assert that a reader sees the title, the text, the facts and the button of a card."""
    expect(frame.get_by_role("heading", name=card.title, exact=True)).to_be_visible()
    for said in (*card.paragraphs, *(each for fact in card.facts for each in fact)):
        expect(frame.get_by_text(said, exact=True)).to_be_visible()
    button = frame.get_by_role("link", name=tell("mail.card_open", language), exact=True)
    if card.link:
        expect(button).to_be_visible()
        assert button.get_attribute("href") == card.link
    else:
        expect(button).to_have_count(0)


def shut_out(frame: Frame) -> str:
    """What keeps somebody from reading this part of a page; nothing, as it should be."""
    told = Axe().run(frame)
    assert told.response["passes"]
    return told.generate_report() if told.violations_count else ""


def in_the_way(page: Page, shown: dict[str, Card], looked_at: Collection[str]) -> dict[str, str]:
    """What keeps somebody from reading the page or the cards that are looked at, and which cards are not seen whole."""
    found = {"page": shut_out(page.main_frame)}
    for name, _, frame in each_card(page, shown):
        # From a file, what is within a page is out of reach for who looks at the page.
        found[name] = shut_out(frame) if name in looked_at else ""
        if frame.evaluate(LARGER):
            found[name] += "It is larger than its window."
    return {name: why for name, why in found.items() if why}


def picture(page: Page, shown: dict[str, Card], names: Collection[str], ending: str) -> None:
    """Keep what is seen of cards, and the beginning of the page that they are on."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=FOLDER / f"page-{ending}.png")
    for name, _, frame in each_card(page, shown):
        if name in names:
            frame.frame_element().screenshot(path=FOLDER / f"{name}-{ending}.png")


@pytest.mark.parametrize("language", get_args(Language))
def test_a_card_is_seen_before_it_is_posted_as_its_readers_will_see_it(
    chromium: Browser, tmp_path: Path, language: Language
) -> None:
    shown = cards(language)
    with a_visitor(chromium) as visitor:
        page = opened(visitor, tmp_path, shown, language)
        for name, card, frame in each_card(page, shown):
            if name != MARKDOWN:
                everything_is_visible(card, frame, language)
        picture(page, shown, shown, language)
        assert in_the_way(page, shown, shown) == {}


def test_cards_can_be_read_by_night_and_on_a_phone(chromium: Browser, tmp_path: Path) -> None:
    shown = cards("nl")
    with a_visitor(chromium) as visitor:
        page = opened(visitor, tmp_path, shown, "nl")
        page.emulate_media(color_scheme="dark")
        picture(page, shown, BY_NIGHT, "nl-night")
        assert in_the_way(page, shown, BY_NIGHT) == {}
        page.set_viewport_size({"width": 390, "height": 844})
        page.reload()
        picture(page, shown, BY_NIGHT, "nl-night-phone")
        assert in_the_way(page, shown, BY_NIGHT) == {}
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_people_wrote_and_what_was_cut_short_is_seen_as_such(chromium: Browser, tmp_path: Path) -> None:
    shown = {"marks": cards("nl")["marks"], "post": cards("nl")[MARKDOWN], "cut": LONG}
    with a_visitor(chromium) as visitor:
        found = {name: frame for name, _, frame in each_card(opened(visitor, tmp_path, shown, "nl"), shown)}
        expect(found["marks"].get_by_role("heading", name=shown["marks"].title, exact=True)).to_be_visible()
        expect(found["marks"].get_by_role("link")).to_have_count(0)
        expect(found["cut"].get_by_text(tell("mail.card_cut", "nl"))).to_be_visible()
        expect(found["post"].get_by_role("listitem")).to_have_count(4)
        expect(found["post"].get_by_role("link", name="lees hoe")).to_be_visible()
