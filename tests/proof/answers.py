"""What people answer at gates, and how they hand it in: as the pages of Prefect do, at the same moment or twice."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from threading import Barrier, Condition
from typing import Any, Literal, Self

import httpx

from tests.flows.server import Prefect
from tests.proof.gates import Place, now

BUSY = {httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.INTERNAL_SERVER_ERROR}
"""What a server answers that took nothing: two writes met, or every connection to its database waits for another."""

PATIENCE = 120
"""For how many seconds somebody presses again while the server is too busy."""

Way = Literal["door", "form"]
KINDS = ("once", "twice", "rivals", "by form", "once", "nobody", *["once"] * 8)
"""What happens at the gates of every fourteen organisations."""

OUTCOMES = {"go": 80, "aangehouden": 10, "no-go": 10}


@dataclass(frozen=True)
class Answer:
    """What one person says about one gate, in words that nobody else uses."""

    gate: str
    person: str
    way: Way
    outcome: str
    why: str


@dataclass(frozen=True)
class Story:
    """What is answered at one gate, all of it at the same moment."""

    gate: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Page:
    """An opened form with everything filled in: where it goes when the button is pressed, and the run that it is about."""

    answer: Answer
    path: str
    body: dict[str, Any]
    run: str = ""


@dataclass(frozen=True)
class Taken:
    """An answer that Prefect took, with the run by which it did."""

    answer: Answer
    run: str


@dataclass
class People:
    """Everybody who answers, what was taken of it, and how often the server was too busy or somebody else was first."""

    place: Place
    prefect: Prefect
    taken: list[Taken] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)
    _news: Condition = field(default_factory=Condition)
    _client: httpx.Client = field(init=False)
    _form: str = field(init=False)

    def __post_init__(self) -> None:
        # The server closes an idle connection at any moment; what was sent on it just then may or may not have arrived.
        fresh = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.Client(base_url=f"{self.prefect.api}/", limits=fresh, timeout=PATIENCE)
        self._form = self.prefect.ask("deployments/name/decide-gate/decide-gate")["id"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def tell(self, story: Story) -> None:
        """Open the pages of these answers, and then press their buttons at the same moment."""
        if not story.answers:
            return
        pages = [self._opened(answer) for answer in story.answers]
        together = Barrier(len(pages))

        def pressed(page: Page) -> None:
            together.wait()
            self._press(page)

        with ThreadPoolExecutor(len(pages)) as pool:
            list(pool.map(pressed, pages))

    def hear_of(self, count: int) -> None:
        """Wait until so many answers have been taken in all."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.taken) >= count, PATIENCE), self.said

    def _opened(self, answer: Answer) -> Page:
        """The form of an answer, filled in."""
        fields = filled_in(self.place, answer)
        if answer.way == "form":
            parameters = {"parameters": {"gate": answer.gate, **fields}}
            return Page(answer, f"deployments/{self._form}/create_flow_run", parameters)
        run = self._door(answer.gate)
        return Page(answer, f"flow_runs/{run}/resume", {"run_input": fields}, run)

    def _door(self, label: str) -> str:
        """The run that waits for an answer about a gate in its first attempt, once it is there."""
        until = time.monotonic() + PATIENCE
        where = {"tags": {"all_": [self.place.doors[label].key]}, "state": {"type": {"any_": ["PAUSED"]}}}
        while not (found := self.prefect.ask("flow_runs/filter", {"flow_runs": where})):
            assert time.monotonic() < until, f"{label} has no door"
            time.sleep(0.1)
        return str(found[0]["id"])

    def _press(self, page: Page) -> None:
        until = time.monotonic() + PATIENCE
        luck = Random(page.answer.why)  # noqa: S311 - nothing here is secret
        while (word := self._handed_in(page)) in {"busy", "no form"}:
            assert time.monotonic() < until, f"{page.answer}: {word}"
            time.sleep(luck.uniform(0.05, 0.5))

    def _handed_in(self, page: Page) -> str:
        """What Prefect says to an answer: taken, busy, or why it was turned away."""
        told = self._client.post(page.path, json=page.body)
        word = _word(told, page)
        self._count(word)
        if word == "taken":
            run = page.run or told.json()["id"]
            with self._news:
                self.taken.append(Taken(page.answer, run))
                self._news.notify_all()
        return word

    def _count(self, word: str) -> None:
        with self._news:
            self.said[word] += 1


def _word(told: httpx.Response, page: Page) -> str:
    if told.status_code in BUSY:
        return "busy"
    if told.status_code == httpx.codes.CONFLICT:
        return "conflict"
    assert told.is_success, f"{page.answer}: {told.status_code} {told.text}"
    if page.answer.way == "form" or told.json()["status"] == "ACCEPT":
        return "taken"
    reason = told.json()["details"]["reason"]
    if reason == "Run input schema not found.":
        # The form is being replaced at this moment.
        return "no form"
    assert "not paused" in reason, reason
    return "too late"


def filled_in(place: Place, answer: Answer) -> dict[str, Any]:
    """The form of a door as its page sends it."""
    door = place.doors[answer.gate]
    fields = {each.name: [] if each.several else each.filled for each in door.fields}
    choices = {each.name: each.choices or () for each in door.fields}
    (person,) = (each for each in choices["wie"] if each.startswith(f"{answer.person} "))
    later = (now() + timedelta(days=30)).date().isoformat() if answer.outcome == "aangehouden" else ""
    back = list(choices["terug_naar"]) if answer.outcome == "no-go" else []
    said = {"wie": person, "code": place.codes[answer.gate, answer.person], "besluit": answer.outcome}
    return fields | said | {"motivering": answer.why, "nieuwe_datum": later, "terug_naar": back}


def stories(place: Place, luck: Random) -> list[Story]:
    """What is answered at each gate, at one moment: by everybody where many may, else by one, one twice, two, or nobody."""
    kinds = luck.sample([KINDS[number % len(KINDS)] for number in range(len(place.doors))], len(place.doors))
    return [
        Story(label, tuple(_said(kind, label, place.deciders(label), luck)))
        for kind, label in zip(kinds, place.doors, strict=True)
    ]


def _said(kind: str, label: str, people: Sequence[str], luck: Random) -> Iterator[Answer]:
    first, second, *others = luck.sample(people, len(people))
    if others:
        yield from (_answer(label, each, "door" if number % 5 else "form", luck) for number, each in enumerate(people))
    elif kind != "nobody":
        once = _answer(label, first, "form" if kind == "by form" else "door", luck)
        yield once
        if kind == "twice":
            yield once
        if kind == "rivals":
            yield _answer(label, second, "form", luck)


def _answer(gate: str, person: str, way: Way, luck: Random) -> Answer:
    (outcome,) = luck.choices(list(OUTCOMES), list(OUTCOMES.values()))
    return Answer(gate, person, way, outcome, f"Volgens {person}, via {way}, over {gate.split(maxsplit=1)[0]}")
