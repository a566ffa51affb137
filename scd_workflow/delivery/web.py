"""One request to a service on the web, in which only one moment is in doubt: after the request, before the answer.

Not by the libraries that know more: they follow a redirect into a page and call that success, and log URLs that are secret.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from scd_workflow.delivery.outcome import Kind, Outcome, legible, lost, told
from scd_workflow.delivery.trust import trusting, untrusted, unusable
from scd_workflow.domain.errors import said_by_system
from scd_workflow.domain.reasons import because

LARGEST = 65_536
"""How many bytes of an answer are read; what we need stands at its beginning."""

LONGEST_WAIT: Final = timedelta(days=1)
"""For how long at most a service may send us away."""

BUSY = frozenset({408, 425, 429})
CLOSED = frozenset({401, 403, 404, 405, 407, 410})
AGENT = "scd-workflow"


@dataclass(frozen=True, slots=True)
class Site:
    """How we reach services on the web: whom we trust, and for how many seconds they may be silent."""

    ca_file: Path | None = None
    patience: float = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered, the beginning of it; `retry_after` when it named a time."""

    status: int
    body: bytes = field(repr=False)
    retry_after: timedelta | None


def post(site: Site, url: str, body: bytes, headers: Mapping[str, str]) -> Answer | Outcome:
    """The answer to a request, with which nothing else is asked for, or the outcome when there was none.

    The URL begins with `https://`. Of it, the outcome holds no more than the name of the machine.
    """
    connection = _connected(site, urlsplit(url))
    if isinstance(connection, Outcome):
        return connection
    with closing(connection):
        return _asked(connection, _target(urlsplit(url)), body, {"User-Agent": AGENT, **headers})


def reached(site: Site, url: str) -> Outcome | None:
    """What stands in the way of asking anything of the service at this URL; absent when nothing does."""
    connection = _connected(site, urlsplit(url))
    if isinstance(connection, Outcome):
        return connection
    connection.close()
    return None


def judged(answer: Answer) -> Kind:
    """What kind of outcome a status stands for, where a service keeps to what the standard says."""
    status = answer.status
    if 200 <= status < 300:
        return "sent"
    if status in BUSY or status >= 500:
        return "temporary"
    return "config" if status in CLOSED or status < 400 else "permanent"


def _connected(site: Site, parts: SplitResult) -> HTTPSConnection | Outcome:
    assert parts.scheme == "https"
    host = parts.hostname or ""
    try:
        context = trusting(site.ca_file)
    except OSError as error:
        assert site.ca_file is not None
        return unusable(site.ca_file, error)
    connection = HTTPSConnection(host, parts.port, timeout=site.patience, context=context)
    try:
        connection.connect()
    except (OSError, UnicodeError) as error:
        connection.close()
        return _unconnected(host, error)
    return connection


def _unconnected(host: str, error: OSError | UnicodeError) -> Outcome:
    match error:
        case ssl.SSLError():
            return untrusted(host, error)
        case ConnectionResetError():
            return lost(error)
    said = legible(str(error).encode())
    why = because("delivery.web_unreachable", place=host, said=said_by_system(error, said))
    return Outcome("config", "unreachable", said, why)


def _asked(connection: HTTPSConnection, target: str, body: bytes, headers: Mapping[str, str]) -> Answer | Outcome:
    try:
        connection.request("POST", target, body, dict(headers))
        response = connection.getresponse()
    except (OSError, HTTPException) as error:
        # Also while we were still writing: a service may act on what it has, and answer before it read everything.
        said = told(error) if isinstance(error, OSError) else type(error).__name__
        return Outcome("uncertain", "no_reply", said)
    with response:
        return Answer(response.status, _beginning(response), _wait(response.headers))


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _beginning(response: HTTPResponse) -> bytes:
    # The status has come, and that is what counts.
    with suppress(OSError, HTTPException):
        return response.read(LARGEST)
    return b""


def _wait(headers: HTTPMessage) -> timedelta | None:
    """For how long the service sends us away: in seconds, or until a moment on its own clock."""
    given = (headers["Retry-After"] or "").strip()
    if given.isascii() and given.isdigit():
        return min(timedelta(seconds=int(given[:9])), LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(given) - parsedate_to_datetime(headers["Date"] or "")
    except (TypeError, ValueError):
        return None
    return min(max(wait, timedelta()), LONGEST_WAIT)
