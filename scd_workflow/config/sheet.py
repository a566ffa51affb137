"""The items of the communication calendar as a sheet: a row each, in the columns of Factor C and those that we need beside them.

Factor C, the method of Dutch government communication, has Middel/moment, Doelgroep, Inhoud/boodschap, Planning, Actiehouder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, get_args

from scd_workflow.domain.calendar_items import ByAnchor, ByRound, ByRule, Channel, Item, OnDay, Purpose
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.reasons import because
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from scd_workflow.domain.plan import Plan
    from scd_workflow.domain.reasons import Reason
    from scd_workflow.texts import Language

COLUMNS: Final = (
    "id", "title", "channel", "audiences", "core_message", "when", "owner", "approver", "sender", "purpose", "organisations",
    "per_organisation", "content", "at", "shift", "place", "capacity", "minutes",
)  # fmt: skip
"""The columns in their order; what they are called stands in the catalogue as `sheet.column_…`."""

SHIFTS: Final = ("next", "previous", "ask")
ANCHORED = re.compile(r"(?P<part>[\w-]+?)\s+(?P<offset>[+-]\d{1,4})", re.ASCII)
TOLD = re.compile(r"(?P<campaign>[\w-]+?)\s+(?P<word>[a-z]+)\s+(?P<offset>\+\d{1,3})", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})", re.ASCII)
HOUR = re.compile(r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(:00)?", re.ASCII)
BETWEEN: Final = " | "


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called in the cells of one column, and back: by that name, or by the id itself."""

    by_id: Mapping[str, str]

    def written(self, each: str) -> str:
        """The name of an id; the id where two have the same name, or one that would be read as more than one."""
        name = self.by_id.get(each, each)
        alike = sum(other.casefold() == name.casefold() for other in self.by_id.values())
        return name if alike == 1 and ";" not in name and name.strip() == name else each

    def read(self, text: str) -> str:
        """The id that a cell means; raises `Refused` with the names that there are."""
        wanted = text.strip().casefold()
        for each in self.by_id:
            if wanted in {each.casefold(), self.written(each).casefold()}:
                return each
        known = ", ".join(map(self.written, self.by_id))
        raise Refused(because("sheet.no_choice", given=text, choices=known))


