"""The page on which people answer: it asks, keeps what was filled in when something is missing, and says thank you.

Nothing of a reader is kept but the answer: no cookie, no address, no moment. What proves that a form is ours goes with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Route

from scd_workflow.app.reception import Given
from scd_workflow.app.rounds import ANSWER
from scd_workflow.domain.ids import CampaignId
from scd_workflow.domain.instruments import MISSING
from scd_workflow.web.site import LANGUAGE, language_of, page, site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from scd_workflow.app.reception import Asked, Turned
    from scd_workflow.domain.instruments import Instrument

MOST_FIELDS: Final = 200
"""How many fields a form may have; the longest of ours has some thirty."""

THANKS: Final = "dank"
ROLE: Final = "rol"
NUMBER: Final = "nummer"
SEAL: Final = "zegel"

OURS: Final = frozenset({"same-origin", "none"})
"""What a browser says of a form that was sent from our own page."""

GONE: Final = 410
WRONG: Final = 422


@dataclass(frozen=True, slots=True)
class Filled:
    """What came back of a form: the value of each field, and what is wrong, by field, as codes of sentences."""

    values: dict[str, str]
    wrong: dict[str, str]


def ask(request: Request) -> Response:
    """The questions, or why there are none."""
    asked = _asked(request)
    return _turned(request, asked) if isinstance(asked, str) else _form(request, asked, Filled({}, {}))


async def take(request: Request) -> Response:
    """Keep the answers that a form brings."""
    _refuse_foreign(request)
    try:
        text = (await request.body()).decode()
        values = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise HTTPException(400) from error
    return await run_in_threadpool(_taken, request, values)


def thank(request: Request) -> Response:
    """Thank somebody; the page knows nothing of whom, or for what."""
    return page(request, "message", code="web.thanks")


ROUTES: Final = (
    Route(f"/{ANSWER}/{{campaign}}/{{number:int}}/{{token}}", ask, methods=["GET"]),
    Route(f"/{ANSWER}/{{campaign}}/{{number:int}}/{{token}}", take, methods=["POST"]),
    Route(f"/{ANSWER}/{THANKS}", thank, methods=["GET"]),
)


def _taken(request: Request, values: dict[str, str]) -> Response:
    site = site_of(request)
    asked = _asked(request, again=True)
    if isinstance(asked, str):
        return _turned(request, asked)
    filled = _checked(asked.instrument, values)
    if filled.wrong:
        return _form(request, asked, filled, WRONG)
    turned = site.reception.take(*_link(request), _given(asked.instrument, filled.values), site.now())
    if turned is not None:
        return _turned(request, turned)
    root, language = request.scope.get("root_path", ""), urlencode({LANGUAGE: language_of(request)})
    return RedirectResponse(f"{root}/{ANSWER}/{THANKS}?{language}", 303)


def _asked(request: Request, *, again: bool = False) -> Asked | Turned:
    site = site_of(request)
    return site.reception.ask(*_link(request), site.now(), again=again)


def _link(request: Request) -> tuple[CampaignId, int, str]:
    found = request.path_params
    return CampaignId(found["campaign"]), found["number"], found["token"]


def _refuse_foreign(request: Request) -> None:
    """Raise for a form that another site had a browser send."""
    said = request.headers.get("sec-fetch-site", "none")
    origin = request.headers.get("origin", "null")
    own = {request.headers.get("host"), urlsplit(site_of(request).office.settings.web_url).netloc}
    # A page that tells nobody where it is calls itself "null".
    if said not in OURS or (origin != "null" and urlsplit(origin).netloc not in own):
        raise HTTPException(403)


def _turned(request: Request, why: Turned) -> Response:
    if why == "unknown":
        raise HTTPException(404)
    return page(request, "message", GONE if why == "closed" else 200, code=f"web.{why}")


def _form(request: Request, asked: Asked, filled: Filled, status: int = 200) -> Response:
    number = filled.values.get(NUMBER, asked.number)
    seal = filled.values.get(SEAL, asked.seal)
    return page(request, "survey", status, asked=asked, filled=filled, number=number, seal=seal)


def _checked(instrument: Instrument, values: dict[str, str]) -> Filled:
    wrong: dict[str, str] = {}
    allowed = {str(answer.value) for answer in instrument.scale}
    for item in instrument.items:
        if values.get(item.id) not in allowed:
            wrong[item.id] = "web.choose"
    if values.get(ROLE, "") not in {"", *(role.id for role in instrument.roles)}:
        wrong[ROLE] = "web.choose"
    if instrument.open is not None and len(_words(instrument, values)) > instrument.open.longest:
        wrong[instrument.open.id] = "web.too_long"
    return Filled(values, wrong)


def _given(instrument: Instrument, values: dict[str, str]) -> Given:
    return Given(
        "".join(values.get(item.id, str(MISSING)) for item in instrument.items),
        values.get(ROLE, ""),
        _words(instrument, values),
        values.get(NUMBER, ""),
        values.get(SEAL, ""),
    )


def _words(instrument: Instrument, values: dict[str, str]) -> str:
    """What was written, with lines as a browser counts them and without what cannot be read."""
    if instrument.open is None:
        return ""
    lines = values.get(instrument.open.id, "").replace("\r\n", "\n")
    return "".join(sign for sign in lines if sign == "\n" or sign.isprintable()).strip()
