"""How we deal with a server that is too busy to say what it did."""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest

from flows.server import claimed, server
from tests.flows.conftest import CHAIR, G1, Place

pytestmark = pytest.mark.slow


@pytest.fixture
def run(place: Place) -> UUID:
    """A form that was handed in and waits."""
    return place.prefect.submit("open-gate", gate=G1, wie=CHAIR)


def test_a_run_is_claimed_once(run: UUID) -> None:
    with server() as client, server() as other:
        assert claimed(client, run)
        assert not claimed(other, run)
        assert not claimed(client, run)


def test_a_run_is_ours_also_when_the_server_says_that_it_was_too_busy_to_give_it(
    run: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry, said = httpx.HTTPTransport.handle_request, [httpx.codes.SERVICE_UNAVAILABLE]

    def carried_and_denied(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        answer = carry(transport, request)
        return httpx.Response(said.pop(), request=request) if said and request.method == "POST" else answer

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", carried_and_denied)

    with server() as client:
        assert claimed(client, run)
    assert not said
