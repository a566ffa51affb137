"""What the communication calendar says, as a letter to one reader."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from scd_workflow.render.page import reference_of


@dataclass(frozen=True, slots=True)
class SaidPage:
    """The facts of such a letter; `key` is the outbox row's.

    `text` is Markdown, of which no HTML is taken over; `link` leads to the whole text, `file` is the name of what goes with
    the letter. `refuse` is the address by which the reader refuses further ones, empty for what cannot be refused.
    """

    key: str
    programme: str
    title: str
    message: str
    sender: str
    recipient: str = ""
    organisation: str = ""
    text: str = ""
    link: str = ""
    file: str = ""
    refuse: str = ""

    template = "said"

    @property
    def html(self) -> Markup:
        """The text as HTML."""
        return _html(self.text)

    @property
    def reference(self) -> str:
        """The number by which people name this mail."""
        return reference_of(self.key)


@lru_cache(maxsize=8)
def _html(text: str) -> Markup:
    """One text as HTML, made once for all who read it."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # What the parser lets through is safe: markup in the text is escaped, and so are links to scripts.
    return Markup(markdown.render(text))  # noqa: S704 - as above
