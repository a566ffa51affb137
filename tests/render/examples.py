"""Mails as they go out in the example programme."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from scd_workflow.domain.reasons import because
from scd_workflow.render.page import ConditionRow, CriterionRow, Decided, MailPage, Work

CONFIG = Path(__file__).parents[2] / "config"
LINK = "https://scd.example.nl/deployments/deployment/0f6c/run?parameters=%7B%22gate%22%3A%22G1%22%7D"

DUE = MailPage(
    kind="decision",
    step="due",
    key="kza/decision/G1/-/1/2026-11-23/due/opdrachtgever/mail",
    programme="Klant-, Zaak- en Archiefgericht Werken",
    recipient="Bestuurlijk opdrachtgever",
    why="decider",
    gate="G1 Basis op Orde",
    phase="Basis op Orde",
    due=date(2026, 11, 23),
    criteria=(
        CriterionRow(
            "Alle verplichte activiteiten van fase 1 zijn gereed.",
            met=True,
            reason=because("criteria.activities_done", done=17, all=17),
        ),
        CriterionRow(
            "De begroting is vastgesteld.", met=False, reason=because("criteria.not_approved", role="Stuurgroep")
        ),
        CriterionRow(
            "De 0-meting is gepubliceerd.",
            met=False,
            reason=because("criteria.not_attested", role="Programmamanager"),
            mandatory=False,
        ),
    ),
    link=LINK,
)

ORGANISATION_DUE = replace(
    DUE,
    recipient="Sponsor Zwijndrecht",
    gate="G2a Livegang",
    phase="Doorontwikkeling",
    organisation="Zwijndrecht",
    criteria=DUE.criteria[:1],
    link="",
    command="scd gate decide G2a --organisation zwijndrecht --by sponsor-zwijndrecht",
)

OVERDUE = replace(DUE, step="overdue", why="owner", recipient="Programmamanager")

TAKEN = replace(
    DUE,
    kind="decision_taken",
    step="taken",
    why="next_owners",
    recipient="Projectleider Zwijndrecht",
    criteria=DUE.criteria[:2],
    decided=Decided(
        outcome="conditional_go",
        by="Jan in 't Veld",
        role="Bestuurlijk opdrachtgever",
        day=date(2026, 11, 23),
        rationale="De basis staat.\nDe begroting volgt nog.",
        audit_head="42-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        conditions=(ConditionRow("De begroting is vastgesteld.", "Programmacontroller", date(2026, 12, 18)),),
        override_reason="De begroting is besproken, maar nog niet getekend.",
    ),
    opens=(
        Work("P2-01 Uitvoeringsagenda maken", date(2026, 12, 4), "Zwijndrecht"),
        Work("P2-03 Functionaliteiten kiezen", date(2027, 1, 15)),
    ),
)

assert TAKEN.decided is not None
DEFERRED = replace(
    TAKEN,
    why="decider",
    recipient="Bestuurlijk opdrachtgever",
    decided=replace(
        TAKEN.decided, outcome="deferred", deferred_until=date(2026, 12, 7), conditions=(), override_reason=""
    ),
    opens=(),
    link="",
    command="scd status",
)
REFUSED = replace(
    DEFERRED,
    decided=replace(
        TAKEN.decided,
        outcome="no_go",
        conditions=(),
        override_reason="",
        back_to=(Work("P1-08 Begroting opstellen", date(2026, 12, 14)),),
    ),
)

PAGES = {
    "due": DUE,
    "due_for_organisation": ORGANISATION_DUE,
    "overdue": OVERDUE,
    "taken": TAKEN,
    "deferred": DEFERRED,
    "refused": REFUSED,
}
