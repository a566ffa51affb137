"""Where answers come in from a page: who may give one, and that each is kept once.

An answer is stored at once and by itself. That a link was used, which work somebody does and what somebody wrote is known here,
in memory, and stored when it is of several people who differ in what they answered, so that neither the order of transactions
nor two copies of the database show whose an answer is. When this process ends in between, those of whom it was not stored could
answer once more: a double answer changes a mean a little, a lost one is the trust of somebody who took the trouble.
"""

from __future__ import annotations

import secrets
import threading
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from scd_workflow.app.rounds import round_of
from scd_workflow.app.view import view
from scd_workflow.app.waiting import Company, Remarks
from scd_workflow.domain import tickets
from scd_workflow.domain.errors import StoreUnavailable
from scd_workflow.domain.instruments import Instrument
from scd_workflow.store import invitations, responses
from scd_workflow.store.engine import reading, writing

if TYPE_CHECKING:
    from scd_workflow.app.office import Office
    from scd_workflow.domain.evaluation_events import CampaignOpened
    from scd_workflow.domain.ids import CampaignId, OrganisationId
    from scd_workflow.store.engine import Connection
    from scd_workflow.store.invitations import Link
    from scd_workflow.store.responses import RoundOf

NUMBER_BYTES: Final = 16

Turned = Literal["unknown", "closed", "used"]
"""Why somebody gets no questions: the link is none of ours, the round takes no answers, or the link was used."""

