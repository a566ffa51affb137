"""The page of a reminder of an evaluation: what has to be done with which round, by when, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from scd_workflow.domain.campaigns import Round
from scd_workflow.domain.ids import CampaignId
from scd_workflow.render.page import MailPage

if TYPE_CHECKING:
    from scd_workflow.app.desk import Desk, Reader
    from scd_workflow.domain.evaluations import Doing
    from scd_workflow.domain.notices import Notice


def evaluation_page(desk: Desk, notice: Notice, reader: Reader, key: str) -> MailPage:
    """The facts of a notice about a round as its template wants them; `key` is the outbox row's."""
    campaign = desk.seen.network.campaigns[CampaignId(notice.subject)]
    round_ = Round(campaign, notice.attempt, desk.seen.state.programme.round(campaign.id, notice.attempt))
    link = " --evidence LINK" if notice.about == "feedback" else ""
    if notice.about == "purge":
        link = f" --round {notice.attempt}"
    own = f"scd evaluation {notice.about} {campaign.id} --by {reader.id}{link}"
    return MailPage(
        kind="evaluation",
        step=notice.step,
        key=key,
        programme=desk.seen.plan.programme.name,
        recipient=reader.name,
        why=notice.why,
        due=notice.day,
        evaluation=f"{campaign.name} ({round_.label})",
        doing=cast("Doing", notice.about),
        command=own if notice.why == "decider" else "scd evaluation list",
    )
