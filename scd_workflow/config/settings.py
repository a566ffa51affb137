"""Settings from the environment: where things are, and how the outside world reaches us."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, cast
from urllib.parse import urlsplit

from scd_workflow.config.transports import WrongTransport, mail_transport
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.reasons import Reason

DATABASES: Final = ("sqlite:///", "postgresql+psycopg://")
LANGUAGES: Final = ("nl", "en")
SECRETS: Final = "SCD_SECRET_"
PORTS: Final = range(1, 65_536)
DAYS: Final = range(1, 3_651)
EVERYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on
HOST = re.compile(r"[A-Za-z0-9.:-]+\Z")
PROGRAMME = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]{0,59})?\Z")


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; paths are relative to the working directory.

    `programme` is absent when it is the only one in the database, or in an empty one that of the plan in `config`. `mail_url` is a folder, or the URL of a mail server.
    `code_key` holds the keys of decision codes, the newest first; they stand in a file in `var` when it is empty.
    `ca_file` holds an own authority whose certificates we trust beside those that the machine trusts. `keep_bodies` is for
    how many days what a message said, and to which address, is kept after it was sent or given up. `web_url` is how people reach our own pages, under whatever path. `secrets` are the
    passwords and secret addresses of channels by their names, and under `<name>_FILE` the files that hold them.
    """

    config: Path
    var: Path
    database_url: str = field(repr=False)
    programme: ProgrammeId | None
    language: Literal["nl", "en"]
    mail_url: str = field(repr=False)
    server_host: str
    server_port: int
    ui_url: str
    code_key: str = field(default="", repr=False)
    ca_file: Path | None = None
    keep_bodies: int = 90
    web_host: str = "127.0.0.1"
    web_port: int = 4210
    web_url: str = "http://127.0.0.1:4210"
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings:
        """The settings in an environment; raises `PlanInvalid` with every variable that has a wrong value.

        A variable that is empty counts as absent.
        """
        given = _Given({name: value for name, value in environ.items() if value})
        reasons = tuple(_wrong(given))
        if reasons:
            raise PlanInvalid(*reasons)
        return cls(
            config=Path(given["SCD_CONFIG"]),
            var=Path(given["SCD_VAR"]),
            database_url=given["SCD_DATABASE_URL"],
            programme=ProgrammeId(given["SCD_PROGRAMME"]) if given["SCD_PROGRAMME"] else None,
            language=cast("Literal['nl', 'en']", given["SCD_LANGUAGE"]),
            mail_url=given["SCD_MAIL_URL"],
            server_host=given["SCD_SERVER_HOST"],
            server_port=int(given["SCD_SERVER_PORT"]),
            ui_url=given["SCD_UI_URL"].rstrip("/"),
            code_key=given["SCD_CODE_KEY"],
            ca_file=Path(given["SCD_CA_FILE"]) if given["SCD_CA_FILE"] else None,
            keep_bodies=int(given["SCD_KEEP_BODIES"]),
            web_host=given["SCD_WEB_HOST"],
            web_port=int(given["SCD_WEB_PORT"]),
            web_url=given["SCD_WEB_URL"].rstrip("/"),
            secrets={name: value for name, value in given.items() if name.startswith(SECRETS)},
        )


class _Given(dict[str, str]):
    """The variables that were given, completed with the defaults of the others."""

    def __missing__(self, name: str) -> str:
        match name:
            case "SCD_DATABASE_URL":
                return f"sqlite:///{self['SCD_VAR']}/scd.db"
            case "SCD_MAIL_URL":
                return f"{self['SCD_VAR']}/mail"
            case "SCD_UI_URL":
                return f"http://{_visible(self['SCD_SERVER_HOST'])}:{self['SCD_SERVER_PORT']}"
            case "SCD_WEB_URL":
                return f"http://{_visible(self['SCD_WEB_HOST'])}:{self['SCD_WEB_PORT']}"
        return DEFAULTS[name]


DEFAULTS: Final = {
    "SCD_CONFIG": "config",
    "SCD_VAR": "var",
    "SCD_PROGRAMME": "",
    "SCD_LANGUAGE": "nl",
    "SCD_SERVER_HOST": "127.0.0.1",
    "SCD_SERVER_PORT": "4200",
    "SCD_CODE_KEY": "",
    "SCD_CA_FILE": "",
    "SCD_KEEP_BODIES": "90",
    "SCD_WEB_HOST": "127.0.0.1",
    "SCD_WEB_PORT": "4210",
}
"""The defaults that do not follow from another setting."""


def _wrong(given: _Given) -> Iterator[Reason]:
    """Why a variable cannot have the value that it has, for each such variable; secrets are not repeated."""
    if not given["SCD_DATABASE_URL"].startswith(DATABASES):
        yield because("config.setting_database", name="SCD_DATABASE_URL")
    if not PROGRAMME.match(given["SCD_PROGRAMME"]):
        yield because("config.setting_programme", name="SCD_PROGRAMME", given=given["SCD_PROGRAMME"])
    if given["SCD_LANGUAGE"] not in LANGUAGES:
        yield because("config.setting_language", name="SCD_LANGUAGE", given=given["SCD_LANGUAGE"])
    try:
        mail_transport(given["SCD_MAIL_URL"])
    except WrongTransport as wrong:
        # The sentence that `scd check` has for the same in a file.
        yield because("config.setting_transport", name="SCD_MAIL_URL", what=because(f"config.{wrong}"))
    yield from _wrong_key(given["SCD_CODE_KEY"])
    yield from _wrong_numbers(given)
    yield from _wrong_places(given)


def _wrong_places(given: _Given) -> Iterator[Reason]:
    for name in ("SCD_SERVER_HOST", "SCD_WEB_HOST"):
        if not HOST.match(given[name]):
            yield because("config.setting_host", name=name, given=given[name])
    for name in ("SCD_UI_URL", "SCD_WEB_URL"):
        if name in given and not _is_link(given[name]):
            yield because("config.setting_link", name=name, given=given[name])


def _wrong_numbers(given: _Given) -> Iterator[Reason]:
    if not _is_one_of(DAYS, given["SCD_KEEP_BODIES"]):
        limits = {"least": DAYS.start, "most": DAYS.stop - 1}
        yield because("config.setting_days", name="SCD_KEEP_BODIES", given=given["SCD_KEEP_BODIES"], **limits)
    for name in ("SCD_SERVER_PORT", "SCD_WEB_PORT"):
        if not _is_one_of(PORTS, given[name]):
            yield because("config.setting_port", name=name, given=given[name])


def _wrong_key(text: str) -> Iterator[Reason]:
    from scd_workflow.config.keys import read_keys  # noqa: PLC0415 - few installations keep it in the environment

    if text:
        try:
            read_keys(text)
        except PlanInvalid as invalid:
            yield because("config.setting_key", name="SCD_CODE_KEY", what=invalid.reasons[0])


def _is_one_of(numbers: range, text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(numbers.stop)) and int(text) in numbers


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(sign.isspace() for sign in text)


def _visible(host: str) -> str:
    """A host as a browser on this machine reaches it."""
    if host in EVERYWHERE:
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
