"""What every page has at hand: the office, the clock, the language of the reader, and the templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from scd_workflow import texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request

    from scd_workflow.app.office import Office
    from scd_workflow.app.reception import Reception
    from scd_workflow.domain.reasons import Value
    from scd_workflow.texts import Language

LANGUAGE = "taal"
"""The part of an address that says in which language the page is wanted."""


@dataclass(frozen=True, slots=True)
class Site:
    """The office whose pages these are, the clock by which they are made, and where answers come in."""

    office: Office
    now: Callable[[], datetime]
    reception: Reception


def site_of(request: Request) -> Site:
    """The site that a request came to."""
    site: Site = request.app.state.site
    return site


def language_of(request: Request) -> Language:
    """The language that the address asks for, and otherwise that of the settings."""
    asked = request.query_params.get(LANGUAGE)
    return cast("Language", asked) if asked in {"nl", "en"} else site_of(request).office.settings.language


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in the language of its reader; `path` leads from the root of the site to an address of ours."""
    language = language_of(request)
    root = request.scope.get("root_path", "")
    html = _templates().get_template(f"{template}.html.j2").render(
        language=language,
        tell=partial(_tell, language),
        path=lambda *parts: "/".join((root, *parts)),
        **values,
    )  # fmt: skip
    return HTMLResponse(html, status)


def prefix_of(url: str) -> str:
    """The path under which the site stands by its address; empty when that is a machine of its own."""
    return urlsplit(url).path.rstrip("/")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _tell(language: Language, code: str, **values: Value) -> str:
    return texts.tell(code, language, **values)
