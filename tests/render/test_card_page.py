"""A card as its readers see it, made from the bytes that are posted: no part of it is left out or guessed at."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, get_args

import pytest

from scd_workflow.render.card import Card, frozen_card
from scd_workflow.render.card_page import UnknownCard, card_page, card_text
from scd_workflow.render.page import MailPage
from scd_workflow.render.samples import SAMPLES
from scd_workflow.texts import Language
from tests.render.cards import LONG, cards
from tests.render.examples import CHANGES, PAGES

CARD = Card(
    "Besluit <b> G1",
    ("Gate *G1* is door.", "Zie [hier](https://evil.example)."),
    (("Fase", "Basis_op_Orde"),),
    "https://kza.example.nl/?a=1&b=2",
)


def page(card: Card, kind: Any = "teams") -> str:
    return card_page(frozen_card(card, kind, "nl"), "nl")


def test_everything_on_a_card_is_on_its_page() -> None:
    shown = page(CARD)

    assert '<html lang="nl">' in shown
    assert "<title>Besluit &lt;b&gt; G1</title>" in shown
    assert "<h1>Besluit &lt;b&gt; G1</h1>" in shown
    assert "<p>Gate *G1* is door.</p>" in shown
    assert "<p>Zie [hier](https://evil.example).</p>" in shown
    assert "<dt>Fase</dt><dd>Basis_op_Orde</dd>" in shown
    assert '<a href="https://kza.example.nl/?a=1&amp;b=2">Openen</a>' in shown


def test_a_page_is_in_the_language_of_its_card() -> None:
    assert '<html lang="en">' in card_page(frozen_card(CARD, "teams", "en"), "nl")


def test_of_markdown_a_page_shows_what_teams_shows_and_nothing_else() -> None:
    shown = page(Card("Tip", ("# Zo", "**a** _b_ [c](https://d.nl)", "- e\n- f", "`g` | <i>h</i>"), markdown=True))

    assert '<div class="bolder"><p>Zo</p>' in shown
    assert '<strong>a</strong> <em>b</em> <a href="https://d.nl">c</a>' in shown
    assert "<li>e</li>\n<li>f</li>" in shown
    assert "`g` | &lt;i&gt;h&lt;/i&gt;" in shown


def test_in_words_a_card_is_without_the_signs_that_keep_text_from_being_markdown() -> None:
    assert card_text(frozen_card(CARD, "teams", "nl")) == (
        "Besluit <b> G1\n\nGate *G1* is door.\n\nZie [hier](https://evil.example).\n\nFase: Basis_op_Orde\n\n"
        "Openen: https://kza.example.nl/?a=1&b=2\n"
    )


def test_a_note_for_another_service_is_shown_as_the_plain_text_that_it_is() -> None:
    note = frozen_card(CARD, "apprise", "nl")

    assert "<h1>Besluit &lt;b&gt; G1</h1>" in card_page(note, "nl")
    assert "Gate *G1* is door.\n\nZie [hier]" in card_page(note, "nl")
    assert card_text(note).endswith("Fase: Basis_op_Orde\n\nhttps://kza.example.nl/?a=1&b=2\n")


def test_there_is_a_card_for_each_kind_of_notice_that_a_place_hears() -> None:
    kinds = {page.kind for page in SAMPLES if isinstance(page, MailPage)}

    assert {page.kind for page in (PAGES | CHANGES).values()} == kinds - {"code"}


@pytest.mark.parametrize("kind", ["teams", "apprise"])
@pytest.mark.parametrize("language", get_args(Language))
def test_every_card_that_we_post_can_be_shown(language: Language, kind: Any) -> None:
    for card in (*cards(language).values(), LONG):
        frozen = frozen_card(card, kind, language)

        assert "<h1>" in card_page(frozen, language)
        assert card_text(frozen)


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The card with something in it that we do not post."""
    message = json.loads(frozen_card(CARD, "teams", "nl"))
    change(message["attachments"][0]["content"])
    return json.dumps(message).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda card: card["body"].append({"type": "Image", "url": "https://example.nl/1.png"}),
        lambda card: card["body"][0].update(color="Attention"),
        lambda card: card["body"][1].update(wrap=False),
        lambda card: card["body"][1].update(size="Large"),
        lambda card: card["body"][-1].update(separator=True),
        lambda card: card["body"][-1]["facts"][0].update(color="Good"),
        lambda card: card["actions"].append({"type": "Action.Submit", "title": "Ja"}),
        lambda card: card["actions"][0].update(style="positive"),
        lambda card: card.update(backgroundImage="https://example.nl/1.png"),
    ],
)
def test_a_card_with_anything_that_its_page_would_not_show_is_refused(
    change: Callable[[dict[str, Any]], object],
) -> None:
    for show in (card_text, lambda card: card_page(card, "nl")):
        with pytest.raises(UnknownCard):
            show(changed(change))


@pytest.mark.parametrize("message", [[], {"title": "a"}, {"title": "a", "body": "b", "icon": "c"}])
def test_a_message_that_is_no_card_is_refused(message: object) -> None:
    with pytest.raises(UnknownCard):
        card_text(json.dumps(message).encode())