SOURCE: Final = "page"
WORDS: Final = "comment/page"
"""What tells the keys of our answers from those of files, and of what was written in words from both."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody with a link is asked: by which programme, of which organisation, until when.

    `number` and `seal` go with the form and come back with it; the same number is the same answer.
    """

    programme: str
    instrument: Instrument
    organisation: str
    until: date
    personal: bool
    number: str
    seal: str


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody answered: a digit per item, a role or none, and words or none; with the number and seal of the form."""

    answers: str
    role: str
    words: str
    number: str
    seal: str


@dataclass(frozen=True, slots=True)
class _Round:
    """What never changes about a round that was opened; `together` is of how many people at least something is recorded."""

    programme: str
    instrument: Instrument
    names: dict[OrganisationId, str]
    zone: ZoneInfo
    until: date
    together: int

    def is_over(self, now: datetime) -> bool:
        """Whether its last day is behind us."""
        return now.astimezone(self.zone).date() > self.until


@dataclass(frozen=True, slots=True)
class _Guest:
    """Somebody with a link that is good at this moment."""

    of: RoundOf
    secret: bytes
    link: Link
    round: _Round


class _Kept(NamedTuple):
    """What is stored of a form, and whether it came for the first time."""

    answers: str
    new: bool


@dataclass(frozen=True, slots=True)
class Reception:
    """The reception of an office: one for all threads of the one process that has the pages."""

    office: Office
    _rounds: dict[RoundOf, _Round] = field(default_factory=dict)
    _waiting: dict[tuple[RoundOf, OrganisationId], Company] = field(default_factory=lambda: defaultdict(Company))
    _remarks: dict[RoundOf, Remarks] = field(default_factory=lambda: defaultdict(Remarks))
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def ask(
        self, campaign: CampaignId, number: int, token: str, now: datetime, *, again: bool = False
    ) -> Asked | Turned:
        """What the holder of a link is asked, or why nothing is; `again` when answers came along already."""
        guest = self._guest(campaign, number, token, now)
        if isinstance(guest, str):
            return guest
        if not again and self._is_used(guest):
            return "used"
        form, round_ = secrets.token_hex(NUMBER_BYTES), guest.round
        return Asked(
            round_.programme,
            round_.instrument,
            round_.names.get(guest.link.organisation, guest.link.organisation),
            round_.until,
            guest.link.personal,
            form,
            tickets.seal(guest.secret, form, guest.link.hash),
        )

    def take(self, campaign: CampaignId, number: int, token: str, given: Given, now: datetime) -> Turned | None:
        """Keep an answer, once for each form and once for a personal link; None when it is kept, or was before."""
        # One at a time: the second of two that use one link must see what came of the first.
        with self._turn:
            guest = self._guest(campaign, number, token, now)
            if isinstance(guest, str):
                return guest
            if not tickets.is_sealed(guest.secret, given.number, guest.link.hash, given.seal):
                return "unknown"
            if self._is_used(guest):
                kept = self._kept_before(guest, given)
                if kept is None:
                    return "used"
            else:
                kept = self._kept(guest, given, now)
                if kept is None:
                    return "closed"
                if kept.new or guest.link.personal:
                    self._note(guest, kept.answers, given.role)
            self._hear(guest, given, kept.answers)
            return None

    def settle(self, now: datetime) -> None:
        """Store what was written in rounds that take no more answers: there is nobody to wait for."""
        with self._turn, suppress(StoreUnavailable):
            for of in list(self._remarks):
                with reading(self.office.engine) as connection:
                    secret = responses.secret_while_open(connection, of)
                if secret is None or self._rounds[of].is_over(now):
                    self._write_down(of)

    def leave(self) -> None:
        """Store whatever people wrote, because there will be nobody to remember it."""
        with self._turn:
            for of in list(self._remarks):
                self._write_down(of)

    def _guest(self, campaign: CampaignId, number: int, token: str, now: datetime) -> _Guest | Turned:
        of = round_of(self.office, campaign, number)
        with reading(self.office.engine) as connection:
            round_ = self._round(connection, of, campaign, number, now)
            if round_ is None:
                return "unknown"
            secret = responses.secret_while_open(connection, of)
            if secret is None or round_.is_over(now):
                return "closed"
            link = invitations.find(connection, of, tickets.hash_of(secret, token))
        return "unknown" if link is None else _Guest(of, secret, link, round_)

    def _round(
        self, connection: Connection, of: RoundOf, campaign: CampaignId, number: int, now: datetime
    ) -> _Round | None:
        if of not in self._rounds:
            seen = view(connection, self.office.programme, now)
            opened = seen.state.programme.round(campaign, number).opened
            if opened is None:
                return None
            plan = seen.plan
            self._rounds[of] = _Round(
                plan.programme.name,
                _asked_in(opened, responses.instrument_of(connection, opened.instrument_hash)),
                {each.id: each.name for each in plan.organisations},
                ZoneInfo(plan.programme.timezone),
                opened.until,
                opened.smallest_group,
            )
        return self._rounds[of]

    def _is_used(self, guest: _Guest) -> bool:
        # Others ask while one is let in: they make nothing here.
        waiting = self._waiting.get((guest.of, guest.link.organisation))
        return guest.link.used or (waiting is not None and guest.link.hash in waiting.links)

    def _kept_before(self, guest: _Guest, given: Given) -> _Kept | None:
        """What is stored of this very form, when it was sent before, as when somebody pressed the button twice."""
        with reading(self.office.engine) as connection:
            found = responses.given(connection, guest.of, responses.key_of(guest.secret, SOURCE, given.number))
        return None if found is None else _Kept(found, new=False)

    def _kept(self, guest: _Guest, given: Given, now: datetime) -> _Kept | None:
        """Store the answer; None when the round was closed meanwhile."""
        today = now.astimezone(guest.round.zone).date()
        row = (
            responses.key_of(guest.secret, SOURCE, given.number),
            guest.link.organisation,
            today - timedelta(days=today.weekday()),
            given.answers,
        )
        with writing(self.office.engine) as connection:
            if responses.secret_while_open(connection, guest.of, keep=True) is None:
                return None
            new = responses.add_one(connection, guest.of, row)
            before = None if new else responses.given(connection, guest.of, row[0])
        return _Kept(before or given.answers, new)

    def _note(self, guest: _Guest, answers: str, role: str) -> None:
        """Remember somebody who answered, and record it when that tells of nobody in the organisation what the answer was."""
        waiting = self._waiting[guest.of, guest.link.organisation]
        waiting.join(answers, role, guest.link.hash if guest.link.personal else None)
        if not waiting.may_be_told(guest.round.together):
            return
        # The answer is kept; if this fails it is tried again with the next.
        with suppress(StoreUnavailable):
            with writing(self.office.engine) as connection:
                invitations.use(connection, guest.of, waiting.links)
                responses.count_roles(connection, guest.of, waiting.roles)
            del self._waiting[guest.of, guest.link.organisation]

    def _hear(self, guest: _Guest, given: Given, answers: str) -> None:
        """Remember what somebody wrote, and store it when that does not tell with which answer."""
        if not given.words:
            return
        key = responses.key_of(guest.secret, WORDS, given.number)
        remarks = self._remarks[guest.of]
        with reading(self.office.engine) as connection:
            if key in remarks.texts or responses.has_comment(connection, guest.of, key):
                return
        remarks.add(key, given.words, answers)
        if remarks.may_be_told(guest.round.together):
            # As with the links.
            with suppress(StoreUnavailable):
                self._write_down(guest.of)

    def _write_down(self, of: RoundOf) -> None:
        with writing(self.office.engine) as connection:
            responses.add_comments(connection, of, self._remarks[of].texts.items())
        del self._remarks[of]


def _asked_in(opened: CampaignOpened, instrument: Instrument) -> Instrument:
    """What of an instrument a round asks."""
    return instrument if opened.takes_words else instrument.model_copy(update={"open": None})
