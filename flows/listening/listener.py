"""The loop that hears what happens and tells the hands what to do."""

from __future__ import annotations

import asyncio
import gc
import itertools
from functools import partial
from typing import TYPE_CHECKING

from prefect.client.schemas.objects import StateType

from flows.doors import DEAD, GATE, Shown
from flows.listening.calm import Calm
from flows.listening.clerk import Clerk, Stopped
from flows.listening.ear import hear
from flows.listening.hand import Hand
from flows.listening.library import Library
from flows.listening.mailer import Mailer
from flows.listening.place import Place
from flows.listening.recorder import NotYet, Recorder, Taken
from flows.listening.speech import AWAY
from flows.scheduled import NO_PLAN
from flows.scrub import FORM
from scd_workflow.domain.errors import Refused, ScdError, StoreUnavailable

if TYPE_CHECKING:
    from uuid import UUID

    from flows.listening.ear import Heard
    from flows.listening.recorder import Standing
    from flows.listening.speech import Speech
    from scd_workflow.config.settings import Settings

BEAT = 0.5
"""How often, in seconds, we look whether the log has moved."""

LOOKS = 10
"""Every so many beats we look in Prefect as well, should an event have been lost."""

AGAIN = 2.0
SOON, TRIES = 0.05, 20
"""After how many seconds, and how often, we look again for what an event was about."""

MAIL_AGAIN = 60.0
"""After how many seconds what did not work is tried again."""

GRACE = 3.0
"""How many seconds what is in hand may take when we are asked to stop."""

AT_ONCE = 20
"""How many messages are made in one transaction, during which nobody else records anything."""

FORMS, DOORS, THE_END = range(3)
"""In what order the clerk does what waits: who filled in a form looks at the page of its run."""


