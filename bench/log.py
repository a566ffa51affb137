"""Reading, validating and folding 100,000 events, and verifying their chain."""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from bench import programme
from bench.timing import Ratio, compare
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.domain.state import State, fold
from scd_workflow.store import log
from scd_workflow.store.engine import Engine, open_database, reading, writing

LARGE = ProgrammeId("large")


def ratios() -> Iterator[Ratio]:
    """The fold against msgspec on the same rows, and the chain against bare SHA-256 of the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "log.db"
        engine = open_database(f"sqlite:///{file}")
        with writing(engine) as connection:
            log.append(connection, LARGE, programme.events(), expected=0, recorded_at=programme.BEGIN)
        plain = _floor(file)
        for organisation, part in _ours(engine).organisations.items():
            assert {name: _facts(each) for name, each in part.activities.items()} == {
                name: _facts(each) for name, each in plain[organisation].items()
            }
        yield compare("fold 100,000 events / msgspec", lambda: _ours(engine), lambda: _floor(file), goal=2)
        yield compare("verify 100,000 events / bare SHA-256", lambda: _verify(engine), _bare(file), goal=3)
        engine.dispose()


class _Told(msgspec.Struct, tag_field="kind", frozen=True, kw_only=True):
    at: datetime
    by: str
    source: Literal["command", "form", "door", "engine", "example"]
    activity: str
    organisation: str | None = None


class _Started(_Told, tag="activity_started", frozen=True):
    pass


class _Done(_Told, tag="activity_done", frozen=True):
    evidence: str = ""


class _Reopened(_Told, tag="activity_reopened", frozen=True):
    reason: str


def _ours(engine: Engine) -> State:
    with reading(engine) as connection:
        return fold(log.read_events(connection, LARGE))


class _Standing(msgspec.Struct, frozen=True):
    standing: str = "open"
    started: datetime | None = None
    finished: datetime | None = None
    by: str | None = None
    evidence: tuple[str, ...] = ()
    reason: str = ""
    reopened: datetime | None = None
    attempt: int = 1


def _floor(file: Path) -> dict[str, dict[str, _Standing]]:
    """The same rows through msgspec into the same facts, with nothing around it."""
    decode = msgspec.json.Decoder(_Started | _Done | _Reopened).decode
    organisations: dict[str, dict[str, _Standing]] = {}
    new = _Standing()
    with sqlite3.connect(file) as connection:
        for (body,) in connection.execute(
            "SELECT CAST(body AS BLOB) FROM event WHERE programme = 'large' ORDER BY seq"
        ):
            event = decode(body)
            part = organisations.setdefault(event.organisation, {})
            old = part.get(event.activity, new)
            match event:
                case _Started():
                    now = _Standing(
                        "started", event.at, None, event.by, old.evidence, old.reason, old.reopened, old.attempt
                    )
                case _Done():
                    evidence = (*old.evidence, event.evidence)
                    now = _Standing("done", old.started, event.at, event.by, evidence, "", old.reopened, old.attempt)
                case _Reopened():
                    now = _Standing("open", None, None, event.by, old.evidence, event.reason, event.at, old.attempt + 1)
            part[event.activity] = now
    return organisations


def _facts(standing: object) -> tuple[object, ...]:
    return tuple(getattr(standing, name) for name in _Standing.__struct_fields__)


def _verify(engine: Engine) -> None:
    with reading(engine) as connection:
        assert log.verify(connection, LARGE).ok


def _bare(file: Path) -> Callable[[], None]:
    """SHA-256 over the same bytes, which are in memory already."""
    with sqlite3.connect(file) as connection:
        wanted = "SELECT CAST(char(10) || recorded_at || char(10) || body AS BLOB) FROM event ORDER BY seq"
        links = [link for (link,) in connection.execute(wanted)]

    def hashed() -> None:
        before = b"0" * 64
        for link in links:
            before = hashlib.sha256(before + link).hexdigest().encode()

    return hashed
