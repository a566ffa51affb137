"""The forms of the risk register: a risk is noted, or one that is there is assessed anew or closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from scd_workflow.app import risks
from scd_workflow.app.answers import Answer
from scd_workflow.app.labels import first_named, place_named, risk_named
from scd_workflow.app.reader import LANGUAGES, Reader, a_day, a_person, filled, one_of
from scd_workflow.app.risk_choices import STEPS, change_word, side_word, step_word
from scd_workflow.domain.errors import Refused, refuse_if
from scd_workflow.domain.ids import RiskId, RoleId
from scd_workflow.domain.reasons import because
from scd_workflow.domain.risk_events import SIDES, Side
from scd_workflow.domain.risks import Assessing, Change, Closing, Noting
from scd_workflow.report.runs import outcome_page
from scd_workflow.texts import day, tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scd_workflow.app.office import Office


@dataclass(frozen=True, slots=True)
class NotingForm:
    """The form by which a risk is noted."""

    wat: str
    waarom: str
    voor: str
    eigenaar: str
    kans: str
    impact: str
    raakt: str
    bekijken: str
    wie: str
    maatregel: str = ""


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """The form by which a risk is assessed anew or closed; what is empty of an assessment stays as it was."""

    risico: str
    wat: str
    wie: str
    bekijken: str = ""
    kans: str = ""
    impact: str = ""
    maatregel: str = ""
    eigenaar: str = ""
    toelichting: str = ""


def noting(form: NotingForm) -> Noting:
    """The risk that a form tells of; raises `Refused` with everything that cannot be read."""
    reader = Reader("risk")
    where = reader.read("voor", form.voor, lambda text: place_named(filled(text)))
    owner = reader.read("eigenaar", form.eigenaar, _role)
    probability = reader.read("kans", form.kans, _step)
    impact = reader.read("impact", form.impact, _step)
    side = reader.read("raakt", form.raakt, _side)
    review = reader.read("bekijken", form.bekijken, a_day)
    person = reader.read("wie", form.wie, a_person)
    refuse_if(reader.reasons)
    assert owner is not None
    assert probability is not None
    assert impact is not None
    assert side is not None
    assert review is not None
    assert person is not None
    return Noting(
        where, person, form.wat, form.waarom, owner, probability, impact, side, review, form.maatregel, "form"
    )


def reviewed(form: ReviewForm) -> Assessing | Closing:
    """What a form says of a risk; raises `Refused` with everything that cannot be read."""
    reader = Reader("review")
    risk = reader.read("risico", form.risico, _risk)
    change = reader.read("wat", form.wat, _change)
    person = reader.read("wie", form.wie, a_person)
    if change == "close":
        for name in ("bekijken", "kans", "impact", "maatregel", "eigenaar"):
            if _told(getattr(form, name)):
                reader.refuse(name, "forms.review_needless")
        refuse_if(reader.reasons)
        assert risk is not None
        assert person is not None
        return Closing(risk, person, form.toelichting, "form")
    review = reader.read("bekijken", form.bekijken, a_day)
    probability = reader.read("kans", form.kans, _step) if _told(form.kans) else None
    impact = reader.read("impact", form.impact, _step) if _told(form.impact) else None
    owner = reader.read("eigenaar", form.eigenaar, _role) if _told(form.eigenaar) else None
    refuse_if(reader.reasons)
    assert risk is not None
    assert person is not None
    assert review is not None
    measure = form.maatregel if form.maatregel.strip() else None
    return Assessing(risk, person, review, owner, probability, impact, None, measure, form.toelichting, "form")


def noted(office: Office, now: datetime, request: str, *, form: NotingForm) -> Answer:
    """Note a risk; raises `Refused` with every reason why not."""
    said = noting(form)
    event = risks.note(office, said, now, request=request)
    assert event.kind == "risk_noted"
    language = office.settings.language
    told = (
        ("risk", f"{event.risk} {event.what}"), ("text", event.why), ("probability", form.kans), ("impact", form.impact),
        ("side", form.raakt), ("measure", event.measure), ("owner", form.eigenaar),
        ("review", day(event.review, language)), ("person", form.wie),
    )  # fmt: skip
    return _answer(office, "risk_noted", event.risk, told)


def seen_again(office: Office, now: datetime, request: str, *, form: ReviewForm) -> Answer:
    """Assess or close a risk; raises `Refused` with every reason why not."""
    said, language = reviewed(form), office.settings.language
    if isinstance(said, Closing):
        risks.close(office, said, now, request=request)
        closed = (("risk", form.risico), ("text", said.reason.strip()), ("person", form.wie))
        return _answer(office, "risk_closed", said.risk, closed)
    event = risks.assess(office, said, now, request=request)
    assert event.kind == "risk_assessed"
    told = (
        ("risk", form.risico), ("probability", step_word("kans", event.probability, language)),
        ("impact", step_word("impact", event.impact, language)), ("measure", event.measure),
        ("review", day(event.review, language)), ("text", event.note), ("person", form.wie),
    )  # fmt: skip
    return _answer(office, "risk_assessed", said.risk, told)


def _answer(office: Office, name: str, risk: RiskId, told: Sequence[tuple[str, str]]) -> Answer:
    language = office.settings.language
    page = outcome_page(tell(f"flows.{name}_title", language), told, language)
    return Answer(
        tell(f"flows.{name}", language), tell(f"flows.{name}_summary", language, risk=risk), page, f"risico-{risk}"
    )


def _told(text: str) -> bool:
    """Whether a field says something else than that all stays as it was."""
    return text.strip() not in {"", *(tell("forms.unchanged", language) for language in LANGUAGES)}


def _risk(text: str) -> RiskId:
    filled(text)
    try:
        return risk_named(text)
    except Refused:
        raise Refused(because("forms.not_a_choice", given=text)) from None


def _role(text: str) -> RoleId:
    return RoleId(first_named(filled(text)))


def _step(text: str) -> int:
    """A step of the scale, by its whole line or its number alone."""
    words = {
        step_word(name, step, language): step for name in ("kans", "impact") for step in STEPS for language in LANGUAGES
    }
    return one_of(words | {str(step): step for step in STEPS}, text)


def _side(text: str) -> Side:
    return one_of({side_word(side, language): side for language in LANGUAGES for side in SIDES}, text)


def _change(text: str) -> Change:
    words: dict[str, Change] = {
        change_word(change, language): change for language in LANGUAGES for change in get_args(Change)
    }
    return one_of(words, text)
