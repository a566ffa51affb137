"""The file of the communication calendar with other items in it; all that stands before them stays as it was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from scd_workflow.domain.errors import Refused, said_by_system
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scd_workflow.domain.calendar_items import Item

FILE = "communications.yaml"
ITEMS = re.compile(r"^  items:.*", re.MULTILINE | re.DOTALL)


def put_items(folder: Path, items: Iterable[Item]) -> Path:
    """Write these items in the place of those in the file, and give the file; raises `Refused` when that cannot be done."""
    file = folder / FILE
    part = file.with_name(f".{FILE}.part")
    try:
        before = ITEMS.sub("", file.read_text(encoding="utf-8-sig"))
        part.write_text(f"{before.rstrip()}\n\n{_written(items)}", encoding="utf-8")
        part.replace(file)
    except (OSError, UnicodeError) as error:
        raise Refused(because("communications.not_written", file=str(file), said=said_by_system(error))) from None
    return file


def _written(items: Iterable[Item]) -> str:
    rows = [_plain(item.model_dump(mode="json", exclude_defaults=True) | {"when": _when(item)}) for item in items]
    text = yaml.safe_dump({"items": rows}, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None)
    return "".join(f"  {line}" for line in text.splitlines(keepends=True))


def _when(item: Item) -> dict[str, Any]:
    return item.when.model_dump(mode="json", exclude_none=True)


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    if "at" in data:
        data["at"] = data["at"][:5]
    return data
