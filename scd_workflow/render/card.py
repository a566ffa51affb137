"""A message for a place where several people read, frozen as the bytes that are posted there."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from scd_workflow.texts import tell

if TYPE_CHECKING:
    from scd_workflow.texts import Language

LARGEST = 28_000
"""How many bytes Teams takes: it says 28 KB, and drops a larger message without a word."""

LONGEST_TITLE = 300

# What is text to us is Markdown to Teams: a name could become a link.
MARKDOWN = re.compile(r"([\\`*_\[\]<>#~|])")


HEADING = re.compile(r"#{1,6} +(?P<text>[^\n]+)")


@dataclass(frozen=True, slots=True)
class Card:
    """What is told: a title, paragraphs, facts as pairs of name and value, and the one link.

    With `markdown` the paragraphs are Markdown of somebody who was trusted with it, and else they are text.
    """

    title: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    link: str = ""
    markdown: bool = False


def frozen_card(card: Card, kind: Literal["teams", "apprise"], language: Language) -> bytes:
    """The card as it is posted in a place of this kind: an Adaptive Card, or a title with plain text.

    What is too long for Teams is cut short, and says so.
    """
    return _fitting(card, language) if kind == "teams" else _note(card)


def _fitting(card: Card, language: Language) -> bytes:
    whole = _posted(card, language)
    if len(whole) <= LARGEST:
        return whole
    text, said = "\n\n".join(card.paragraphs), tell("mail.card_cut", language)
    bare = replace(card, title=card.title[:LONGEST_TITLE], facts=())

    def cut(length: int) -> bytes:
        return _posted(replace(bare, paragraphs=(text[:length], said)), language)

    longest = bisect_right(range(len(text) + 1), LARGEST, key=lambda length: len(cut(length))) - 1
    return cut(max(longest, 0))


def _posted(card: Card, language: Language) -> bytes:
    body: list[dict[str, Any]] = [
        {"type": "TextBlock", "text": _plain(card.title), "style": "heading", "size": "Medium", "weight": "Bolder"},
        *(_block(each, markdown=card.markdown) for each in card.paragraphs if each),
    ]
    body = [{**block, "wrap": True} for block in body]
    if card.facts:
        facts = [{"title": _plain(name), "value": _plain(value)} for name, value in card.facts]
        body.append({"type": "FactSet", "facts": facts})
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "lang": language,
        "body": body,
    }
    if card.link:
        content["actions"] = [{"type": "Action.OpenUrl", "title": tell("mail.card_open", language), "url": card.link}]
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
    return json.dumps({"type": "message", "attachments": [attachment]}, ensure_ascii=False).encode()


def _block(paragraph: str, *, markdown: bool) -> dict[str, Any]:
    """A paragraph; of Markdown Teams knows no headings, so that those are written in bold."""
    if not markdown:
        return {"type": "TextBlock", "text": _plain(paragraph)}
    heading = HEADING.fullmatch(paragraph)
    if heading is None:
        return {"type": "TextBlock", "text": paragraph}
    return {"type": "TextBlock", "text": heading["text"], "weight": "Bolder"}


def _note(card: Card) -> bytes:
    facts = "\n".join(f"{name}: {value}" for name, value in card.facts)
    body = "\n\n".join(filter(None, (*card.paragraphs, facts, card.link)))
    return json.dumps({"title": card.title, "body": body}, ensure_ascii=False).encode()


def _plain(text: str) -> str:
    return MARKDOWN.sub(r"\\\1", text)
