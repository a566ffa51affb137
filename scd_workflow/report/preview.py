"""The messages to come, as a table and as a page on which they can be read."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Protocol

from scd_workflow.report.table import Table
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from zoneinfo import ZoneInfo

STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 "Segoe UI", Calibri, Arial, sans-serif; max-width: 760px; margin: 0 auto; padding: 24px 16px; }
body { color: #1b1b1b; background: #ffffff; }
h1 { font-size: 24px; }
h2 { font-size: 18px; margin: 32px 0 8px; }
iframe { box-sizing: border-box; width: 100%; height: 640px; border: 1px solid #8a8f96; }
@media (prefers-color-scheme: dark) {
body { color: #ececec; background: #1e1f22; }
}
"""


class Coming(Protocol):
    """A message to come."""

    @property
    def moment(self) -> datetime:
        """When it goes out."""

    @property
    def person(self) -> str:
        """To whom."""

    @property
    def subject(self) -> str:
        """What it says in a few words."""

    @property
    def bundled(self) -> bool:
        """Whether it is part of the message of the day."""

    @property
    def number(self) -> int | None:
        """Its own in the outbox, when it waits there already."""

    @property
    def html(self) -> str:
        """The page that its reader will see; empty when it is not known."""


def table(found: Iterable[Coming], language: Language, zone: ZoneInfo) -> Table:
    """A row per message, in the order given, with the time on the clocks of a zone."""
    return Table(
        title=tell("report.preview", language),
        columns=tuple(tell(f"report.{each}", language) for each in ("when", "recipient", "subject", "remark")),
        rows=tuple((_moment(each, zone), each.person, each.subject, _remark(each, language)) for each in found),
    )


def html(found: Iterable[Coming], language: Language, zone: ZoneInfo) -> str:
    """One page with every message in it of which the page is known, each as its reader will see it."""
    title = escape(tell("report.preview", language))
    parts = [
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>",
        *(_message(each, language, zone) for each in found if each.html),
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _message(each: Coming, language: Language, zone: ZoneInfo) -> str:
    remark = _remark(each, language)
    said = f"<p>{escape(remark)}</p>\n" if remark else ""
    # A page within a page has no height of its own: one that fits keeps whoever reads from scrolling in a small window.
    fits = "this.style.height=this.contentDocument.documentElement.offsetHeight+2+'px'"
    head = f"{_moment(each, zone)} · {each.person}"
    # Whoever hears the page tells the messages apart by their titles, and many have one subject.
    title = escape(f"{head}: {each.subject}")
    frame = f'<iframe title="{title}" srcdoc="{escape(each.html)}" onload="{fits}"></iframe>'
    return f"<h2>{escape(head)}</h2>\n{said}{frame}"


def _moment(each: Coming, zone: ZoneInfo) -> str:
    return each.moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _remark(each: Coming, language: Language) -> str:
    if each.bundled:
        return tell("report.in_digest", language)
    return "" if each.number is None else tell("report.state_waiting", language)