class Listener:
    """Hears what people answer and sees the log move, until it is asked to stop."""

    def __init__(self, settings: Settings, speech: Speech) -> None:
        """Nothing is opened yet."""
        self._speech, self._calm, library, shown = speech, Calm(), Library(), Shown()
        self._recorder = Recorder(Place(settings, at_once=0), library, shown)
        self._clerk = Clerk(Place(settings, at_once=AT_ONCE), library, shown, self._calm, self._follow_up)
        self._mailer = Mailer(Place(settings, at_once=AT_ONCE), self._calm)
        self._recording = Hand("recorder", self._recorder.begin)
        self._tidying = Hand("clerk", self._clerk.begin)
        self._mailing = Hand("mailer")
        self._answers: asyncio.Queue[Heard | None] = asyncio.Queue()
        self._taken: asyncio.PriorityQueue[tuple[int, int, Taken | None]] = asyncio.PriorityQueue()
        self._number = itertools.count()
        self._in_hand: dict[UUID, Heard | None] = {}
        self._stopping, self._connected, self._mail_waits = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._settled: Standing | None = None
        self._doors: int | None = None
        self._look = True
        self._loop = asyncio.get_running_loop()

    async def listen(self) -> None:
        """Do all of it until `stop`, and then bring to an end what is in hand, within `GRACE` seconds."""
        hearing, recording, tidying, mailing, watching = (
            asyncio.ensure_future(work)
            for work in (self._hear(), self._record(), self._tidy(), self._mail(), self._watch())
        )
        asked = asyncio.ensure_future(self._stopping.wait())
        works = {asked, hearing, recording, tidying, mailing, watching}
        ended, _ = await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
        for work in ended:
            # None of them ends by itself: then something is wrong with this program, and it must be started again.
            work.result()
        hearing.cancel()
        self._calm.give_up()
        self._clerk.stop()
        await asyncio.wait({recording, tidying}, timeout=GRACE)

    def stop(self) -> None:
        """Ask it to stop."""
        self._speech.line("listen.stopping")
        self._stopping.set()
        self._answers.put_nowait(None)
        self._taken.put_nowait((THE_END, 0, None))

    async def _hear(self) -> None:
        """Hear what happens; each time that the connection was made, look first at what is there."""
        while True:
            hearing = asyncio.ensure_future(hear(self._contact, self._heard))
            try:
                await asyncio.wait({hearing})
            finally:
                hearing.cancel()
            error = hearing.exception()
            if error is not None:
                self._speech.trouble("events", error)
            await asyncio.sleep(AGAIN)

    def _contact(self) -> None:
        """Take in that we hear what happens from now on."""
        self._speech.over("events")
        self._connected.set()

    def _heard(self, heard: Heard) -> None:
        """Take in that a run changed: somebody waits for it, or a door is no more."""
        if heard.kind is StateType.SCHEDULED:
            if heard.run in self._in_hand:
                self._in_hand[heard.run] = heard
            self._take_up(heard)
        elif heard.kind in DEAD and GATE in heard.tags:
            self._look = True

    def _take_up(self, heard: Heard) -> None:
        """Have a run done that waits, unless it is in hand."""
        if heard.run not in self._in_hand:
            self._calm.disturb()
            self._in_hand[heard.run] = None
            self._answers.put_nowait(heard)

    async def _record(self) -> None:
        """Record every answer, in the order in which they are heard."""
        while (heard := await self._answers.get()) is not None and not self._stopping.is_set():
            taken = await (self._form(heard) if FORM in heard.tags else self._door(heard))
            if taken is None:
                self._let_go(heard.run)
            else:
                rank = FORMS if FORM in heard.tags else DOORS
                self._taken.put_nowait((rank, next(self._number), taken))
                self._mail_waits.set()

    async def _door(self, heard: Heard) -> Taken | None:
        """Record the answer at a door, also when the database has to come back first."""
        while True:
            told = await self._recording.does(partial(self._recorder.door, heard))
            if not isinstance(told, StoreUnavailable) or self._stopping.is_set():
                break
            self._speech.trouble("log", told)
            await self._pause(AGAIN)
        if isinstance(told, NotYet) and heard.tried < TRIES:
            self._loop.call_later(SOON, self._take_up, heard._replace(tried=heard.tried + 1))
        if isinstance(told, NotYet):
            return None
        if isinstance(told, AWAY):
            self._speech.trouble("prefect", told)
            return None
        # Whatever else went wrong, the run tells it, as it does with a worker.
        return Taken(heard.run) if isinstance(told, BaseException) else told

    async def _form(self, heard: Heard) -> Taken | None:
        """Do what a form asks, when it is ours to do."""
        run = await self._recording.does(partial(self._recorder.claim, heard))
        if isinstance(run, BaseException):
            self._speech.trouble("prefect", run)
            return None
        if run is None:
            return None
        ahead = await self._recording.does(partial(self._recorder.form, run))
        return Taken(run.id, ahead=None if isinstance(ahead, BaseException) else ahead, is_ours=True)

    async def _tidy(self) -> None:
        """Show in Prefect what came of each act; what is left when we stop is for whoever comes after us."""
        while True:
            rank, _, taken = await self._taken.get()
            if taken is None or (self._stopping.is_set() and rank != FORMS):
                return
            told = await self._tidying.does(partial(self._clerk.finish, taken))
            self._let_go(taken.run)
            if isinstance(told, BaseException):
                self._failed("clerk", told)

    def _let_go(self, run: UUID) -> None:
        """Have done with a run, unless somebody answered there again meanwhile."""
        again = self._in_hand.pop(run, None)
        if again is not None:
            self._take_up(again)

    async def _mail(self) -> None:
        """Send the messages that acts cause."""
        while await self._mail_waits.wait():
            self._mail_waits.clear()
            tally = await self._mailing.does(self._mailer.send)
            if not isinstance(tally, BaseException) and tally.reason is not None:
                tally = ScdError(tally.reason)
            if isinstance(tally, BaseException):
                self._failed("mail", tally)
                self._loop.call_later(MAIL_AGAIN, self._mail_waits.set)
            else:
                self._speech.over("mail")
                if tally.sent:
                    self._mail_waits.set()

    def _follow_up(self) -> None:
        """See to what follows from an act; asked by any hand."""
        self._loop.call_soon_threadsafe(self._mail_waits.set)

    async def _watch(self) -> None:
        """Look time and again where the log is and what waits in Prefect, and bring the one in line with the other."""
        bringing: asyncio.Future[None] | None = None
        for beat in itertools.count():
            connected, look = self._connected.is_set(), self._look or beat % LOOKS == 0
            self._connected.clear()
            self._look = look and bool(self._in_hand)
            # While we are busy with answers nothing is lost that would not be found a little later.
            standing = await self._standing(look=connected or (look and not self._in_hand))
            if connected and standing is not None:
                self._speech.line("listen.listening")
                # The log and the flows stay; to look for garbage among them time and again takes a tenth of a second.
                gc.freeze()
            is_idle = not self._in_hand and (bringing is None or bringing.done())
            if is_idle and standing is not None and standing != self._settled:
                bringing = asyncio.ensure_future(self._bring_in_line())
            await self._pause(BEAT, self._connected)

    async def _standing(self, *, look: bool) -> Standing | None:
        """Where log and doors are, None when one of them cannot be seen; `look` asks Prefect as well."""
        if look or self._doors is None:
            found = await self._recording.does(self._recorder.look)
            if isinstance(found, BaseException):
                self._failed("prefect", found)
                self._doors = None
                return None
            self._speech.over("prefect")
            waiting, self._doors = found
            for each in waiting:
                self._take_up(each)
        pulse = await self._recording.does(self._recorder.pulse)
        if isinstance(pulse, BaseException):
            self._failed("log", pulse)
            return None
        self._speech.over("log")
        seen, people_acted = pulse
        if people_acted:
            self._mail_waits.set()
        return seen._replace(doors=self._doors)

    async def _bring_in_line(self) -> None:
        standing = await self._tidying.does(self._clerk.bring_in_line)
        if isinstance(standing, BaseException):
            self._failed("clerk", standing)
            await self._pause(AGAIN)
        else:
            self._speech.over("clerk")
            # What happened to a door meanwhile may have been seen too early.
            self._settled, self._look = standing, True

    def _failed(self, about: str, error: BaseException) -> None:
        """Say what went wrong, but for what is nobody's fault."""
        no_plan = isinstance(error, Refused) and any(reason.code == NO_PLAN for reason in error.reasons)
        if not no_plan and not isinstance(error, Stopped):
            self._speech.trouble(about, error)

    async def _pause(self, seconds: float, *unless: asyncio.Event) -> None:
        """Wait, but not when we are asked to stop, or for what is awaited."""
        waits = [asyncio.ensure_future(each.wait()) for each in (self._stopping, *unless)]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for each in waits:
            each.cancel()
