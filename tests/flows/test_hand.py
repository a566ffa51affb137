from __future__ import annotations

import asyncio
import gc
from contextlib import suppress
from threading import Event

import pytest

from flows.listening.hand import Hand


def test_a_task_that_fails_when_nobody_waits_for_it_any_more_leaves_nothing_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun, may_end = Event(), Event()

    def failing() -> None:
        begun.set()
        may_end.wait()
        raise OSError

    async def left() -> None:
        hand = Hand("left")
        waiting = asyncio.ensure_future(hand.does(failing))
        await asyncio.to_thread(begun.wait)
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting
        may_end.set()
        assert await hand.does(lambda: "next") == "next"

    asyncio.run(left())
    gc.collect()

    assert caplog.records == []
