"""The page by which a reader refuses a newsletter, and the address to which mail programs post the same by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.routing import Route

from scd_workflow.app.letters import REFUSE
from scd_workflow.app.refusing import is_token, refuse
from scd_workflow.web.site import page, site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def ask(request: Request) -> Response:
    """Ask whether the reader means it: programs that look for harm open every link of a mail."""
    if not is_token(site_of(request).office, request.path_params["token"]):
        raise HTTPException(404)
    return page(request, "refuse")


def take(request: Request) -> Response:
    """Write to the reader no more. Who posts is not asked: it is the mail program (RFC 8058), and the address is the proof."""
    site = site_of(request)
    if not refuse(site.office, request.path_params["token"], site.now()):
        raise HTTPException(404)
    return page(request, "message", code="web.refused")


ROUTES: Final = (
    Route(f"/{REFUSE}/{{token}}", ask, methods=["GET"]),
    Route(f"/{REFUSE}/{{token}}", take, methods=["POST"]),
)
