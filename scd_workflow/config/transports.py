"""By which way mail leaves, as it is written in a setting: a folder, a mail server, or Microsoft Graph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

Security = Literal["none", "starttls", "tls"]
SCHEMES: Final[dict[str, tuple[Security, int]]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
HOST = re.compile(r"[A-Za-z0-9.:_-]+\Z")
NAME = re.compile(r"[A-Za-z0-9._-]+\Z")


NO_TRANSPORT: Final = "transport"
SPILLED: Final = "transport_password"
OPEN_LOGIN: Final = "transport_open_login"


class WrongTransport(ValueError):
    """A text that is no way for mail; one of the three words says why."""


@dataclass(frozen=True, slots=True)
class MailFolder:
    """A folder that keeps each message as a file."""

    path: Path


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server; with a `user` it asks for a password, which goes over an encrypted connection only."""

    host: str
    port: int
    security: Security
    user: str


@dataclass(frozen=True, slots=True)
class GraphTenant:
    """An application of an organisation at Microsoft; `login` and `api` are empty where they are Microsoft's usual ones."""

    tenant: str
    client: str
    login: str
    api: str


MailTransport = MailFolder | MailServer | GraphTenant


def mail_transport(text: str) -> MailTransport:
    """The way that a text means: the path of a folder, `smtp://`, `smtp+starttls://`, `smtps://` or `graph://`.

    Raises `WrongTransport` for any other text, without repeating it.
    """
    if "://" not in text:
        return MailFolder(Path(text))
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        raise WrongTransport(NO_TRANSPORT) from None
    if url.password is not None:
        raise WrongTransport(SPILLED)
    if url.scheme == "graph":
        return _tenant(url)
    if url.scheme not in SCHEMES or not HOST.match(url.hostname or "") or url.path.strip("/") or url.query:
        raise WrongTransport(NO_TRANSPORT)
    security, usual = SCHEMES[url.scheme]
    user = unquote(url.username or "")
    if user and security == "none":
        raise WrongTransport(OPEN_LOGIN)
    if not user.isprintable():
        raise WrongTransport(NO_TRANSPORT)
    return MailServer(url.hostname or "", port or usual, security, user)


def _tenant(url: SplitResult) -> GraphTenant:
    asked = parse_qs(url.query, keep_blank_values=True)
    bases = {name: values[0].rstrip("/") for name, values in asked.items()}
    secure = all(base.startswith("https://") for base in bases.values())
    if not secure or not bases.keys() <= {"login", "api"} or url.path.strip("/"):
        raise WrongTransport(NO_TRANSPORT)
    if not NAME.match(url.username or "") or not NAME.match(url.hostname or ""):
        raise WrongTransport(NO_TRANSPORT)
    return GraphTenant(url.hostname or "", url.username or "", bases.get("login", ""), bases.get("api", ""))
