"""A message as those see it who read where it is posted, made from the very bytes: as a page, and in words alone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, assert_never

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.texts import Language

# As in Teams: a card on the ground of a channel, the facts as pairs beside each other, and a button that is no more than a frame.
STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.45 "Segoe UI", Calibri, Arial, sans-serif; margin: 0; padding: 16px; background: #efeff1; }
article { box-sizing: border-box; max-width: 600px; padding: 16px; border: 1px solid #c9ccd1; border-radius: 6px; }
article { color: #1b1b1b; background: #ffffff; overflow-wrap: anywhere; }
h1 { font-size: 18px; line-height: 1.3; margin: 0 0 8px; }
p, ul, ol { margin: 0 0 8px; }
.note p { white-space: pre-line; }
dl { display: grid; grid-template-columns: fit-content(40%) 1fr; gap: 2px 16px; margin: 0 0 8px; }
dt, .bolder { font-weight: 600; }
dd { margin: 0; }
a { color: #154273; }
.buttons { margin: 16px 0 0; }
.buttons a { display: inline-block; padding: 5px 16px; border: 1px solid #8a8f96; border-radius: 4px; }
.buttons a { color: inherit; font-weight: 600; text-decoration: none; }
a:focus-visible { outline: 3px solid #154273; outline-offset: 1px; }
@media (prefers-color-scheme: dark) {
body { background: #141414; }
article { color: #ececec; background: #292a2d; border-color: #4a4d52; }
a { color: #9cc9f5; }
a:focus-visible { outline-color: #9cc9f5; }
}
"""

BOLDER = ' class="bolder"'

# In what we wrote as text these stand for themselves.
KEPT = re.compile(r"\\([\\`*_\[\]<>#~|])")


class UnknownCard(ValueError):
    """A message holds what we do not post, so that nobody can tell from us how it looks."""


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text with the little Markdown that Teams knows."""

    text: str
    heading: bool = False
    bolder: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with what they stand for."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Button:
    """What leads elsewhere."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Note:
    """Text without any marks, as services other than Teams show it."""

    title: str
    body: str


Part = Words | Facts | Button | Note


def card_page(message: bytes, language: Language) -> str:
    """What is posted, as a whole page; `language` is that of a message that does not say its own.

    Raises `UnknownCard` for anything that is not ours, to the last property of an element.
    """
    said, parts = _read(message)
    title = escape(_words(parts[0]).partition("\n")[0] if parts else "")
    buttons = "\n".join(_html(each) for each in parts if isinstance(each, Button))
    shown = [
        f'<!DOCTYPE html>\n<html lang="{escape(said or language)}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<article>",
        *(_html(each) for each in parts if not isinstance(each, Button)),
        f'<p class="buttons">{buttons}</p>' if buttons else "",
        "</article>\n</main>\n</body>\n</html>\n",
    ]
    return "\n".join(filter(None, shown))


def card_text(message: bytes) -> str:
    """The words of what is posted, and where its button leads; raises `UnknownCard` as `card_page` does."""
    _, parts = _read(message)
    return "\n\n".join(map(_words, parts)) + "\n"


def _read(message: bytes) -> tuple[str, tuple[Part, ...]]:
    """The language that a message says it is in, if any, and what it is made of."""
    match json.loads(message):
        case {"title": str(title), "body": str(body), **more} if not more:
            return "", (Note(title, body),)
        case {"type": "message", "attachments": [{"content": {"type": "AdaptiveCard", "body": list(body)} as content}]}:
            known = {"$schema", "type", "version", "lang", "body", "actions"}
            if not content.keys() <= known:
                raise UnknownCard(*content.keys() - known)
            return content.get("lang", ""), tuple(map(_part, (*body, *content.get("actions", ()))))
        case other:
            raise UnknownCard(other)


def _part(element: dict[str, Any]) -> Part:
    match element:
        case {"type": "TextBlock", "text": str(text), "wrap": True, **look}:
            return _block(text, look)
        case {"type": "FactSet", "facts": list(facts), **more} if not more:
            return Facts(tuple(map(_fact, facts)))
        case {"type": "Action.OpenUrl", "title": str(name), "url": str(url), **more} if not more:
            return Button(name, url)
    raise UnknownCard(element)


def _block(text: str, look: dict[str, Any]) -> Words:
    if look == {"style": "heading", "size": "Medium", "weight": "Bolder"}:
        return Words(text, heading=True)
    if look in ({}, {"weight": "Bolder"}):
        return Words(text, bolder=bool(look))
    raise UnknownCard(look)


def _fact(fact: dict[str, Any]) -> tuple[str, str]:
    match fact:
        case {"title": str(name), "value": str(value), **more} if not more:
            return name, value
    raise UnknownCard(fact)


def _html(part: Part) -> str:
    match part:
        case Words(text, heading=True):
            return f"<h1>{_markdown().renderInline(text)}</h1>"
        case Words(text, bolder=bolder):
            return f"<div{BOLDER if bolder else ''}>{_markdown().render(text)}</div>"
        case Facts(pairs):
            return f"<dl>{''.join(_pairs(pairs))}</dl>"
        case Button(name, url):
            return f'<a href="{escape(url)}">{escape(name)}</a>'
        case Note(title, body):
            return f'<h1>{escape(title)}</h1>\n<div class="note"><p>{escape(body)}</p></div>'
    assert_never(part)


def _pairs(pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for name, value in pairs:
        yield f"<dt>{_markdown().renderInline(name)}</dt><dd>{_markdown().renderInline(value)}</dd>"


def _words(part: Part) -> str:
    match part:
        case Words(text):
            return KEPT.sub(r"\1", text)
        case Facts(pairs):
            return "\n".join(KEPT.sub(r"\1", f"{name}: {value}") for name, value in pairs)
        case Button(name, url):
            return f"{name}: {url}"
        case Note(title, body):
            return f"{title}\n\n{body}"
    assert_never(part)


@cache
def _markdown() -> MarkdownIt:
    """What Teams makes of text: bold, italics, links and lists, and nothing else of Markdown."""
    return MarkdownIt("zero", {"html": False}).enable(["escape", "emphasis", "link", "list"])
