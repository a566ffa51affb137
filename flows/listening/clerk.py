"""The second hand: tidies up in Prefect after what was recorded, one thing after the other, when nobody is answering."""

from __future__ import annotations

import gc
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING

import httpx
from prefect.context import SyncClientContext
from prefect.exceptions import Abort, Pause
from prefect.flow_engine import run_flow

from flows import follow_up
from flows.ahead import AHEAD
from flows.gate import close
from flows.listening.calm import QUIET
from flows.listening.recorder import Standing, Taken
from flows.office import WORKPLACE, Workplace
from flows.server import claimed, is_waiting, patiently, server
from scd_workflow.app.inbox import head_seen

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from prefect.client.orchestration import SyncPrefectClient

    from flows.doors import Shown
    from flows.listening.calm import Calm
    from flows.listening.library import Library
    from flows.listening.place import Place


SOON = 0.1
"""How many seconds nobody may have answered before we claim a run that somebody waits for."""


class Stopped(httpx.TransportError):
    """Nothing is asked of Prefect any more: the listener stops, and whoever comes after it does the rest."""


class Clerk:
    """Everything that this hand can be told to do."""

    def __init__(self, place: Place, library: Library, shown: Shown, calm: Calm, follow_up: Callable[[], None]) -> None:
        """Work at a place that nobody else works at; `follow_up` asks for what follows from an act."""
        self._place = place
        self._library = library
        self._calm = calm
        self._follow_up = follow_up
        self._shown = shown
        self._stopping = Event()
        self._in_hand: Taken | None = None
        self._quiet = QUIET

    def begin(self) -> None:
        """Make this thread a place where flows are carried out."""
        WORKPLACE.set(Workplace(self._place.office, self._follow_up, self._before_asking))

    def stop(self) -> None:
        """Leave what can be left, from any thread; a run that was begun comes to its end."""
        self._stopping.set()

    def finish(self, taken: Taken) -> None:
        """Let Prefect show what came of an act that was done, or carry out the run that is to tell it.

        A run that a worker has by now is left to it, which does the same.
        """
        self._in_hand = taken
        try:
            if not taken.is_ours and not self._is_claimed(taken.run):
                return
            if taken.answer is not None:
                close(self._client, taken.run, taken.answer)
            else:
                self._carry_out(taken)
        finally:
            self._in_hand = None
            self._calm.rest()

    def bring_in_line(self) -> Standing:
        """Bring doors and forms in line with the log, and ask for a picture; gives what they are in line with."""
        office = self._place.office()
        seen = follow_up.in_line(self._client, office, self._shown)
        follow_up.ask_for_picture(self._client, office)
        # What the pages and the acts left behind goes now, and not in the middle of somebody's answer.
        gc.collect()
        office.tidy_up()
        return Standing(head_seen(office, seen), seen.today, self._shown.number)

    @cached_property
    def _client(self) -> SyncPrefectClient:
        return server()

    def _is_claimed(self, run: UUID) -> bool:
        """Whether a run is ours from now on. Soon, or a worker begins a process for it that has nothing to do."""
        self._quiet = SOON
        try:
            return is_waiting(self._client.read_flow_run(run)) and claimed(self._client, run)
        finally:
            self._quiet = QUIET

    def _carry_out(self, taken: Taken) -> None:
        """Carry out a run as its process would."""
        run = self._client.read_flow_run(taken.run)
        token = AHEAD.set(taken.ahead)
        try:
            with SyncClientContext(httpx_settings=patiently()):
                run_flow(self._library.flow_of(self._client, run), flow_run=run, return_type="state")
        except (Abort, Pause):
            # It ended in a state of its own choice, or somebody else ended it.
            return
        finally:
            AHEAD.reset(token)

    def _before_asking(self) -> None:
        if self._stopping.is_set() and self._in_hand is None:
            raise Stopped("stopped")  # noqa: EM101 - nobody reads it
        self._calm.wait(self._quiet)
