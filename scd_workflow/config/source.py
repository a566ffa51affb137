"""A YAML file as plain data that knows on which line each part of it stands.

Stricter than YAML where YAML surprises: a key stands once and is text, numbers are decimal, and there are no aliases or
labels, so that every value is written where it counts and a file never grows by being read.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from scd_workflow.config.problem import Place, Problem, error

if TYPE_CHECKING:
    from pathlib import Path

    from scd_workflow.domain.plan_check import Trail
    from scd_workflow.domain.reasons import Value

Data = dict[str, "Data"] | list["Data"] | str | int | float | bool | None

DEEPEST = 40
"""How deep parts may lie within parts: far more than a plan needs, far less than would exhaust the stack."""

LARGEST = 5_000_000
"""How many bytes a file may hold: a plan of 342 organisations needs about a tenth."""

DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\Z")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
YAML = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Source:
    """What a file says; `readable` is false when nothing can be said about what it lacks."""

    file: Path
    data: Data = None
    lines: dict[Trail, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    readable: bool = True

    def place(self, trail: Trail) -> Place:
        """The place of a part, or of the nearest part around it that the file has."""
        while trail and trail not in self.lines:
            trail = trail[:-1]
        return self.lines.get(trail, Place(self.file, 1))


def read(file: Path) -> Source:
    """The data of a YAML file; whatever is wrong with the file itself stands in its problems."""
    found = _text(file)
    if isinstance(found, Problem):
        return Source(file, problems=(found,), readable=False)
    return _Reader(file, found).source()


def _text(file: Path) -> str | Problem:
    """The text of a file, or why it cannot be had."""
    try:
        content = _content(file)
    except FileNotFoundError:
        return error(Place(file, 1), "config.file_missing")
    except OSError:
        return error(Place(file, 1), "config.file_unreadable")
    if isinstance(content, Problem):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        return error(Place(file, content.count(b"\n", 0, wrong.start) + 1), "config.encoding")


def _content(file: Path) -> bytes | Problem:
    status = file.stat()
    # Anything but a plain file, a pipe for one, could keep us reading for ever.
    if not stat.S_ISREG(status.st_mode):
        return error(Place(file, 1), "config.no_file")
    if status.st_size > LARGEST:
        return error(Place(file, 1), "config.file_too_large", limit=LARGEST // 1_000_000)
    return file.read_bytes()


class _HaltError(Exception):
    """The rest of the file cannot be read."""


class _Reader:
    """Reads the events of one YAML text; a parser of nodes would follow deep nesting until the stack is gone."""

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self.text = text
        self.lines: dict[Trail, Place] = {}
        self.problems: list[Problem] = []
        self.readable = True

    def source(self) -> Source:
        data: Data = None
        try:
            data = self._document()
        except _HaltError:
            self.readable = False
        except yaml.YAMLError as error:
            self.readable = False
            self._syntax(error)
        return Source(self.file, data, self.lines, tuple(self.problems), self.readable)

    def _document(self) -> Data:
        self.yaml = yaml.CSafeLoader(self.text)
        self.yaml.get_event()
        if self.yaml.check_event(yaml.StreamEndEvent):
            self._stop(1, "config.empty_file")
        self.yaml.get_event()
        data = self._value(())
        self.yaml.get_event()
        if not self.yaml.check_event(yaml.StreamEndEvent):
            self._stop(self._line(self._next()), "config.two_documents")
        if data is None:
            self._stop(1, "config.empty_file")
        return data

    def _value(self, trail: Trail) -> Data:
        event = self._next()
        line = self._line(event)
        self.lines.setdefault(trail, Place(self.file, line))
        if isinstance(event, AliasEvent):
            self._stop(line, "config.alias", name=str(event.anchor))
        if event.tag is not None:
            self._stop(line, "config.label", label=event.tag.removeprefix(YAML))
        if len(trail) > DEEPEST:
            self._stop(line, "config.too_deep", limit=DEEPEST)
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        return self._list(trail) if isinstance(event, SequenceStartEvent) else self._mapping(trail)

    def _list(self, trail: Trail) -> list[Data]:
        found: list[Data] = []
        while not self.yaml.check_event(SequenceEndEvent):
            found.append(self._value((*trail, len(found))))
        self.yaml.get_event()
        return found

    def _mapping(self, trail: Trail) -> dict[str, Data]:
        found: dict[str, Data] = {}
        while not self.yaml.check_event(MappingEndEvent):
            event = self._next()
            key = self._key(event)
            here = (*trail, key)
            if key in found:
                first = self.lines[here].line
                self._report(self._line(event), "config.duplicate_key", key=key, first=first)
                here = (*here, "")
            self.lines[here] = Place(self.file, self._line(event))
            value = self._value(here)
            found.setdefault(key, value)
        self.yaml.get_event()
        return found

    def _key(self, event: yaml.Event) -> str:
        if not isinstance(event, ScalarEvent):
            self._stop(self._line(event), "config.key_not_text", key="…")
        if self._tag(event) != "str":
            self._report(self._line(event), "config.key_not_text", key=event.value)
        return str(event.value)

    def _scalar(self, event: ScalarEvent) -> Data:
        tag, text = self._tag(event), str(event.value)
        match tag:
            case "null":
                return None
            case "bool":
                return text.lower() in {"yes", "true", "on"}
            case "int" if DECIMAL.match(text):
                return int(text)
            case "float" if text.lower().strip("+-.") not in {"inf", "nan"} and ":" not in text:
                return float(text.replace("_", ""))
        if CONTROL.search(text):
            self._report(self._line(event), "config.control_character")
        return CONTROL.sub("", text)

    def _tag(self, event: ScalarEvent) -> str:
        """What YAML takes a bare word for: `str`, `int`, `bool`, `null`, `timestamp` …."""
        resolve: Any = self.yaml.resolve
        return str(resolve(yaml.ScalarNode, event.value, event.implicit)).removeprefix(YAML)

    def _next(self) -> Any:
        return self.yaml.get_event()

    def _line(self, event: yaml.Event) -> int:
        assert event.start_mark is not None
        return event.start_mark.line + 1

    def _report(self, line: int, code: str, **values: Value) -> None:
        self.problems.append(error(Place(self.file, line), code, **values))

    def _stop(self, line: int, code: str, **values: Value) -> NoReturn:
        self._report(line, code, **values)
        raise _HaltError

    def _syntax(self, error: yaml.YAMLError) -> None:
        if isinstance(error, yaml.reader.ReaderError):
            line = self.text.encode().count(b"\n", 0, error.position) + 1
            self._report(line, "config.control_character")
        elif isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
            # Of a file that stops in the middle of a line the parser names the line after it.
            line = min(error.problem_mark.line, self.text.count("\n")) + 1
            opened = error.context_mark.line + 1 if error.context_mark is not None else line
            self._report(*_told(str(error.problem), line, opened, self.text))
        else:
            self._report(1, "config.yaml")


def _told(said: str, line: int, opened: int, text: str) -> tuple[int, str]:
    """Where to look and what to say when the parser says `said` at `line` about what began at `opened`."""
    lines = text.split("\n")
    if "tab" in said or (line <= len(lines) and "\t" in lines[line - 1]):
        return line, "config.tab"
    if "unexpected end of stream" in said:
        return opened, "config.open_quote"
    if "expected ','" in said:
        return opened, "config.open_bracket"
    if "mapping values are not allowed" in said:
        return line, "config.colon"
    return line, "config.yaml"
