"""What every page of ours has: headers that keep a browser modest, limits, and a place under any path."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from starlette.types import Message, Receive, Scope, Send

from scd_workflow.app.office import Office, open_office
from scd_workflow.config.settings import Settings
from scd_workflow.store.engine import reading
from scd_workflow.web.guards import HEADERS
from scd_workflow.web.rate import PRICE_OF_REFUSED, ROOM, RateLimit
from scd_workflow.web.serving import serve
from tests.evaluations import MONDAY, measuring
from tests.examples import DORDT, at
from tests.stack import ROOT, free_port, stack_environment
from tests.waiting import until
from tests.web.respondents import answer, opened, path_of
from tests.web.served import served


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return measuring(tmp_path)


def test_every_answer_has_the_headers_whatever_was_asked(office: Office) -> None:
    with served(office, lambda: at(MONDAY, 9)) as client:
        answers = [client.get("/static/pages.css"), client.get("/elsewhere"), client.post("/", content=b"x" * 70_000)]

    assert [each.status_code for each in answers] == [200, 404, 413]
    for each in answers:
        assert HEADERS.items() <= dict(each.headers).items()
        assert "set-cookie" not in each.headers
    assert "script" not in HEADERS["content-security-policy"]


def test_a_body_without_a_length_is_refused_as_soon_as_it_is_too_long(office: Office) -> None:
    opened(office)
    with served(office, lambda: at(MONDAY, 9)) as client:
        found = [
            client.post(path_of(office, DORDT), content=(b"x" * 1000 for _ in range(count))).status_code
            for count in (100, 1)
        ]

    assert found == [413, 422]


def test_a_page_that_is_not_there_says_so_in_the_language_that_was_asked(office: Office) -> None:
    with served(office, lambda: at(MONDAY, 9)) as client:
        assert "Deze pagina is er niet" in client.get("/x").text
        assert "There is no such page" in client.get("/x?taal=en").text


@pytest.mark.parametrize("path", ["/vragen/static/pages.css", "/static/pages.css"])
def test_the_site_stands_under_a_path_whether_or_not_the_proxy_takes_it_off(office: Office, path: str) -> None:
    under = replace(office, settings=replace(office.settings, web_url="https://kza.example.nl/vragen"))
    with served(under, lambda: at(MONDAY, 9)) as client:
        assert client.get(path).status_code == 200
        assert 'href="/vragen/static/pages.css"' in client.get("/vragen/x").text


class Caller:
    """Asks an application straight, as from an address."""

    def __init__(self, *, status: int) -> None:
        self.now = 0.0
        self._status = status
        self.limit = RateLimit(self._answer, clock=lambda: self.now)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": self._status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def asks(self, address: str) -> int:
        heard: list[int] = []

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                heard.append(message["status"])

        scope = {"type": "http", "method": "GET", "client": (address, 1234), "headers": []}
        asyncio.run(self.limit(scope, receive, send))
        return heard[0]


def test_who_guesses_is_held_up_and_others_are_not() -> None:
    caller = Caller(status=404)
    while caller.asks("192.0.2.1") == 404:
        pass

    assert caller.asks("192.0.2.1") == 429
    assert caller.asks("192.0.2.2") == 404
    caller.now = 3600.0
    assert caller.asks("192.0.2.1") == 404


def test_a_town_hall_with_one_address_is_not_held_up() -> None:
    caller = Caller(status=200)

    assert {caller.asks("192.0.2.1") for _ in range(3000)} == {200}
    assert ROOM / PRICE_OF_REFUSED < 100


def test_of_addresses_only_a_hash_is_remembered() -> None:
    caller = Caller(status=200)
    caller.asks("192.0.2.1")

    assert b"192.0.2.1" not in b"".join(caller.limit._left)


def test_it_starts_where_it_is_told_and_stops_when_it_is_asked(tmp_path: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "scd_workflow.cli", "web", "--port", str(port)],
        cwd=ROOT,
        env=stack_environment(tmp_path / "var", free_port()),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        until(lambda: _answers(port) or process.poll() is not None)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=30)
    finally:
        process.kill()

    assert process.returncode == 0
    assert "Traceback" not in said


@pytest.mark.parametrize("asking", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_when_it_is_asked_to_stop_it_first_writes_down_what_somebody_wrote(
    office: Office, asking: signal.Signals
) -> None:
    opened(office)
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(office.settings, port))
    process.start()
    try:
        until(lambda: _answers(port) or not process.is_alive())
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            assert answer(client, path_of(office, DORDT), open="Minder klikken").status_code == 303
        assert process.pid is not None
        os.kill(process.pid, asking)
        process.join(timeout=30)
    finally:
        process.kill()

    assert process.exitcode == 0
    with reading(office.engine) as connection:
        assert connection.execute(text("SELECT text FROM comment")).scalars().all() == ["Minder klikken"]


def _serve(settings: Settings, port: int) -> None:
    serve(open_office(settings), "127.0.0.1", port, now=lambda: at(MONDAY, 11))


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/static/pages.css", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
