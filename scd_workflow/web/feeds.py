"""Calendars for Outlook and others, which fetch them by an address that nobody can guess."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from scd_workflow.app.feeds import FEEDS, Newsstand
from scd_workflow.web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

LONGEST_TOKEN: Final = 64
NOT_MODIFIED: Final = 304


def fetch(request: Request) -> Response:
    """The calendar at an address; whoever has its newest gets nothing anew."""
    token = request.path_params["token"]
    stand: Newsstand = request.app.state.newsstand
    known = request.headers.get("if-none-match", "").removeprefix("W/").strip('"')
    found = stand.fetch(token, site_of(request).now(), known) if len(token) <= LONGEST_TOKEN else None
    if found is None:
        raise HTTPException(404)
    headers = {"etag": f'"{found.mark}"', "cache-control": "private, no-cache"}
    if known == found.mark:
        return Response(status_code=NOT_MODIFIED, headers=headers)
    headers["content-disposition"] = 'inline; filename="agenda.ics"'
    return Response(found.content, media_type="text/calendar; charset=utf-8", headers=headers)


ROUTES: Final = (Route(f"/{FEEDS}/{{token}}.ics", fetch, methods=["GET"]),)