class Sheet:
    """How the items of one plan stand in a sheet in one language."""

    def __init__(self, plan: Plan, language: Language) -> None:
        """The names are those of the plan."""
        self.language = language
        self.titles = {column: tell(f"sheet.column_{column}", language) for column in COLUMNS}
        self._channels = self._words(get_args(Channel))
        self._purposes = self._words(get_args(Purpose))
        self._shifts = Names({each: tell(f"sheet.shift_{each}", language) for each in SHIFTS})
        self._audiences = Names({each.id: each.name for each in plan.communications.audiences})
        self._organisations = Names({each.id: each.name for each in plan.organisations})
        self._roles = Names({each.id: each.name for each in plan.roles})
        self._yes, self._no = (tell(f"words.{word}", language) for word in ("yes", "no"))
        self._all, self._after = tell("sheet.all", language), tell("sheet.after", language)
        self._results = tell("sheet.results", language)
        self._first, self._last = tell("sheet.first", language), tell("sheet.last", language)

    def rows(self, items: Iterable[Item]) -> list[list[str]]:
        """The head and a row for each item."""
        return [list(self.titles.values()), *([self._cells(item)[column] for column in COLUMNS] for item in items)]

    def data(self, column: str, text: str) -> Any:
        """What a cell says, as it would stand in the file of the calendar; raises `Refused` when that cannot be told."""
        readers: dict[str, Callable[[str], Any]] = {
            "channel": self._channels.read,
            "purpose": self._purposes.read,
            "shift": self._shifts.read,
            "audiences": lambda cell: [self._audiences.read(each) for each in _parts(cell)],
            "organisations": self._where,
            "per_organisation": self._whether,
            "when": self._when,
            "at": _hour,
            "capacity": _count,
            "minutes": _count,
            **dict.fromkeys(("owner", "approver", "sender"), self._roles.read),
        }
        return readers[column](text) if column in readers else text

    def _words(self, ids: Iterable[str]) -> Names:
        return Names({each: tell(f"words.{each}", self.language) for each in ids})

    def _cells(self, item: Item) -> dict[str, str]:
        organisations = (
            self._all if item.organisations == "all" else self._joined(self._organisations, item.organisations)
        )
        session = item.session
        return {
            "id": item.id,
            "title": item.title,
            "channel": self._channels.written(item.channel),
            "audiences": self._joined(self._audiences, item.audiences),
            "core_message": item.core_message,
            "when": self._planned(item),
            "owner": self._roles.written(item.owner),
            "approver": self._roles.written(item.approver),
            "sender": self._roles.written(item.sender),
            "purpose": self._purposes.written(item.purpose),
            "organisations": organisations,
            "per_organisation": self._yes if item.per_organisation else self._no,
            "content": item.content,
            "at": f"{item.at:%H:%M}" if item.at else "",
            "shift": self._shifts.written(item.shift),
            "place": session.place if session else "",
            "capacity": str(session.capacity) if session else "",
            "minutes": str(session.minutes) if session else "",
        }

    def _joined(self, names: Names, ids: Iterable[str]) -> str:
        return "; ".join(map(names.written, ids))

    def _planned(self, item: Item) -> str:
        match item.when:
            case OnDay(day=day):
                return day.isoformat()
            case ByAnchor(part=part, offset=offset):
                return f"{part} {offset:+d}"
            case ByRound(campaign=campaign, offset=offset):
                return f"{campaign} {self._results} {offset:+d}"
            case ByRule(rule=rule, first=first, last=last, after=after):
                told = [rule]
                told += [f"{self._after} {after}"] if after else []
                told += [f"{self._first} {first.isoformat()}"] if first else []
                told += [f"{self._last} {last.isoformat()}"] if last else []
                return BETWEEN.join(told)

    def _when(self, text: str) -> dict[str, Any]:
        if text.upper().startswith("FREQ="):
            return {"kind": "repeat", **self._repeated(text)}
        if anchored := ANCHORED.fullmatch(text):
            return {"kind": "anchor", "part": anchored["part"], "offset": int(anchored["offset"])}
        if (told := TOLD.fullmatch(text)) and told["word"] == self._results:
            return {"kind": "round", "campaign": told["campaign"], "offset": int(told["offset"])}
        return {"kind": "once", "day": _day(text)}

    def _repeated(self, text: str) -> dict[str, Any]:
        rule, *further = (part.strip() for part in text.split("|"))
        found: dict[str, Any] = {"rule": rule}
        for part in further:
            word, _, value = part.rpartition(" ")
            if word == self._after:
                found["after"] = value
            elif word in {self._first, self._last}:
                found["first" if word == self._first else "last"] = _day(value)
            else:
                raise Refused(because("sheet.no_planning", given=part))
        return found

    def _where(self, text: str) -> Any:
        return (
            "all"
            if text.casefold() == self._all.casefold()
            else [self._organisations.read(each) for each in _parts(text)]
        )

    def _whether(self, text: str) -> bool:
        words = {self._yes: True, self._no: False}
        if text.casefold() not in words:
            raise Refused(because("sheet.no_choice", given=text, choices=f"{self._yes}, {self._no}"))
        return words[text.casefold()]


def at(row: int, column: str, what: Reason) -> Reason:
    """What is wrong with a cell, with its place."""
    return because("sheet.at", row=row, column=column, what=what)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _day(text: str) -> str:
    if found := DAY_FIRST.fullmatch(text):
        return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}"
    if not DAY.fullmatch(text):
        raise Refused(because("sheet.no_planning", given=text))
    return text


def _hour(text: str) -> str:
    found = HOUR.fullmatch(text)
    if found is None:
        raise Refused(because("sheet.no_hour", given=text))
    return f"{found['hour']:0>2}:{found['minute']}"


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
        raise Refused(because("sheet.no_count", given=text))
    return int(text)
