"""What is wrong with the blanks in the texts of the communication calendar, with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from scd_workflow.config.contents import FOLDER, WRITTEN, Content, content
from scd_workflow.config.problem import Place, Problem
from scd_workflow.domain.blanks import BLANKS, Blank, known, left_in
from scd_workflow.domain.plan_check.references import nearest
from scd_workflow.domain.reasons import because
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from scd_workflow.domain.blanks import Left
    from scd_workflow.domain.calendar_items import Item
    from scd_workflow.domain.plan import Plan
    from scd_workflow.domain.reasons import Reason

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
WHY: Final[dict[Blank, str]] = {
    "organisation": "blanks.not_per_organisation",
    "place": "blanks.no_session",
    "seats": "blanks.no_session",
    "part": "blanks.no_anchor",
    "part_day": "blanks.no_anchor",
    "gate": "blanks.no_gate",
}
"""Why nothing is known for a blank; the others can always be filled in."""


def blank_named(name: str) -> Blank | None:
    """The blank that a name means in one of the languages, None when it means none."""
    return _words().get(name.casefold())


def blank_problems(folder: Path, plan: Plan | None) -> Iterator[Problem]:
    """Every blank that does not exist, and of the items of the plan every blank that nothing is known for."""
    texts = dict(_texts(folder))
    for file, text in texts.items():
        for each in left_in(text):
            if blank_named(each.name) is None:
                yield Problem(Place(folder / FOLDER / file, each.line), _unknown(each))
    for item in plan.communications.items if plan else ():
        for each, why in _without_value(plan, item, texts.get(item.content, "")) if plan else ():
            yield Problem(Place(folder / FOLDER / item.content, each.line), why)


def unfilled(plan: Plan, item: Item, text: str) -> tuple[Reason, ...]:
    """Why the blanks of a text cannot all be filled in for an item, each with its line."""
    strange = ((each, _unknown(each)) for each in left_in(text) if blank_named(each.name) is None)
    found = sorted((*strange, *_without_value(plan, item, text)), key=lambda one: one[0].line)
    return tuple(because("blanks.at", line=each.line, what=why) for each, why in found)


def _without_value(plan: Plan, item: Item, text: str) -> Iterator[tuple[Left, Reason]]:
    can = known(plan, item)
    for each in left_in(text):
        blank = blank_named(each.name)
        if blank is not None and blank not in can:
            yield each, because(WHY[blank], name=each.name, item=item.id)


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    there = folder / FOLDER
    files: Iterable[Path] = sorted(there.iterdir()) if there.is_dir() else ()
    for file in files:
        found = content(folder, file.name) if file.suffix.lower() in WRITTEN else None
        if isinstance(found, Content):
            yield file.name, found.text


def _unknown(each: Left) -> Reason:
    return because(
        "blanks.unknown", name=each.name, nearest=nearest(each.name, _words()), choices=because("blanks.choices")
    )


def _words() -> dict[str, Blank]:
    return {tell(f"blanks.{blank}", language): blank for language in LANGUAGES for blank in BLANKS}
