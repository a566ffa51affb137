"""Mails as they go out in the example programme."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from scd_workflow.domain.codes import PLACEHOLDER
from scd_workflow.domain.reasons import because
from scd_workflow.render.digest import DigestPage, Line
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

CONDITION = replace(
    DUE,
    kind="condition",
    step="ahead",
    key="kza/condition/G1:1/-/1/2026-12-18/ahead/programmacontroller/mail",
    recipient="Programmacontroller",
    due=date(2026, 12, 18),
    criteria=(),
    condition=ConditionRow("De begroting is vastgesteld.", "Programmacontroller", date(2026, 12, 18)),
)
CONDITION_OVERDUE = replace(
    CONDITION,
    step="overdue",
    why="owner",
    recipient="Programmamanager",
    organisation="Zwijndrecht",
    link="",
    command="scd gate conditions",
)

ACTIVITY = replace(
    DUE,
    kind="activity",
    step="ahead",
    key="kza/activity/P2-01/zwijndrecht/1/2026-12-04/ahead/projectleider-zwijndrecht/mail",
    recipient="Projectleider Zwijndrecht",
    gate="",
    phase="Doorontwikkeling",
    due=date(2026, 12, 4),
    organisation="Zwijndrecht",
    criteria=(),
    task=Task(
        "P2-01 Uitvoeringsagenda maken",
        "Uitvoeringsagenda van de organisatie",
        ("Elke stap heeft een eigenaar en een datum.", "De sponsor heeft de agenda vastgesteld."),
    ),
)
ACTIVITY_OVERDUE = replace(
    ACTIVITY,
    step="overdue",
    why="owner",
    recipient="Programmamanager",
    link="",
    command="scd activity done P2-01 --organisation zwijndrecht --by programmamanager --evidence LINK",
)

EVALUATION = replace(
    DUE,
    kind="evaluation",
    step="ahead",
    key="kza/evaluation/gebruikers-scan:open/-/2/2027-03-09/ahead/veranderadviseur/mail",
    recipient="Veranderadviseur",
    gate="",
    phase="",
    due=date(2027, 3, 9),
    criteria=(),
    link="",
    command="scd evaluation open gebruikers-scan --by veranderadviseur",
    evaluation="Quick-scan gebruikers (gebruikers-scan-2)",
    doing="open",
)
EVALUATION_OVERDUE = replace(
    EVALUATION,
    step="overdue",
    why="owner",
    recipient="Programmamanager",
    doing="publish",
    command="scd evaluation list",
)

RISK = replace(
    DUE,
    kind="risk",
    step="due",
    key="kza/risk/R4/-/1/2026-11-29/due/privacy-officer/mail",
    recipient="Privacy officer",
    gate="",
    phase="",
    due=date(2026, 11, 30),
    criteria=(),
    risk=RiskRow(
        "R4",
        "De privacytoets loopt uit.",
        "De privacy officer is er weinig. Dan mag de eerste organisatie niet beginnen.",
        "red",
        16,
        "time",
    ),
)
RISK_OVERDUE = replace(
    RISK,
    step="overdue",
    why="owner",
    recipient="Programmamanager",
    organisation="Gemeente Zwijndrecht",
    link="",
    command="scd risk assess R2 --by programmamanager --review DATUM",
    risk=RiskRow(
        "R2",
        "Oude zaken gaan niet volledig over naar het zaaksysteem.",
        "In de oude mappen ontbreken gegevens.",
        "amber",
        8,
        "quality",
        "De mappen worden aangevuld.",
    ),
)

POSITION = replace(DUE, kind="position", step="ahead", recipient="Sponsor Zwijndrecht", speaker="Gemeente Zwijndrecht")
SILENT = replace(POSITION, step="due", silence_means_consent=True, criteria=DUE.criteria[:1])
RESERVED = replace(
    DUE,
    support=SupportRow(
        Decimal("0.66"),
        "reserved",
        given=6,
        asked=10,
        reasons=(
            because("positions.response_low", response=60, needed=80),
            because("positions.support_low", index=Decimal("0.66"), needed=Decimal("0.70")),
        ),
    ),
)
CARRIED = replace(TAKEN, support=SupportRow(Decimal("0.85"), "carried", given=10, asked=10))

REOPENED = replace(
    DUE,
    kind="gate_changed",
    step="reopened",
    key="kza/gate_changed/G1/-/1/2026-12-01/reopened/opdrachtgever/mail",
    criteria=(),
    code=PLACEHOLDER,
    change=ChangeRow(
        by="Jan in 't Veld",
        role="Bestuurlijk opdrachtgever",
        day=date(2026, 12, 1),
        reason="De cijfers klopten niet.\nDe accountant rekent ze na.",
        audit_head="57-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        due=date(2026, 12, 15),
        outcome="go",
    ),
)
assert REOPENED.change is not None
SUSPENDED = replace(
    REOPENED,
    step="suspended",
    organisation="Zwijndrecht",
    link="",
    command="scd gate decide G1 --by opdrachtgever",
    change=replace(REOPENED.change, outcome=None, until=date(2027, 1, 11), due=date(2027, 1, 22)),
)
EXTENDED = replace(
    REOPENED,
    step="extended",
    why="speaker",
    recipient="Sponsor Zwijndrecht",
    link="",
    code="",
    change=replace(REOPENED.change, outcome=None, days=5, speaks=True, position_due=date(2026, 12, 10)),
)
WAITING = replace(
    REOPENED,
    why="next_owners",
    recipient="Projectleider Zwijndrecht",
    link="",
    code="",
    change=replace(REOPENED.change, waits=TAKEN.opens),
)
WITHDRAWN = replace(EXTENDED, step="withdrawn", change=replace(REOPENED.change, outcome=None, due=None, speaks=True))
OWNED = replace(
    WITHDRAWN, why="owner", recipient="Programmamanager", change=replace(REOPENED.change, outcome=None, due=None)
)

CODE_FRESH = replace(
    DUE, kind="code", step="fresh", criteria=(), link="", code=PLACEHOLDER, recipient="Sponsor Zwijndrecht",
    gate="G2a Livegang", organisation="Zwijndrecht",
)  # fmt: skip
CODES = {
    "code_asked": replace(CODE_FRESH, step="asked"),
    "code_fresh": CODE_FRESH,
    "code_replaced": replace(
        CODE_FRESH, step="replaced", why="owner", code="", recipient="Programmamanager", whose="Sponsor Zwijndrecht"
    ),
}
"""Messages that only tell something about a code."""

CHANGES = {
    "extended": EXTENDED,
    "work_waits": WAITING,
    "withdrawn": OWNED,
    "withdrawn_from_speakers": WITHDRAWN,
}
"""Messages about a changed gate that ask their readers to do nothing."""

INFORMED = replace(OVERDUE, why="informed", recipient="Voorzitter stuurgroep")

DIGEST = DigestPage(
    key="kza/digest/2026-11-23/projectleider-dordrecht/mail",
    programme=DUE.programme,
    recipient="Projectleider Dordrecht",
    day=date(2026, 11, 23),
    lines=(
        Line("ahead", "Werk klaar uiterlijk 30 november 2026: P2-06 Opleiden (Dordrecht)", date(2026, 11, 30), LINK),
        Line("ahead", "Werk klaar uiterlijk 27 november 2026: P2-05 Koppelen (Dordrecht)", date(2026, 11, 27), LINK),
        Line(
            "overdue",
            "Te laat: P2-04 Inrichten (Dordrecht) moest klaar zijn op 20 november 2026",
            date(2026, 11, 20),
            command="scd activity done P2-04 --organisation dordrecht --by projectleider-dordrecht --evidence LINK",
        ),
    ),
)
"""The message of the day, whose lines are the subjects of what waited for it."""

COMMUNICATION = MailPage(
    kind="communication",
    step="ahead",
    key="kza/communication/nieuwsbrief:2027-02-02.draft/-/1/2027-01-19/ahead/communicatieadviseur/mail",
    programme="Klant-, Zaak- en Archiefgericht Werken",
    recipient="Communicatieadviseur",
    why="decider",
    gate="",
    phase="",
    due=date(2027, 1, 19),
    command="scd communications submit nieuwsbrief@2027-02-02 --by communicatieadviseur --content 'TEKST'",
    planned=Planned("Nieuwsbrief februari", date(2027, 2, 2), "Wat er deze maand verandert.", "draft"),
)
COMMUNICATION_OVERDUE = replace(
    COMMUNICATION,
    step="overdue",
    recipient="Sponsor Zwijndrecht",
    why="owner",
    organisation="Zwijndrecht",
    command="scd communications show live-min-1 --organisation zwijndrecht",
    planned=Planned(
        "Morgen gaan wij over", date(2027, 2, 2), "Wat u morgen anders doet.", "approve", "live-min-1.docx"
    ),
)

COMMUNICATION_APPROVE = replace(
    COMMUNICATION,
    recipient="Programmamanager",
    command="",
    link=LINK,
    planned=Planned(
        "Nieuwsbrief februari",
        date(2027, 2, 2),
        "Wat er deze maand verandert.",
        "approve",
        "nieuwsbrief-2.md",
        because("communications.stopped_changed"),
        "Elke aanvraag staat als **zaak** in het zaaksysteem.",
    ),
)

COMMUNICATION_PUBLISH = replace(
    COMMUNICATION,
    recipient="Sponsor Zwijndrecht",
    organisation="Zwijndrecht",
    command="",
    link=LINK,
    planned=Planned(
        "Vandaag werken wij in het nieuwe zaaksysteem",
        date(2027, 2, 2),
        "Wij zijn over. Hier vindt u hulp.",
        "publish",
        "live-dag.md",
        text="Zwijndrecht is over sinds dinsdag 2 februari 2027.",
        channel="intranet",
    ),
)

COMMUNICATION_HOLD = replace(
    COMMUNICATION,
    recipient="Veranderadviseur",
    command="scd communications record lunch-golf-1@2027-02-16 --by veranderadviseur --sent",
    planned=Planned(
        "Lunch-leersessie golf 1",
        date(2027, 2, 16),
        "In drie kwartier leert u één handeling.",
        "hold",
        channel="lunch-leersessie",
        place="Teams",
    ),
)

READINESS = replace(
    ORGANISATION_DUE,
    kind="readiness",
    step="ahead",
    key="kza/readiness/G2a/zwijndrecht/0/2026-11-23/ahead-5/projectleider-zwijndrecht/mail",
    recipient="Projectleider Zwijndrecht",
    criteria=DUE.criteria[1:2],
    link=LINK,
    command="",
)
READINESS_OVERDUE = replace(
    DUE,
    kind="readiness",
    step="overdue",
    key="kza/readiness/G1/-/0/2026-11-23/overdue+5/programmamanager/mail",
    recipient="Programmamanager",
    why="informed",
    link="",
    command="scd gate show G1",
)
OPENED = replace(
    DUE,
    kind="gate_opened",
    step="opened",
    key="kza/gate_opened/G1/-/1/2026-11-09/opened/programmamanager/mail",
    recipient="Programmamanager",
    why="owner",
    opening=OpeningRow("Programmamanager", "De begroting volgt in december; de leverancier kan niet wachten."),
)

PAGES = {
    "readiness": READINESS,
    "readiness_overdue": READINESS_OVERDUE,
    "gate_opened": OPENED,
    "informed": INFORMED,
    "due": replace(DUE, code=PLACEHOLDER),
    "due_for_organisation": ORGANISATION_DUE,
    "overdue": OVERDUE,
    "taken": TAKEN,
    "deferred": DEFERRED,
    "refused": REFUSED,
    "condition": CONDITION,
    "condition_overdue": CONDITION_OVERDUE,
    "activity": ACTIVITY,
    "communication": COMMUNICATION,
    "communication_overdue": COMMUNICATION_OVERDUE,
    "communication_approve": COMMUNICATION_APPROVE,
    "communication_publish": COMMUNICATION_PUBLISH,
    "communication_hold": COMMUNICATION_HOLD,
    "activity_overdue": ACTIVITY_OVERDUE,
    "evaluation": EVALUATION,
    "evaluation_overdue": EVALUATION_OVERDUE,
    "risk": RISK,
    "risk_overdue": RISK_OVERDUE,
    "position": POSITION,
    "position_silent": SILENT,
    "reserved": RESERVED,
    "carried": CARRIED,
    "reopened": REOPENED,
    "suspended": SUSPENDED,
}
