"""The first hand: finds what people answered and records it, one answer after the other; nobody else makes them wait."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from prefect.client.schemas.objects import StateType
from prefect.exceptions import ObjectNotFound

from flows import doors
from flows.ahead import act_of
from flows.doors import GATE, OF_A_GATE
from flows.gate import heard as decided
from flows.listening.ear import Heard
from flows.office import WORKPLACE, Workplace, now
from flows.scrub import FORM
from flows.server import claimed, is_waiting, server, waiting
from scd_workflow.app.inbox import head_seen, look
from scd_workflow.app.labels import label
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import OrganisationId

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

    from flows.ahead import Ahead
    from flows.doors import Filled, Shown
    from flows.listening.library import Library
    from flows.listening.place import Place
    from scd_workflow.app.answers import Answer
    from scd_workflow.domain.network import Network

KEPT_AFTER = 0.001, 0.003, 0.006, 0.012, 0.025, 0.05
"""The server tells of an answer some milliseconds before it keeps it: for how many seconds we wait each time before we ask.

One that keeps to one core has it after the first; one that is late has much to do, could do nothing for whoever else is
answering while we ask, and should be asked less often.
"""

OF_NOBODY = frozenset({"engine", "example"})
"""The sources of events that are no act of anybody."""


class NotYet(Exception):
    """What an event was about is not there yet: the server tells of a change before it keeps it, or does not after all."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A run of which the act was done: a door with its answer, or a form that is ours by now.

    A run that has neither tells itself what is the matter with it.
    """

    run: UUID
    answer: Answer | None = None
    ahead: Ahead | None = None
    is_ours: bool = False


class Standing(NamedTuple):
    """Where the log and the calendar are, from which follows what doors and forms show; and how many doors there are."""

    head: str | None
    day: date
    doors: int | None = None


class Recorder:
    """Everything that this hand can be told to do."""

    def __init__(self, place: Place, library: Library, shown: Shown) -> None:
        """Work at a place that nobody else works at; `shown` is how the clerk left the doors."""
        self._shown = shown
        self._place = place
        self._library = library
        self._known = 0
        self._network: Network | None = None

    def begin(self) -> None:
        """Make this thread a place where acts are done."""
        WORKPLACE.set(Workplace(self._place.office, lambda: None, lambda: None))

    @cached_property
    def _client(self) -> SyncPrefectClient:
        return server()

    def look(self) -> tuple[tuple[Heard, ...], int]:
        """Every door and form that waits for somebody to carry it out, and how many doors there are."""
        self._library.stock(self._client)
        found = waiting(self._client, (GATE, FORM))
        waits = tuple(Heard(each.id, tuple(each.tags), StateType.SCHEDULED) for each in found)
        return waits, doors.number(self._client)

    def pulse(self) -> tuple[Standing, bool]:
        """Where the log is, and whether people did something since the last time."""
        office = self._place.office()
        seen = look(office, now())
        known, self._known, self._network = self._known, len(seen.recorded), seen.network
        new = seen.recorded[known:] if known else ()
        return Standing(head_seen(office, seen), seen.today), any(each.event.source not in OF_NOBODY for each in new)

    def door(self, heard: Heard) -> Taken | None:
        """Record what was filled in at a door; None when there is nothing to do, as when somebody else was first.

        Raises `NotYet` when nobody filled in anything yet.
        """
        # While the server keeps the answer: what others did since the last one is then known when it comes.
        look(self._place.office(), now())
        unread = self._unread(heard.run)
        if unread is None:
            return None
        gate = next((tag for tag in heard.tags if tag.startswith(OF_A_GATE)), None)
        if not unread or gate is None:
            return Taken(heard.run)
        office = self._place.office()
        try:
            answer = decided(self._label(gate), unread, office, now())
        except Refused:
            # The run asks again; the refusal is on record and not counted twice.
            return Taken(heard.run)
        return Taken(heard.run, answer)

    def claim(self, heard: Heard) -> FlowRun | None:
        """A form that is ours from now on; None when it waits for nobody, or somebody else has it."""
        try:
            run = self._client.read_flow_run(heard.run)
        except ObjectNotFound:
            return None
        return run if is_waiting(run) and claimed(self._client, run.id) else None

    def form(self, run: FlowRun) -> Ahead:
        """Do what a form asks."""
        return act_of(run, self._library.flow_of(self._client, run))

    def _label(self, tag: str) -> str:
        """The label of the gate that the tag of a door names."""
        office = self._place.office()
        network = self._network or look(office, now()).network
        _, gate, organisation, attempt = tag.split("/")
        own = None if organisation == "-" else OrganisationId(organisation)
        return label(network, gate, own, int(attempt), language=office.settings.language)

    def _unread(self, run_id: UUID) -> tuple[Filled, ...] | None:
        """What was filled in at a door that waits; None when it does not, or is no more.

        Raises `NotYet` when the door still waits for an answer.
        """
        key = self._shown.answers.get(run_id)
        for seconds in KEPT_AFTER:
            time.sleep(seconds)
            unread = doors.answer(self._client, run_id, key) if key else doors.unread(self._client, run_id)
            if unread:
                return unread
        try:
            run = self._client.read_flow_run(run_id)
        except ObjectNotFound:
            return None
        if run.state_type is StateType.PAUSED:
            raise NotYet
        return doors.unread(self._client, run_id) if is_waiting(run) else None
