"""What a person reads when everything runs: where to click, what waits for whom, where the messages are."""

from __future__ import annotations

import shlex
from collections import Counter
from typing import TYPE_CHECKING, Final

from scd_workflow.app.labels import BETWEEN, label, person_label
from scd_workflow.app.links import DECIDE, prefilled
from scd_workflow.app.outgoing import outbox_lines
from scd_workflow.app.view import view
from scd_workflow.config.plan import load_plan
from scd_workflow.domain import due
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.ids import GateId
from scd_workflow.report.due import asked, part, subject_name
from scd_workflow.store.engine import reading
from scd_workflow.store.links import links
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.config.settings import Settings
    from scd_workflow.domain.obligations import Obligation

MOST: Final = 5
"""How many things that wait are named; the rest is for `scd due`."""


def lines(office: Office, now: datetime, language: Language) -> Iterator[str]:
    """The lines, in their order."""
    with reading(office.engine) as connection:
        seen = view(connection, office.programme, now)
        forms = links(connection, office.programme)
    # The decisions first: the others wait for those.
    waiting = sorted(due.obligations(seen.progress), key=lambda each: each.kind != "decision")
    yield tell("up.ready", language)
    yield tell("up.inbox", language, url=f"{office.settings.ui_url}/v2/runs?state=Suspended")
    yield tell("up.waiting" if waiting else "up.nothing_waits", language)
    for obligation in waiting[:MOST]:
        yield from _waiting(office, seen, forms, obligation, language)
    if len(waiting) > MOST:
        yield tell("up.more_waits", language, count=len(waiting) - MOST)
    yield from _messages(office, language)


def _what(seen: View, obligation: Obligation, language: Language) -> str:
    if obligation.subject not in seen.network.positions:
        named = part(obligation) if obligation.kind == "communication" else obligation.subject
        return f"{named}{BETWEEN}{subject_name(seen.progress, obligation)}"
    return label(seen.network, obligation.subject, obligation.organisation, obligation.attempt, language=language)


def without_plan(settings: Settings, environ: Mapping[str, str], today: date, language: Language) -> str:
    """How to put the plan in force, with the settings that the other window needs as well."""
    # Not the address of the database: it may hold a password.
    given = {name: environ[name] for name in ("SCD_CONFIG", "SCD_VAR", "SCD_PROGRAMME") if environ.get(name)}
    before = "".join(f"{name}={shlex.quote(value)} " for name, value in given.items())
    has_start = load_plan(settings.config).programme.start is not None
    after = "" if has_start else f" --start {today.isoformat()}"
    return tell("up.no_plan", language, command=f"{before}.venv/bin/scd plan adopt{after}")


def _waiting(
    office: Office, seen: View, forms: Mapping[str, str], obligation: Obligation, language: Language
) -> Iterator[str]:
    names = {person.id: person.name for person in office.people.people}
    who = ", ".join(names.get(person, person) for person in obligation.people)
    what = _what(seen, obligation, language)
    about = "" if obligation.kind == "communication" else obligation.about
    kind = " ".join(filter(None, (asked(obligation, language), about)))
    yield tell("up.waits", language, kind=kind, what=what, who=who or tell("up.nobody", language), due=obligation.due)
    if obligation.kind == "decision" and DECIDE in forms:
        decider = {"wie": person_label(office.people, obligation.people[0])} if obligation.people else {}
        gate = seen.network.gates[GateId(obligation.subject)]
        mark = briefing(seen.progress, gate, obligation.organisation).mark
        yield tell("up.decide", language, url=prefilled(forms, DECIDE, {"gate": what, **decider, "kenmerk": mark}))


def _messages(office: Office, language: Language) -> Iterator[str]:
    states = Counter(line.state for line in outbox_lines(office))
    unsent = states["waiting"] + states["claimed"] + states["retry"]
    kind, place = _mail(office.settings.mail_url)
    yield tell(f"up.messages_{kind}", language, count=states["sent"], place=place)
    if unsent:
        yield tell("up.unsent", language, count=unsent)


def _mail(mail_url: str) -> tuple[str, str]:
    """Whether mail goes to a folder or a server, and which, without the name and password that its address may hold."""
    if "://" not in mail_url:
        return "folder", mail_url
    return "server", mail_url.partition("://")[2].rpartition("@")[2]
