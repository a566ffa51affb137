"""What a reader sees when there is no page to give."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

from scd_workflow.web.site import page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

SAID: Final = {400: "web.bad_request", 403: "web.forbidden", 404: "web.not_found", 405: "web.not_found"}
"""What to say of each status; of others what is said of a fault."""

TRY_AGAIN: Final = {"retry-after": "30"}

logger = logging.getLogger(__name__)


def refused(request: Request, error: Exception) -> Response:
    """The page of a request that cannot be met."""
    assert isinstance(error, HTTPException)
    return page(request, "message", error.status_code, code=SAID.get(error.status_code, "web.broken"))


def unavailable(request: Request, error: Exception) -> Response:
    """The page while the database cannot be used."""
    del error
    response = page(request, "message", 503, code="web.unavailable")
    response.headers.update(TRY_AGAIN)
    return response


def broken(request: Request, error: Exception) -> Response:
    """The page of a fault of ours; where it broke is logged, not what the reader sent or the address of the page."""
    logger.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    return page(request, "message", 500, code="web.broken")
