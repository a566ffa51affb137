"""The page of a reminder to look at a risk again: what could happen, how great that is, and what is done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.app.labels import organisation_name, risk_label
from scd_workflow.app.links import review_link
from scd_workflow.domain.ids import RiskId
from scd_workflow.domain.risks import known
from scd_workflow.render.page import MailPage, RiskRow
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from scd_workflow.app.desk import Desk, Reader
    from scd_workflow.domain.notices import Notice


def risk_page(desk: Desk, notice: Notice, reader: Reader, key: str) -> MailPage:
    """The facts of a notice about a risk as its template wants them; `key` is the outbox row's."""
    risk = known(desk.seen.progress, RiskId(notice.subject))
    caring = notice.why != "informed"
    day = tell("help.a_date", reader.language)
    return MailPage(
        kind="risk",
        step=notice.step,
        key=key,
        programme=desk.seen.plan.programme.name,
        recipient=reader.name,
        why=notice.why,
        due=notice.day,
        organisation=organisation_name(desk.seen.plan, notice.organisation),
        link=review_link(desk.forms, desk.office.people, risk_label(risk), notice.person) if caring else "",
        command=f"scd risk assess {risk.id} --by {reader.id} --review {day}" if caring else "scd risk list",
        risk=RiskRow(
            risk.id, risk.noted.what, risk.noted.why, risk.colour, risk.score, risk.last.side, risk.last.measure
        ),
    )
