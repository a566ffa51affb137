"""What has to be said goes into the outbox, and what need not be said any more comes out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from scd_workflow.app.briefings import freeze
from scd_workflow.app.change_news import change_news, of_late, opening_news
from scd_workflow.app.desk import Desk, key_of
from scd_workflow.app.digests import bring_in_line
from scd_workflow.app.inviting import invite
from scd_workflow.app.own_codes import to_send
from scd_workflow.app.pages import draft
from scd_workflow.app.postings import Places, with_places
from scd_workflow.app.timing import bundles, keep_quiet
from scd_workflow.app.view import View, at, caught_up, local
from scd_workflow.domain import code_notices, due, invitations, opening_notices
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.events import GateDecided
from scd_workflow.domain.ladder import Ladder
from scd_workflow.domain.notices import (
    NEWS,
    NEWS_LASTS,
    Notice,
    may_hear,
    on_ladder,
    reader_and_thing,
    reminders,
    to_decider,
    told,
)
from scd_workflow.domain.progress import Progress, progress_of
from scd_workflow.domain.state import evolve
from scd_workflow.domain.tickets import INVITATION
from scd_workflow.store import digests, log, outbox
from scd_workflow.store.links import links
from scd_workflow.store.returns import withdrawn_keys

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from scd_workflow.app.office import Office
    from scd_workflow.domain.ids import PersonId
    from scd_workflow.domain.reasons import Reason
    from scd_workflow.store.claims import Claimed
    from scd_workflow.store.engine import Connection

ON_NO_LADDER = (code_notices.CODES, opening_notices.OPENED, INVITATION)
"""How the obligations begin of what no rung of the ladder makes, as long as it holds."""

A_WHILE = timedelta(minutes=1)
"""How long at most somebody is written to after his or her hours, because nobody looked at the clock again."""


class Posted(NamedTuple):
    """What keeps notices from being made, and whether some are left for the next time."""

    problems: tuple[Reason, ...] = ()
    more: bool = False


class Lookout:
    """Keeps the outbox in line while messages go out: nothing is sent for a reason that has gone meanwhile."""

    def __init__(self, office: Office) -> None:
        """Look out for an office; the first look posts in any case."""
        self._office = office
        self._seen: View | None = None
        self._posted, self._invited = Posted(), Posted()
        self._quiet_again = datetime.min.replace(tzinfo=UTC)

    def look(self, connection: Connection, now: datetime) -> None:
        """Post where the log or the day has moved on since the last look, in the transaction that claims.

        Until that ends nobody can append, so that no obligation ends between the look and the claim.
        """
        log.lock(connection, self._office.programme)
        seen = self._view(connection, now)
        new = seen is not self._seen
        if new or self._posted.more:
            self._posted = post(connection, self._office, seen)
        if new or self._invited.more:
            self._invited = self._asked(connection, seen)
        self._seen = seen
        if now >= self._quiet_again and not self._posted.problems:
            keep_quiet(connection, self._office, seen, now)
            self._quiet_again = now + A_WHILE

    @property
    def problems(self) -> tuple[Reason, ...]:
        """What kept messages from being made at the last look."""
        return (*self._posted.problems, *self._invited.problems)

    def fill(self, claimed: Claimed) -> bytes:
        """The message as it goes out: with its reader's code, as that is at this moment, where one belongs."""
        assert self._seen is not None
        return to_send(self._office, self._seen, claimed)

    def _asked(self, connection: Connection, seen: View) -> Posted:
        """Invite and remind those who are asked something, some at a time; here only, so that no act waits for it."""
        try:
            return Posted(more=invite(connection, self._office, seen))
        except PlanInvalid as invalid:
            return Posted(problems=invalid.reasons)

    def _view(self, connection: Connection, now: datetime) -> View:
        """The programme now; the very view of the last look when it would look the same."""
        if self._seen is None:
            return self._office.follower.look(connection, now)
        new = caught_up(connection, self._seen)
        return new if new is self._seen and local(new.plan, now).date() == new.today else at(new, now)


def post(connection: Connection, office: Office, seen: View) -> Posted:
    """Bring the outbox in line with the programme as seen in this transaction; gives what is still to be done.

    What was withdrawn before it went out and is to be said again waits again, written anew; what was sent is not repeated.
    Broken settings do not stop what people do: the notices wait until the settings are mended and somebody posts again,
    and so do those to a person whom the settings do not know.
    """
    _withdraw_ended(connection, seen)
    if office.at_once == 0:
        return Posted(more=True)
    freeze(connection, office, seen)
    try:
        _withdraw_outdated(connection, office, seen)
        head = log.format_head(log.head(connection, office.programme))
        desk = Desk(office, seen, links(connection, office.programme), head)
        apart, together = _wanted(connection, office, seen)
        drafts = [draft(desk, notice) for notice in apart[: office.at_once]]
        left = None if office.at_once is None else office.at_once - len(drafts)
        more = bring_in_line(connection, desk, together, most=left)
    except PlanInvalid as invalid:
        return Posted(problems=invalid.reasons)
    outbox.enqueue(connection, office.programme, drafts, now=seen.now)
    return Posted(more=more or len(drafts) < len(apart))


