"""Plain data against a Pydantic model: the model, or every difference in words that the writer of the file knows."""

from __future__ import annotations

import json
import re
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from scd_workflow.config.problem import error
from scd_workflow.domain.plan_check.references import nearest
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from scd_workflow.config.problem import Problem
    from scd_workflow.config.source import Data, Source
    from scd_workflow.domain.plan_check import Trail
    from scd_workflow.domain.reasons import Reason, Value

M = TypeVar("M", bound=BaseModel)

SENTENCES = {
    "missing": "config.missing",
    "union_tag_not_found": "config.missing_kind",
    "extra_forbidden": "config.unknown_key",
    "string_type": "config.text",
    "string_too_short": "config.empty",
    "string_too_long": "config.long_text",
    "string_pattern_mismatch": "config.id",
    "int_type": "config.number",
    "int_parsing": "config.number",
    "int_from_float": "config.number",
    "float_type": "config.decimal",
    "bool_type": "config.true_or_false",
    "bool_parsing": "config.true_or_false",
    "literal_error": "config.choice",
    "union_tag_invalid": "config.choice",
    "date_type": "config.date",
    "date_parsing": "config.date",
    "date_from_datetime_parsing": "config.date",
    "date_from_datetime_inexact": "config.date",
    "time_type": "config.time",
    "time_parsing": "config.time",
    "model_type": "config.mapping",
    "model_attributes_type": "config.mapping",
    "dict_type": "config.mapping",
    "tuple_type": "config.list",
    "list_type": "config.list",
    "too_short": "config.too_few",
    "too_long": "config.too_many",
    "greater_than_equal": "config.at_least",
    "less_than_equal": "config.at_most",
    "address": "config.address",
    "sender": "config.sender",
    "domain": "config.domain",
    "link": "config.link",
    "transport": "config.transport",
    "transport_open_login": "config.transport_open_login",
    "transport_password": "config.transport_password",
    "secret_name": "config.secret_name",
}
"""The sentence for each kind of difference; those from `address` on are our own."""

MAILBOX = re.compile(r"[^\s<>\",;:@]+\s?@(?=\S)")
"""The part of an address that names somebody, also of one that is wrong."""

UNREPEATED = {"transport", "transport_open_login", "transport_password", "secret_name"}
"""Differences in what may be, or hold, a secret that was written in the wrong place."""


KINDS = {"union_tag_invalid", "union_tag_not_found"}
"""Differences in the field `kind`, which Pydantic reports for the part that has the field."""


def parse(model: type[M], data: Data) -> M | list[ErrorDetails]:
    """The model that the data describes, or every way in which they differ.

    Strict, and by way of JSON, the only form in which Pydantic takes lists for tuples and texts for dates but neither
    `yes` nor `"5"` for a number.
    """
    try:
        return model.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as invalid:
        return [each for each in invalid.errors(include_url=False) if not _is_echo(each)]


def _is_echo(difference: ErrorDetails) -> bool:
    """Whether Pydantic calls a list too short because it left out the parts that it reports by themselves."""
    context = difference.get("ctx", {})
    return difference["type"] == "too_short" and len(difference["input"]) >= context["min_length"]


def told(model: type[BaseModel], source: Source, difference: ErrorDetails) -> Problem:
    """A difference as a problem at its line."""
    trail = trail_of(source.data, difference["loc"])
    code = _sentence(difference)
    place = source.place((*trail, "kind") if difference["type"] in KINDS else trail or difference["loc"][:1])
    return error(place, code, **_values(model, trail, difference))


def difference_told(model: type[BaseModel], difference: ErrorDetails) -> Reason:
    """A difference in words, without its place."""
    return because(_sentence(difference), **_values(model, (), difference))


def _sentence(difference: ErrorDetails) -> str:
    if difference["input"] is None and difference["type"] not in {"missing", "extra_forbidden"}:
        return "config.empty"
    return SENTENCES.get(difference["type"], "config.invalid")


def trail_of(data: Data, loc: tuple[str | int, ...]) -> Trail:
    """The part of the data that a location of Pydantic means.

    A location also holds the kind of a criterion, marks for keys, and fields that are not there; those are skipped.
    """
    trail: Trail = ()
    for step in loc:
        if isinstance(data, dict) and step in data:
            data = data[str(step)]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            continue
        trail = (*trail, step)
    return trail


def _values(model: type[BaseModel], trail: Trail, difference: ErrorDetails) -> dict[str, Value]:
    context = difference.get("ctx", {})
    expected = str(context.get("expected", context.get("expected_tags", "")))
    # Where a field may be of two shapes, Pydantic adds the shape that it tried to the location.
    names = [step for step in difference["loc"] if isinstance(step, str) and "[" not in step] or ["-"]
    limits = ("ge", "le", "min_length", "max_length")
    return {
        "field": names[-1],
        "given": "" if difference["type"] in UNREPEATED else _shown(context.get("tag", difference["input"])),
        "choices": ", ".join(re.findall(r"'([^']*)'", expected)),
        "limit": next((int(context[name]) for name in limits if name in context), 0),
        "nearest": nearest(names[-1], set(_fields(model, trail[:-1]))),
    }


def _shown(given: object) -> str:
    """What was written, short enough for a sentence and without mailboxes: runs that many can open tell what is wrong too."""
    text = MAILBOX.sub("…@", given if isinstance(given, str) else json.dumps(given, ensure_ascii=False))
    return text if len(text) <= 60 else f"{text[:57]}…"


def _fields(shape: Any, trail: Trail) -> Iterator[str]:
    """The names of the fields that may stand at a place in a model."""
    origin = get_origin(shape)
    if origin is Annotated:
        yield from _fields(get_args(shape)[0], trail)
    elif origin in {Union, UnionType}:
        for choice in get_args(shape):
            yield from _fields(choice, trail)
    elif origin in {tuple, list, dict} and trail:
        yield from _fields(get_args(shape)[-1 if origin is dict else 0], trail[1:])
    elif isinstance(shape, type) and issubclass(shape, BaseModel):
        fields = shape.model_fields
        if not trail:
            yield from fields
        elif trail[0] in fields:
            yield from _fields(fields[str(trail[0])].annotation, trail[1:])
