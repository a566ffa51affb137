"""The results of an evaluation as a page: pictures with their tables, no scripts, nothing from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scd_workflow import texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from scd_workflow.domain.reasons import Value
    from scd_workflow.texts import Language


@dataclass(frozen=True, slots=True)
class Section:
    """A table under its title, with the pictures (as SVG) that show the same."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """What the page says: of which round of which programme, published when, in which sections, with what remarks."""

    title: str
    programme: str
    published: date
    sections: Sequence[Section]
    remarks: Sequence[str]


def page(found: ResultsPage, language: Language) -> str:
    """The results as one HTML page in a language."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["tell"] = partial(_tell, language)
    return environment.get_template("results.html.j2").render(found=found, language=language) + "\n"


def _tell(language: Language, code: str, **values: Value) -> str:
    return texts.tell(code, language, **values)
