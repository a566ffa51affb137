"""How much one address may ask; who that was is kept nowhere."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from starlette.responses import PlainTextResponse

from scd_workflow.texts import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

ROOM: Final = 8_000.0
"""What an address may spend at once. A town hall has one address, and answers in the hour after the mail."""

PER_SECOND: Final = 100.0
"""What comes back each second."""

PRICE: Final = 1.0
PRICE_OF_REFUSED: Final = 200.0
REFUSED: Final = frozenset({400, 403, 404, 405, 413})
"""What an answer costs, and what one costs that only guessing leads to; a form in which something is missing is not among them."""

MOST_ADDRESSES: Final = 20_000
"""How many are remembered; the one that was quiet longest is forgotten first."""


class RateLimit:
    """Refuses with 429 whoever asks too much, above all what does not exist.

    An address is known by its hash under a salt that lives as long as the process, and only in memory.
    """

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.monotonic) -> None:
        """Guard an application; `clock` counts seconds."""
        self._app, self._clock = app, clock
        self._salt = secrets.token_bytes(32)
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse with 429."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        who = self._known_as(scope)
        if self._room(who) < PRICE:
            await PlainTextResponse(tell("web.too_much"), 429, {"retry-after": "60"})(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._spend(who, PRICE_OF_REFUSED if message["status"] in REFUSED else PRICE)
            await send(message)

        await self._app(scope, receive, sending)

    def _known_as(self, scope: Scope) -> bytes:
        client = scope.get("client")
        return hashlib.blake2b((client[0] if client else "").encode(), key=self._salt, digest_size=16).digest()

    def _room(self, who: bytes) -> float:
        left, since = self._left.get(who, (ROOM, 0.0))
        return min(ROOM, left + (self._clock() - since) * PER_SECOND)

    def _spend(self, who: bytes, price: float) -> None:
        self._left[who] = (self._room(who) - price, self._clock())
        self._left.move_to_end(who)
        if len(self._left) > MOST_ADDRESSES:
            self._left.popitem(last=False)
