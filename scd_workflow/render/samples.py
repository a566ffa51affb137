"""Pages that together reach every part of the templates, so that a broken one is found before it is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from scd_workflow.domain.reasons import because
from scd_workflow.render.digest import DigestPage, Line
from scd_workflow.render.invitation import InvitationPage
from scd_workflow.render.page import (
    ChangeRow,
    ConditionRow,
    CriterionRow,
    Decided,
    MailPage,
    OpeningRow,
    Planned,
    RiskRow,
    SupportRow,
    Task,
    Work,
)
from scd_workflow.render.said import SaidPage

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
    replaces="Colleague",
)
DECIDED = Decided("go", by="Director", role="Chair", day=DAY, rationale="Ready.", audit_head="2 ab12")
WORK = Work("P2-01 Work", DAY)
TAKEN = replace(DUE, kind="decision_taken", step="taken", decided=DECIDED)
ASKED = replace(DUE, kind="code", step="asked", criteria=(), link="", code="????-????-????")
CONDITION = replace(
    DUE, kind="condition", step="ahead", criteria=(), code=ASKED.code,
    condition=ConditionRow("Approve", owner="Secretary", due=DAY),
)  # fmt: skip
ACTIVITY = replace(
    DUE, kind="activity", step="ahead", gate="", criteria=(), task=Task("P2-01 Work", "Paper", ("Good", "Approved")),
)  # fmt: skip
EVALUATION = replace(
    DUE, kind="evaluation", step="ahead", gate="", phase="", criteria=(), link="", command="scd evaluation open S",
    evaluation="Scan", doing="open",
)  # fmt: skip
PLANNED = Planned("Newsletter", DAY, "What changes.", "draft")
COMMUNICATION = replace(
    DUE,
    kind="communication",
    step="ahead",
    gate="",
    phase="",
    criteria=(),
    link="",
    command="scd communications submit newsletter",
    planned=PLANNED,
)
RISK = replace(
    DUE, kind="risk", step="due", gate="", phase="", criteria=(), link="", command="scd risk assess R1",
    risk=RiskRow("R1", "Nobody has time", "The accounts; cases stay open.", "red", 16, "time"),
)  # fmt: skip
POSITION = replace(DUE, kind="position", step="ahead", speaker="Municipality", code=ASKED.code)
CHANGE = ChangeRow(
    by="Director",
    role="Chair",
    day=DAY,
    reason="The budget first.",
    audit_head=DECIDED.audit_head,
    due=DAY,
    outcome="go",
)
REOPENED = replace(DUE, kind="gate_changed", step="reopened", criteria=(), code=ASKED.code, change=CHANGE)
TOLD = replace(REOPENED, link="", code="", why="owner")
READINESS = replace(DUE, kind="readiness", step="ahead", replaces="")
OPENED = replace(DUE, kind="gate_opened", step="opened", why="owner", replaces="", opening=OpeningRow())
SUPPORT = SupportRow(Decimal("0.85"), "carried", 10, 10)

DIGEST = DigestPage(
    key="digest/2026-11-23/director/mail",
    programme="Programme",
    recipient="Director",
    day=DAY,
    lines=(
        Line("overdue", "P2-01 Work is late", DAY, link="https://example.nl/form"),
        Line("due", "P2-02 Work is due", DAY, link="https://example.nl/form"),
        Line("ahead", "P2-03 Work is due soon", DAY, command="scd activity done P2-03"),
    ),
)

SAID = SaidPage("said/news/-/1/2026-11-23/sent/reader/mail", "Programme", "Newsletter", "What changes.", "Director")

INVITED = InvitationPage(
    key="invitation/scan/1/municipality/invite/open/mail",
    programme="Programme",
    title="Scan",
    introduction="Two minutes.",
    organisation="Municipality",
    link="https://example.nl/v/scan/1/x",
    until=DAY,
    personal=False,
    reminder=False,
    everyone=True,
)

SAMPLES: tuple[MailPage | DigestPage | InvitationPage | SaidPage, ...] = (
    INVITED,
    replace(INVITED, personal=True, reminder=True),
    replace(INVITED, personal=True, reminder=True, everyone=False),
    replace(DUE, code=ASKED.code),
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
    CONDITION,
    replace(CONDITION, step="due", organisation="Municipality", link="", command="scd gate condition met G2a 1"),
    replace(CONDITION, step="overdue"),
    replace(CONDITION, step="overdue", why="owner", code="", link="", command="scd gate conditions"),
    replace(CONDITION, why="owner", code="", link="", command="scd gate conditions"),
    ACTIVITY,
    replace(ACTIVITY, step="due", organisation="Municipality", why="owner", link="", command="scd activity done P2-01"),
    replace(ACTIVITY, step="overdue", link="", command="scd activity done P2-01"),
    replace(ACTIVITY, step="overdue", organisation="Municipality", why="owner"),
    EVALUATION,
    replace(EVALUATION, step="due", why="owner", doing="close"),
    replace(EVALUATION, step="overdue", doing="publish"),
    replace(EVALUATION, step="overdue", why="owner", doing="feedback"),
    replace(EVALUATION, step="due", doing="purge"),
    COMMUNICATION,
    replace(COMMUNICATION, step="due", organisation="Municipality", planned=replace(PLANNED, what="approve", where="text.md", text="What changes.")),
    replace(COMMUNICATION, step="overdue", why="owner", planned=replace(PLANNED, what="missed", why=because("communications.stopped_changed"))),
    replace(COMMUNICATION, step="due", why="owner", planned=replace(PLANNED, what="choose")),
    replace(COMMUNICATION, step="due", planned=replace(PLANNED, what="publish", channel="intranet", text="What changes.")),
    replace(COMMUNICATION, step="overdue", planned=replace(PLANNED, what="hold", channel="training", place="Hall")),
    replace(COMMUNICATION, step="overdue", link="https://example.nl/form", planned=replace(PLANNED, what="evaluate", where="text.docx")),
    RISK,
    replace(RISK, link="https://example.nl/form", organisation="Municipality", why="owner"),
    replace(RISK, step="overdue", risk=RiskRow("R2", "It is late", "The supplier.", "amber", 8, "money", "Ask")),
    replace(RISK, step="overdue", why="owner"),
    *(replace(RISK, step=step, why="informed") for step in ("due", "overdue")),
    POSITION,
    replace(POSITION, step="overdue", organisation="Municipality", silence_means_consent=True),
    replace(POSITION, why="owner", code="", link="", command="scd gate positions G1"),
    replace(DUE, support=SUPPORT, risks=(because("briefing.no_measure"),), further=(because("briefing.nothing_now"),)),
    replace(TAKEN, support=replace(SUPPORT, verdict="reserved", reasons=(because("positions.response_low", response=60, needed=80),))),
    REOPENED,
    replace(TOLD, why="next_owners", change=replace(CHANGE, outcome=None, waits=(WORK, replace(WORK, organisation="Municipality")))),
    replace(TOLD, step="withdrawn", why="speaker", organisation="Municipality", change=replace(CHANGE, due=None, speaks=True)),
    replace(TOLD, step="withdrawn", change=replace(CHANGE, due=None)),
    replace(TOLD, step="suspended", why="decider", command="scd gate decide G1", change=replace(CHANGE, until=DAY)),
    replace(TOLD, step="extended", change=replace(CHANGE, days=1, speaks=True, position_due=DAY)),
    replace(TOLD, step="extended", change=replace(CHANGE, days=5, due=None)),
    READINESS,
    replace(READINESS, organisation="Municipality", why="owner", link="", command="scd gate show G2a"),
    replace(READINESS, step="overdue"),
    replace(READINESS, step="overdue", why="informed", link="", command="scd gate show G1"),
    OPENED,
    replace(OPENED, why="informed", organisation="Municipality", opening=OpeningRow("Director", "It cannot wait."), link=""),
    replace(ASKED, organisation="Municipality"),
    replace(ASKED, step="fresh"),
    replace(ASKED, step="replaced", why="owner", code="", whose="Director"),
    *(
        replace(page, why="informed", code="", link="", command="scd gate decide G1")
        for page in (DUE, replace(DUE, step="overdue"), CONDITION, replace(CONDITION, step="overdue"), POSITION)
    ),
    *(replace(ACTIVITY, step=step, why="informed") for step in ("due", "overdue")),
    DIGEST,
    replace(DIGEST, lines=DIGEST.lines[2:]),
    replace(SAID, link="https://example.nl/text", organisation="Municipality"),
    replace(SAID, recipient="Director", text="*What* changes.", refuse="https://example.nl/refuse"),
    replace(SAID, file="news.pdf"),
)  # fmt: skip
