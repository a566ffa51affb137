"""Pages that together reach every part of the templates, so that a broken one is found before it is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from scd_workflow.domain.reasons import because
from scd_workflow.render.page import ConditionRow, CriterionRow, Decided, MailPage, Work

DAY = date(2026, 11, 23)

DUE = MailPage(
    kind="decision",
    step="due",
    key="decision/G1/-/1/2026-11-23/due/director/mail",
    programme="Programme",
    recipient="Director",
    why="decider",
    gate="G1 Gate",
    phase="Phase 1",
    due=DAY,
    criteria=(
        CriterionRow("Work", met=True, reason=because("criteria.activities_done", done=2, all=2)),
        CriterionRow("Document", met=False, reason=because("criteria.not_approved", role="Board")),
        CriterionRow("Statement", met=False, reason=because("criteria.not_attested", role="Board"), mandatory=False),
    ),
    link="https://example.nl/form",
)
DECIDED = Decided("go", by="Director", role="Chair", day=DAY, rationale="Ready.", audit_head="2 ab12")
WORK = Work("P2-01 Work", DAY)
TAKEN = replace(DUE, kind="decision_taken", step="taken", decided=DECIDED)

SAMPLES = (
    DUE,
    replace(DUE, organisation="Municipality", why="owner", link="", command="scd gate decide G2a", criteria=DUE.criteria[:1]),
    replace(DUE, step="overdue"),
    replace(DUE, step="overdue", organisation="Municipality", why="owner", link="", command="scd gate decide G2a"),
    TAKEN,
    replace(TAKEN, why="next_owners", opens=(WORK, replace(WORK, organisation="Municipality"))),
    replace(TAKEN, why="next_owners", opens=(WORK,), link="", command="scd activity start P2-01"),
    replace(
        TAKEN,
        why="owner",
        link="",
        decided=replace(
            DECIDED, outcome="conditional_go", override_reason="Urgent.",
            conditions=(ConditionRow("Approve", owner="Secretary", due=DAY),),
        ),
    ),
    replace(TAKEN, organisation="Municipality", decided=replace(DECIDED, outcome="deferred", deferred_until=DAY)),
    replace(TAKEN, decided=replace(DECIDED, outcome="no_go", back_to=(WORK,))),
)  # fmt: skip