def _wanted(connection: Connection, office: Office, seen: View) -> tuple[list[Notice], list[Notice]]:
    """What nobody was told yet and has to be said: in a message of its own, and in that of the day.

    Nobody is reminded of a thing on a day on which he or she was told of it already: the rung is told the next day.
    """
    people = office.people.by_id()
    news = _news(connection, seen, office.ladder, people)
    coded = (*_fresh_codes(seen), *_codes_asked_for(connection, seen))
    changes = change_news(seen, office.ladder, seen.now - NEWS_LASTS)
    openings = opening_news(seen, office.ladder, seen.now - NEWS_LASTS)
    told_once = (each for each in (*news, *changes, *openings, *coded) if each.person in people)
    facts = _unheard(connection, office, with_places(office, seen, told_once))
    rungs = (each for each in reminders(seen.progress, office.ladder) if each.person in people)
    due = _unheard(connection, office, with_places(office, seen, rungs))
    today = _told_today(connection, seen, due) | {(each.person, each.thing) for each in facts}
    due = [each for each in due if (each.person, each.thing) not in today]
    together = [each for each in due if bundles(office, each)]
    return facts + [each for each in due if not bundles(office, each)], together


def _unheard(connection: Connection, office: Office, notices: Iterable[Notice]) -> list[Notice]:
    """Those of which no message of their own is in the outbox, and which no message of the day has told."""
    new = {key_of(notice): notice for notice in notices}
    heard = outbox.known_keys(connection, office.programme, new) | digests.told(connection, office.programme, new)
    return [notice for key, notice in new.items() if key not in heard]


def _told_today(connection: Connection, seen: View, notices: Iterable[Notice]) -> set[tuple[PersonId, str]]:
    """Who of the readers of these notices was told something today already, and about what."""
    midnight = datetime.combine(seen.today, time(), seen.now.tzinfo)
    readers = {notice.person for notice in notices}
    keys = digests.said_since(connection, seen.programme, readers, midnight)
    return {found for key in keys if (found := reader_and_thing(key)) is not None}


def _withdraw_ended(connection: Connection, seen: View) -> None:
    # News reminds of no obligation, so that none can end under it; messages of the day are made anew.
    unsent = frozenset(outbox.unsent(connection, seen.programme).values()) - {NEWS, digests.DIGEST}
    if not unsent:
        return
    current = {obligation.key for obligation in due.obligations(seen.progress)} | invitations.obligations(seen.progress)
    ended = unsent - current - code_notices.purposes(seen.progress, unsent) - opening_notices.standing(seen.progress)
    # A due date that moved makes another obligation of the same thing.
    same = {key.rpartition("/")[0] for key in current}
    moved = {key for key in ended if key.rpartition("/")[0] in same}
    outbox.withdraw(connection, seen.programme, ended - moved, reason="obligation_ended", now=seen.now)
    outbox.withdraw(connection, seen.programme, moved, reason="obligation_moved", now=seen.now)


def _withdraw_outdated(connection: Connection, office: Office, seen: View) -> None:
    """Withdraw what still waits for somebody who is not concerned any more, or beside a more urgent reminder."""
    unsent = outbox.unsent(connection, seen.programme).items()
    waiting = {key for key, of in unsent if of not in {NEWS, digests.DIGEST} and not of.startswith(ON_NO_LADDER)}
    if not waiting:
        return
    places = Places(office, seen)
    rungs = [
        (key_of(each), passed)
        for notice, passed in on_ladder(seen.progress, office.ladder)
        for each in (notice, *places.hearing(notice))
    ]
    standing = {key for key, passed in rungs if not passed}
    gone = {"step_passed": {key for key, _ in rungs} - standing, "person_replaced": waiting - {key for key, _ in rungs}}
    for reason, keys in gone.items():
        outbox.withdraw_each(connection, seen.programme, waiting & keys, reason=reason, now=seen.now)


def _news(connection: Connection, seen: View, ladder: Ladder, people: Collection[PersonId]) -> Iterator[Notice]:
    """What is told of the decisions of late, reckoned only where there is somebody who may not have heard yet."""
    fresh = [(position, event, _told_keys(seen, event, ladder, people)) for position, event in _fresh(seen)]
    known = outbox.known_keys(connection, seen.programme, chain.from_iterable(keys for *_, keys in fresh))
    unheard = {position: event for position, event, keys in fresh if not keys <= known}
    for event, before in zip(unheard.values(), seen.befores(unheard), strict=True):
        yield from told(before, _after(before, event), event, ladder)


def _told_keys(seen: View, decided: GateDecided, ladder: Ladder, people: Collection[PersonId]) -> frozenset[str]:
    """The keys of all that can be told of a decision to somebody whom the settings know."""
    hearing = (person for person in may_hear(seen.progress, decided, ladder) if person in people)
    return frozenset(key_of(replace(to_decider(decided), person=person)) for person in hearing)


def _fresh(seen: View) -> Iterator[tuple[int, GateDecided]]:
    """The decisions of late with their places in the log."""
    for position, event in of_late(seen, seen.now - NEWS_LASTS, {"gate_decided"}):
        assert isinstance(event, GateDecided)
        yield position, event


def _fresh_codes(seen: View) -> Iterator[Notice]:
    """What is told of the codes that were replaced of late."""
    since = seen.now - NEWS_LASTS
    for recorded in seen.recorded:
        if recorded.event.kind == "code_replaced" and recorded.recorded_at >= since:
            yield from code_notices.replaced(seen.progress, recorded.event)


def _codes_asked_for(connection: Connection, seen: View) -> Iterator[Notice]:
    """The codes that were asked for and withdrawn of late, of gates that await the same decision again."""
    for key in withdrawn_keys(connection, seen.programme, code_notices.CODES, seen.now - NEWS_LASTS):
        yield from code_notices.asked_before(seen.progress, key)


def _after(before: Progress, decided: GateDecided) -> Progress:
    state = evolve(before.state, decided)
    if decided.organisation is None:
        return progress_of(before.network, state, before.today)
    return before.after(state, decided.organisation)
