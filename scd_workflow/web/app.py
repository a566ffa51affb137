"""All our pages in one application, behind the guards that every page has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from scd_workflow.app.feeds import Newsstand
from scd_workflow.app.reception import Reception
from scd_workflow.domain.errors import StoreUnavailable
from scd_workflow.web import calendars, errors, feeds, refusing, survey
from scd_workflow.web.guards import BodyLimit, Prefix, SecurityHeaders
from scd_workflow.web.rate import RateLimit
from scd_workflow.web.site import Site, prefix_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.routing import BaseRoute

    from scd_workflow.app.office import Office

PAGES: tuple[tuple[BaseRoute, ...], ...] = (survey.ROUTES, feeds.ROUTES, calendars.ROUTES, refusing.ROUTES)
"""The routes of each module of pages; a new module is a line here."""

STATIC = Mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")


def create_app(office: Office, *, now: Callable[[], datetime]) -> Starlette:
    """The application of an office; `now` is its clock. It may stand under any path, which `web_url` of the settings names."""
    guards = [
        Middleware(SecurityHeaders),
        Middleware(Prefix, prefix=prefix_of(office.settings.web_url)),
        Middleware(RateLimit),
        Middleware(BodyLimit),
    ]
    app = Starlette(
        routes=[*(route for pages in PAGES for route in pages), STATIC],
        middleware=guards,
        exception_handlers={
            HTTPException: errors.refused,
            StoreUnavailable: errors.unavailable,
            Exception: errors.broken,
        },
    )
    app.state.site = Site(office, now, Reception(office))
    app.state.newsstand = Newsstand(office)
    return app
