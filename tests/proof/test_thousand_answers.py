"""A thousand people answer in the minute after the mail: no answer is lost, and none is there twice."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from html import unescape
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from scd_workflow.app.inviting import invite
from scd_workflow.app.office import Office
from scd_workflow.app.view import view
from scd_workflow.store.engine import reading, writing
from scd_workflow.web.app import create_app
from tests.evaluations import MONDAY, measuring
from tests.examples import DORDT, ZWIJND, at
from tests.proof.scale import chance, scaled
from tests.web.respondents import HIDDEN, ITEMS, listed, opened, own_path, path_of, reached
from tests.web.served import listening

pytestmark = pytest.mark.proof

AT_ONCE = 200
"""How many people are at it at one time; whoever is done makes room for the next, as at a proxy."""


class Employee:
    """Somebody with a link who answers with a number, and sometimes presses the button twice or has two windows open."""

    def __init__(self, number: int, path: str, *, twice: bool, windows: int) -> None:
        """Remember what kind of person this is."""
        self.number = number
        self.took = 0.0
        self._path, self._twice, self._windows = path, twice, windows

    async def answers(self, client: httpx.AsyncClient) -> list[int]:
        """Answer; the statuses of what was sent."""
        began = time.monotonic()
        forms = [await self._form(client) for _ in range(self._windows)]
        sent = [form for form in forms for _ in range(2 if self._twice else 1)]
        found = await asyncio.gather(*(client.post(self._path, data=each) for each in sent))
        self.took = time.monotonic() - began
        return [each.status_code for each in found]

    async def _form(self, client: httpx.AsyncClient) -> dict[str, str]:
        shown = await client.get(self._path)
        assert shown.status_code == 200
        hidden = {name: unescape(value) for name, value in HIDDEN.findall(shown.text)}
        digits = [str(int(digit) % 5 + 1) for digit in f"{self.number:04d}"]
        return hidden | dict(zip(ITEMS, digits, strict=True)) | {"open": f"number {self.number}"}


async def _all_at_once(url: str, crowd: list[Employee]) -> Counter[int]:
    room = asyncio.Semaphore(AT_ONCE)

    async def let_in(each: Employee) -> list[int]:
        async with room:
            return await each.answers(client)

    # A connection of its own for each page: one that is kept may be closed by the server just as it is used again, after which
    # a browser tries once more by itself, and this client does not.
    alone = {"connection": "close"}
    none = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, trust_env=False, limits=none, timeout=240, headers=alone) as client:
        found = await asyncio.gather(*map(let_in, crowd))
    return Counter(status for each in found for status in each)


def _crowd(office: Office, addresses: list[str], count: int) -> list[Employee]:
    """Half of them with a link of their own, half with the one of everybody."""
    luck, shared = chance("thousand"), path_of(office, ZWIJND)
    own = [own_path(office, DORDT, each) for each in addresses]
    paths = [*own, *[shared] * (count - len(own))]
    return [
        Employee(number, path, twice=luck.random() < 0.2, windows=2 if path != shared and luck.random() < 0.1 else 1)
        for number, path in enumerate(paths)
    ]


def test_a_thousand_people_at_once_give_a_thousand_answers(
    tmp_path: Path, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    count = scaled(1000)
    office = measuring(tmp_path / "office", database_url=database_url)
    addresses = [f"m{number}@dordt.example" for number in range(count // 2)]
    reached(office, {DORDT: listed(office, "dordt.csv", addresses)})
    opened(office)
    with writing(office.engine) as connection:
        invite(connection, office, view(connection, office.programme, at(MONDAY, 10)), most=count)
    crowd = _crowd(office, addresses, count)

    with listening(create_app(office, now=lambda: at(MONDAY, 11))) as url:
        began = time.monotonic()
        statuses = asyncio.run(_all_at_once(url, crowd))
        took = time.monotonic() - began

    with reading(office.engine) as connection:
        answers = connection.execute(text("SELECT count(*) FROM response")).scalar()
        words = Counter(connection.execute(text("SELECT text FROM comment")).scalars())
    assert words == Counter(f"number {each.number}" for each in crowd)
    assert answers == count
    assert set(statuses) <= {200, 303}
    slowest = max(each.took for each in crowd)
    record_property(
        "proved",
        f"{office.engine.dialect.name}: {count} people, {sum(statuses.values())} forms sent, {answers} answers kept, none lost, "
        f"none doubled; {took:.1f} s, {sum(statuses.values()) / took:.0f} forms a second, the slowest person waited {slowest:.1f} s",
    )
