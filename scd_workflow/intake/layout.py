"""What each column of a file is: known by its header, as each survey program writes it, or by a profile.

Sources of the layouts: LimeSurvey's own export code (`CsvWriter`, code and full headings) and manual; headings of
MS Forms exports in Dutch and English as they occur in public repositories.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.import_profile import COLUMNS
from scd_workflow.domain.plan_check.references import nearest
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scd_workflow.domain.import_profile import ImportProfile
    from scd_workflow.domain.instruments import Instrument

SPACE = re.compile(r"[\s\u00a0]+")
SUB_QUESTION = re.compile(r"^[^\[]*\[([^\]]+)\](?:\..*)?$", re.DOTALL)
CODE_AND_TEXT = re.compile(r"^([A-Za-z][A-Za-z0-9_]*)\. .*$", re.DOTALL)
TIMING = re.compile(r"(interviewtime|(group|question)?time\d*)$", re.ASCII)

KNOWN: Mapping[str, str] = {
    **dict.fromkeys(("id", "response id", "antwoord id", "nummer", "nr", "number"), "number"),
    **dict.fromkeys(("completion time", "tijd van voltooien", "submitdate", "date submitted", "datum ingezonden"), "date"),
    **dict.fromkeys(("datum", "date"), "date"),
    **dict.fromkeys(
        ("organisatie", "organisation", "bij welke organisatie werkt u?", "which organisation do you work for?"),
        "organisation",
    ),
    **dict.fromkeys(("rol", "role", "wat voor werk doet u?", "what kind of work do you do?"), "role"),
    **dict.fromkeys(
        (
            "email", "e-mail", "e-mailadres", "name", "naam", "token", "ipaddr", "ip address", "refurl", "referrer url",
            "firstname", "first name", "voornaam", "lastname", "last name", "achternaam",
        ),
        "identity",
    ),
    **dict.fromkeys(
        (
            "start time", "begintijd", "last modified time", "tijd van laatste wijziging", "total points", "totaal punten",
            "quiz feedback", "lastpage", "last page", "startlanguage", "start language", "seed", "startdate",
            "date started", "datestamp", "date last action", "language", "taal",
        ),
        "ignore",
    ),
}  # fmt: skip
"""The columns that survey programs and the paper form add, by their header in small letters."""


@dataclass(frozen=True, slots=True)
class Layout:
    """In which column each thing stands: items by their id, what is dropped, and the rest where there is such a column."""

    items: dict[str, int]
    number: int
    date: int | None = None
    organisation: int | None = None
    role: int | None = None
    open: int | None = None
    identity: tuple[int, ...] = field(default=())


def layout(headers: tuple[str, ...], instrument: Instrument, profile: ImportProfile | None) -> Layout:
    """Where everything stands; raises `Refused` with each header that is not understood, and each item that is missing."""
    meant = [_meaning(header, instrument, profile) for header in headers]
    refuse_if(_problems(headers, meant, instrument))
    places = {name: place for place, name in enumerate(meant) if name not in {"ignore", "identity"}}
    return Layout(
        items={item.id: places[item.id] for item in instrument.items},
        number=places["number"],
        date=places.get("date"),
        organisation=places.get("organisation"),
        role=places.get("role"),
        open=places.get(instrument.open.id) if instrument.open else None,
        identity=tuple(place for place, name in enumerate(meant) if name == "identity"),
    )


def plain(text: str) -> str:
    """A text as it is compared: without the marks, spaces and capitals in which programs differ."""
    return SPACE.sub(" ", text).strip().strip("\ufeff").casefold()


def _meaning(header: str, instrument: Instrument, profile: ImportProfile | None) -> str:
    """What a column is; empty when its header says nothing that we know."""
    names = _names(instrument)
    given = {plain(name): meant for name, meant in profile.columns.items()} if profile else {}
    written = plain(header)
    if written in given:
        return given[written]
    found = next((names[each] for each in _readings(header) if each in names), "")
    if found:
        return found
    if written.startswith(("points - ", "feedback - ", "punten - ")) or _is_timing(written, names):
        return KNOWN.get(written, "ignore")
    return KNOWN.get(written, "")


def _is_timing(written: str, names: Mapping[str, str]) -> bool:
    """Whether a column says how long somebody took, over all, a group of questions or one of them."""
    return bool(TIMING.match(written)) or (written.endswith("time") and written.removesuffix("time") in names)


def _readings(header: str) -> Iterator[str]:
    """What a header may mean: itself, its sub-question, or the code before its text."""
    yield plain(header)
    for pattern in (SUB_QUESTION, CODE_AND_TEXT):
        found = pattern.match(header.strip())
        if found:
            yield plain(found[1])
    yield plain(header.rpartition("_")[2])


def _names(instrument: Instrument) -> dict[str, str]:
    asked = [(item.id, item.text) for item in instrument.items]
    if instrument.open is not None:
        asked.append((instrument.open.id, instrument.open.text))
    return {plain(name): id_ for id_, text in asked for name in (id_, text.nl, text.en)}


def _problems(headers: tuple[str, ...], meant: list[str], instrument: Instrument) -> Iterator[Reason]:
    names = {*_names(instrument), *KNOWN}
    for place, (header, name) in enumerate(zip(headers, meant, strict=True), start=1):
        if not name:
            like = nearest(plain(header), names)
            yield because("intake.unknown_header", column=place, header=_short(header), nearest=like)
    known = {*COLUMNS, *(item.id for item in instrument.items), *([instrument.open.id] if instrument.open else [])}
    for name, count in Counter(meant).items():
        if name and name not in known:
            yield because("intake.unknown_target", name=name, nearest=nearest(name, known))
        elif name and count > 1 and name not in {"ignore", "identity"}:
            places = ", ".join(str(place) for place, each in enumerate(meant, start=1) if each == name)
            yield because("intake.column_twice", name=name, columns=places)
    if "number" not in meant:
        yield because("intake.number_missing")
    lacking = [item.id for item in instrument.items if item.id not in meant]
    if lacking:
        yield because("intake.columns_missing", names=", ".join(lacking))


def _short(text: str) -> str:
    line = SPACE.sub(" ", text).strip()
    return line if len(line) <= 60 else f"{line[:60]}…"
