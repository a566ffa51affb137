"""Calendars that Outlook fetches by itself: each behind an address that nobody can guess and that can be revoked."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from scd_workflow.app.calendar_page import OfPeriod, calendar_page
from scd_workflow.app.calendar_part import Whose, in_calendar, period_title, refuse_strangers
from scd_workflow.app.calendar_picture import period_picture
from scd_workflow.app.diary import published
from scd_workflow.app.following import Follower
from scd_workflow.app.inbox import look
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.period import Period, quarter_of
from scd_workflow.domain.reasons import because
from scd_workflow.render.table_page import Link
from scd_workflow.store import feeds as store
from scd_workflow.store.engine import reading, writing

if TYPE_CHECKING:
    from datetime import datetime

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.feeds import Feed
    from scd_workflow.texts import Language

FEEDS: Final = "agenda"
"""Where among our own pages the calendars are."""

TOKEN_BYTES: Final = 32


class Made(NamedTuple):
    """A new calendar: its number, and its address, which is told once and kept nowhere."""

    number: int
    address: str

    @property
    def page(self) -> str:
        """Where the same calendar can be read in a browser."""
        return self.address.removesuffix(".ics")


class Fetched(NamedTuple):
    """A calendar as a program gets it, with a mark that is another as soon as something in it may be."""

    content: bytes
    mark: str


def make(office: Office, whose: Whose, language: Language, now: datetime) -> Made:
    """Make a calendar for a program to fetch; raises `Refused` for whom the plan does not know."""
    seen = look(office, now)
    refuse_strangers(seen, whose)
    token = base64.b32encode(secrets.token_bytes(TOKEN_BYTES)).decode().rstrip("=").lower()
    new = store.NewFeed(_hash(token), whose.person, whose.organisation, whose.audience, language)
    with writing(office.engine) as connection:
        number = store.add(connection, office.programme, new, now)
    return Made(number, f"{office.settings.web_url}/{FEEDS}/{token}.ics")


def every(office: Office) -> tuple[Feed, ...]:
    """Every calendar that was made, the oldest first."""
    with reading(office.engine) as connection:
        return store.feeds(connection, office.programme)


def revoke(office: Office, number: int, now: datetime) -> None:
    """Let the address of a calendar give nothing any more; raises `Refused` when there is none such."""
    with writing(office.engine) as connection:
        if not store.revoke(connection, office.programme, number, now):
            raise Refused(because("feeds.unknown", number=number))


class Newsstand:
    """Gives calendars to programs that ask for them, several at a time, from a process that lives on."""

    def __init__(self, office: Office) -> None:
        """Give the calendars of an office."""
        self._office = office
        self._follower = Follower(office.programme)
        self._turn = threading.Lock()

    def fetch(self, token: str, now: datetime, known: str = "") -> Fetched | None:
        """The calendar at an address, without its content when its mark is `known`; None where there is none."""
        office, found = self._office, self._look(token, now)
        if found is None:
            return None
        feed, seen = found
        mark = hashlib.sha256(f"{feed.number}/{seen.seq}/{seen.today}".encode()).hexdigest()[:32]
        content = b"" if known == mark else published(office, seen, _whose(feed), _language(feed))
        return Fetched(content, mark)

    def begin(self, token: str, now: datetime) -> Period | None:
        """The quarter of today of the calendar at an address; None where there is none."""
        found = self._look(token, now)
        return quarter_of(found[1].today) if found else None

    def page(self, token: str, period: Period, now: datetime) -> str | None:
        """The same calendar of a period as a page; None where there is none at that address."""
        found = self._look(token, now)
        if found is None:
            return None
        feed, seen = found
        whose, language = _whose(feed), _language(feed)
        items = [each for each in in_calendar(seen, whose) if period.has(each.day)]
        of = OfPeriod(period, f"{period.name}.svg", _beside(period, language))
        return calendar_page(seen, items, language, whose, of)

    def picture(self, token: str, period: Period, now: datetime) -> str | None:
        """The picture on that page."""
        found = self._look(token, now)
        if found is None:
            return None
        feed, seen = found
        return period_picture(seen, _language(feed), _whose(feed), period)

    def _look(self, token: str, now: datetime) -> tuple[Feed, View] | None:
        """The calendar at an address, and the programme as it stands; None where there is no such calendar."""
        office = self._office
        with reading(office.engine) as connection:
            feed = store.with_hash(connection, office.programme, _hash(token))
            if feed is None:
                return None
            # Whoever looks remembers what was seen, and two cannot at once.
            with self._turn:
                return feed, self._follower.look(connection, now)


def _beside(period: Period, language: Language) -> tuple[Link, ...]:
    """The periods before and after, and those that are longer or shorter and begin where this one does."""
    first = period.first
    found = (
        period.beside(-1),
        period.beside(1),
        Period(first.replace(month=1), 12),
        quarter_of(first),
        Period(first, 1),
    )
    others = dict.fromkeys(each for each in found if each != period)
    return tuple(Link(period_title(each, language), each.name) for each in others)


def _whose(feed: Feed) -> Whose:
    return Whose(feed.person, feed.organisation, feed.audience)


def _language(feed: Feed) -> Language:
    return cast("Language", feed.language)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
