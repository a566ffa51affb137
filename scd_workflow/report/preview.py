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


class Written(Protocol):
    """A message that is written: its HTML."""

    @property
    def html(self) -> str:
        """The whole page."""


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
    def mail(self) -> Written | None:
        """What it looks like, as far as it is not in the outbox yet."""


def table(found: Iterable[Coming], language: Language, zone: ZoneInfo) -> Table:
    """A row per message, in the order given, with the time on the clocks of a zone."""
    return Table(
        title=tell("report.preview", language),
        columns=tuple(tell(f"report.{each}", language) for each in ("when", "recipient", "subject", "remark")),
        rows=tuple((_moment(each, zone), each.person, each.subject, _remark(each, language)) for each in found),
    )


def html(found: Iterable[Coming], language: Language, zone: ZoneInfo) -> str:
    """One page with every message in it that is still to be made, each as its reader will see it."""
    parts = [
        f"<h2>{escape(f'{_moment(each, zone)} · {each.person}')}</h2>\n<p>{escape(_remark(each, language))}</p>\n"
        f'<iframe title="{escape(each.subject)}" srcdoc="{escape(each.mail.html)}"></iframe>'
        for each in found
        if each.mail is not None
    ]
    title = escape(tell("report.preview", language))
    style = (
        "body{font:16px/1.5 sans-serif;max-width:760px;margin:24px auto;padding:0 16px}iframe{width:100%;height:640px}"
    )
    head = f'<meta charset="utf-8"><title>{title}</title><style>{style}</style>'
    return f'<!DOCTYPE html>\n<html lang="{language}"><head>{head}</head><body><h1>{title}</h1>\n{"".join(parts)}</body></html>\n'


def _moment(each: Coming, zone: ZoneInfo) -> str:
    return each.moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _remark(each: Coming, language: Language) -> str:
    if each.bundled:
        return tell("report.in_digest", language)
    return "" if each.mail is not None else tell("report.state_waiting", language)
