"""The page of a reminder of work: what has to be finished, by when, and where that is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.app.labels import organisation_name
from scd_workflow.app.links import work_link
from scd_workflow.domain.ids import ActivityId
from scd_workflow.render.page import MailPage, Task

if TYPE_CHECKING:
    from scd_workflow.app.desk import Desk, Reader
    from scd_workflow.domain.notices import Notice


def work_page(desk: Desk, notice: Notice, reader: Reader, key: str) -> MailPage:
    """The facts of a notice about an activity as its template wants them; `key` is the outbox row's."""
    network, office = desk.seen.network, desk.office
    activity = network.activities[ActivityId(notice.subject)]
    where = f" --organisation {notice.organisation}" if notice.organisation else ""
    return MailPage(
        kind="activity",
        step=notice.step,
        key=key,
        programme=desk.seen.plan.programme.name,
        recipient=reader.name,
        why=notice.why,
        phase=network.item(activity.id).phase.name,
        due=notice.day,
        organisation=organisation_name(desk.seen.plan, notice.organisation),
        link=work_link(desk.forms, network, office.people, notice, office.settings.language),
        command=f"scd activity done {activity.id}{where} --by {reader.id} --evidence LINK",
        task=Task(
            f"{activity.id} {activity.name}",
            activity.deliverable.name,
            tuple(each.text for each in activity.deliverable.acceptance),
        ),
    )
