"""Reads what stands in the fields of a form, and remembers every reason why something could not be read."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, TypeVar, get_args

from scd_workflow.app.labels import named, person_named
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.reasons import Reason, because
from scd_workflow.texts import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from scd_workflow.app.labels import Named
    from scd_workflow.domain.ids import PersonId

T = TypeVar("T")

LANGUAGES: tuple[Language, ...] = get_args(Language)

DAY_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})\Z", re.ASCII)
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z", re.ASCII)
COUNT = re.compile(r"\d{1,9}\Z", re.ASCII)


class Reader:
    """Reads the fields of one form, and remembers every reason why one could not be read."""

    def __init__(self, form: str) -> None:
        """`form` is how the catalogue calls the form."""
        self._form = form
        self.reasons: list[Reason] = []

    def read(self, field: str, text: str, parse: Callable[[str], T]) -> T | None:
        """What `parse` makes of a field, None when it could not be read."""
        try:
            return parse(text.strip())
        except Refused as refused:
            self.reasons.extend(
                because("forms.at_field", field=self._title(field), what=why) for why in refused.reasons
            )
            return None

    def lines(self, field: str, text: str, parse: Callable[[str], T]) -> Iterator[T]:
        """What `parse` makes of each line of a field that says something."""
        for number, line in enumerate(text.splitlines(), start=1):
            try:
                if line.strip():
                    yield parse(line.strip())
            except Refused as refused:
                for why in refused.reasons:
                    self.reasons.append(because("forms.at_line", field=self._title(field), line=number, what=why))

    def refuse(self, field: str, code: str) -> None:
        """Remember what is wrong with a field that was read."""
        self.reasons.append(because("forms.at_field", field=self._title(field), what=because(code)))

    def _title(self, field: str) -> Reason:
        return because(f"forms.{self._form}_{field}")


def filled(text: str) -> str:
    """The text, which may not be empty."""
    if not text:
        raise Refused(because("forms.empty"))
    return text


def a_part(text: str) -> Named:
    """What the label of an activity or gate names."""
    filled(text)
    try:
        return named(text)
    except Refused:
        raise Refused(because("forms.not_a_choice", given=text)) from None


def a_person(text: str) -> PersonId:
    """The person whom a label names."""
    return person_named(filled(text))


def one_of(words: Mapping[str, T], text: str) -> T:
    """What one of the words stands for, whatever its capitals."""
    if filled(text).casefold() not in words:
        raise Refused(because("forms.not_a_choice", given=text))
    return words[text.casefold()]


def a_day(text: str) -> date:
    """A date, the day first or the year first."""
    found = DAY_FIRST.match(filled(text))
    parts = found.groups()[::-1] if found else getattr(YEAR_FIRST.match(text), "groups", tuple)()
    try:
        year, month, of_month = map(int, parts)
        return date(year, month, of_month)
    except ValueError:
        raise Refused(because("forms.not_a_day", given=text)) from None


def a_count(text: str) -> int:
    """A number of things; whether there may be so many is for the rules to say."""
    if not COUNT.match(filled(text)):
        raise Refused(because("forms.not_a_count", given=text))
    return int(text)
