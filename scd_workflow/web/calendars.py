"""The same calendars as pages for in a browser: a month, a quarter or a year with its picture, behind the same address."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from scd_workflow.app.feeds import FEEDS, Newsstand
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.period import Period, period_named
from scd_workflow.render.table_page import STYLE
from scd_workflow.web.feeds import LONGEST_TOKEN
from scd_workflow.web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

STYLED: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{STYLED}'; img-src 'self'; form-action 'none'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
"""Such a page brings its own style, which is known by what it says, and nothing else."""


def begin(request: Request) -> Response:
    """Lead to the quarter of today."""
    token = _token(request)
    period = _stand(request).begin(token, site_of(request).now())
    if period is None:
        raise HTTPException(404)
    return RedirectResponse(f"{token}/{period.name}", status_code=302)


def show(request: Request) -> Response:
    """The page of a period."""
    page = _stand(request).page(_token(request), _period(request), site_of(request).now())
    if page is None:
        raise HTTPException(404)
    return HTMLResponse(page, headers={"content-security-policy": POLICY})


def draw(request: Request) -> Response:
    """The picture of a period."""
    picture = _stand(request).picture(_token(request), _period(request), site_of(request).now())
    if picture is None:
        raise HTTPException(404)
    return Response(picture, media_type="image/svg+xml")


def _stand(request: Request) -> Newsstand:
    stand: Newsstand = request.app.state.newsstand
    return stand


def _token(request: Request) -> str:
    token: str = request.path_params["token"]
    if len(token) > LONGEST_TOKEN:
        raise HTTPException(404)
    return token


def _period(request: Request) -> Period:
    try:
        return period_named(request.path_params["period"])
    except Refused:
        raise HTTPException(404) from None


ROUTES: Final = (
    Route(f"/{FEEDS}/{{token}}", begin, methods=["GET"]),
    Route(f"/{FEEDS}/{{token}}/{{period}}.svg", draw, methods=["GET"]),
    Route(f"/{FEEDS}/{{token}}/{{period}}", show, methods=["GET"]),
)
