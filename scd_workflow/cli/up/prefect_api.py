"""The few questions that we ask the Prefect server ourselves."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.request import ProxyHandler, Request, build_opener

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PATIENCE = 10.0
ENDED = frozenset({"COMPLETED", "FAILED", "CRASHED", "CANCELLED"})

# No proxy of the environment: the server is on this machine.
_opener = build_opener(ProxyHandler({}))


class PrefectApi:
    """The API of a server at `url`; `password` is Prefect's auth string, when it has one."""

    def __init__(self, url: str, password: str | None) -> None:
        self._url = url
        self._headers = {"Content-Type": "application/json"}
        if password:
            self._headers["Authorization"] = f"Basic {base64.b64encode(password.encode()).decode()}"

    def is_healthy(self) -> bool:
        """Whether the server answers and has its database."""
        try:
            with _opener.open(self._request("/api/health"), timeout=PATIENCE) as answer:
                return bool(answer.status == HTTPStatus.OK)
        except OSError:
            return False

    def ended(self, deployment: str) -> Callable[[], bool]:
        """A question to be asked again and again: starts a run of a deployment (`flow/name`), tells when it is over.

        A server that does not answer, or is too busy to write, is asked once more the next time.
        """
        run: list[str] = []

        def look() -> bool:
            with suppress(OSError):
                if not run:
                    run.append(self._started(deployment))
                return self._asked(f"/api/flow_runs/{run[0]}")["state_type"] in ENDED
            return False

        return look

    def _started(self, deployment: str) -> str:
        found = self._asked(f"/api/deployments/name/{deployment}")
        return str(self._asked(f"/api/deployments/{found['id']}/create_flow_run", {})["id"])

    def _asked(self, path: str, body: Mapping[str, object] | None = None) -> dict[str, Any]:
        with _opener.open(self._request(path, body), timeout=PATIENCE) as answer:
            found: dict[str, Any] = json.load(answer)
            return found

    def _request(self, path: str, body: Mapping[str, object] | None = None) -> Request:
        data = None if body is None else json.dumps(body).encode()
        return Request(self._url + path, data, self._headers)  # noqa: S310 - http is all that our settings allow
