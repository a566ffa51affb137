"""What stands on the page of a run: how the programme stands, and what became of a form. All of it is Markdown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from scd_workflow.domain import due
from scd_workflow.domain.balance import stays_away
from scd_workflow.domain.plan import Activity
from scd_workflow.report import overrides
from scd_workflow.report.absences import undecided_table
from scd_workflow.report.balance import away_table
from scd_workflow.report.briefing import further_markdown
from scd_workflow.report.conditions import late_table
from scd_workflow.report.due import table as due_table
from scd_workflow.report.status import lines, phase_table
from scd_workflow.report.table import Table, escaped
from scd_workflow.texts import Language, day, say, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.domain.briefing import Briefing
    from scd_workflow.domain.criteria import Finding
    from scd_workflow.domain.events import GateDecided
    from scd_workflow.domain.obligations import Obligation
    from scd_workflow.domain.plan import Phase
    from scd_workflow.domain.progress import Progress, Standing
    from scd_workflow.domain.reasons import Reason

FRIDAY = 4


@dataclass(frozen=True, slots=True)
class OpenGate:
    """A gate that awaits its decision: its name, where it is decided, and where its briefing stands (or nowhere)."""

    name: str
    due: str
    decide: str
    briefing: str = ""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """An activity or gate as one box of the picture: `after` are the boxes of the same phase before it."""

    part: str
    name: str
    state: str
    message: str
    finished: bool
    after: tuple[str, ...]


def programme_page(progress: Progress, open_gates: Iterable[OpenGate], language: Language) -> str:
    """The whole programme: which decisions are awaited, what is due or overdue, what was deviated from, who stays away, a table per phase."""
    tables = (
        undecided_table(progress, language),
        late_table(progress, language),
        overrides.table(progress, language),
        away_table(away, language) if (away := stays_away(progress)) else None,
        *(phase_table(progress, phase, language) for phase in progress.network.plan.phases),
    )
    shown = (each.markdown for each in tables if each is not None)
    return "\n\n".join([_open(open_gates, language), _week(progress, None, language), *shown])


def phase_page(progress: Progress, phase: Phase, open_gates: Iterable[OpenGate], language: Language) -> str:
    """One phase: its table, the decisions that are awaited, what of it is due this week, and what was deviated from."""
    table, deviated = phase_table(progress, phase, language).markdown, overrides.table(progress, language, phase=phase)
    parts = [table, _open(open_gates, language), _week(progress, phase, language)]
    return "\n\n".join([*parts, deviated.markdown] if deviated else parts)


def door_page(seen: Briefing, people: Iterable[str], language: Language) -> str:
    """A briefing as it stands above the form by which a gate is decided: narrow, and what does not hold in front."""
    asked = tell("report.decision_asked", language, day=day(seen.due, language), attempt=seen.attempt)
    parts = [
        f"{asked} {tell('report.may_decide', language, people=escaped(', '.join(people)))}",
        f"{_counted(seen, language)} {tell('flows.form_below', language)}",
        _findings(seen, language),
        further_markdown(seen, language),
    ]
    if seen.asked_because:
        parts.insert(1, tell("report.asked_because", language, reason=escaped(seen.asked_because)))
    return "\n\n".join(parts)


def asked_page(seen: Briefing, told: Iterable[tuple[str, str]], language: Language) -> str:
    """A decision that was asked for, and the briefing on which it is asked."""
    head = outcome_page(tell("flows.asked_title", language), told, language)
    title = tell("flows.briefing", language)
    return f"{head}\n\n## {title}\n\n{_counted(seen, language)}\n\n{_findings(seen, language)}"


def askable_page(about: str, briefings: Iterable[tuple[str, Briefing]], language: Language) -> str:
    """What the form is about by which a decision is asked for, and the briefing of each gate that it can be about."""
    parts = (
        f"### {escaped(name)}\n\n{_counted(seen, language)}\n\n{_findings(seen, language)}" for name, seen in briefings
    )
    return "\n\n".join([about, *parts])


def _counted(seen: Briefing, language: Language) -> str:
    met = sum(each.met for each in seen.findings)
    return tell("flows.criteria_met", language, met=met, all=len(seen.findings))


def _findings(seen: Briefing, language: Language) -> str:
    """Each criterion with its reason, what does not hold in front."""
    return "\n".join(_finding(each, language) for each in sorted(seen.findings, key=lambda each: each.met))


def _finding(finding: Finding, language: Language) -> str:
    holds = tell(f"report.{finding.verdict}", language)
    optional = "" if finding.criterion.mandatory else f" ({tell('report.not_mandatory', language)})"
    return f"* **{holds}** · {escaped(finding.criterion.text)}{optional} {escaped(say(finding.reason, language))}"


def phase_tasks(progress: Progress, phase: Phase, language: Language) -> tuple[TaskLine, ...]:
    """The picture of a phase: a box per activity and gate, each after the boxes that it waits for."""
    network = progress.network
    boxes: list[TaskLine] = []
    by_order = sorted(lines(progress, phase), key=lambda line: network.positions[line.part.id])
    for line in by_order:
        before = {network.items[position].part.id for position in network.item(line.part.id).after}
        state = line.name(language)
        boxes.append(
            TaskLine(
                part=line.part.id,
                name=f"{line.part.id} {line.part.name}",
                state=state[:1].upper() + state[1:],
                message=tell("flows.task_summary", language, due=line.due, forecast=line.forecast),
                finished=line.finished == len(line.standings),
                after=tuple(box.part for box in boxes if box.part in before),
            )
        )
    return tuple(boxes)


def outcome_page(title: str, told: Iterable[tuple[str, str]], language: Language) -> str:
    """What was recorded because of a form, as a table of what and its content; what is empty is left out."""
    columns = (tell("flows.what", language), tell("flows.value", language))
    rows = tuple((tell(f"flows.{name}", language), text) for name, text in told if text)
    return Table(title, columns, rows).markdown


def decided_page(progress: Progress, decided: GateDecided, told: Iterable[tuple[str, str]], language: Language) -> str:
    """A decision that was recorded, and the work that can begin now that its gate is passed."""
    head = outcome_page(tell("flows.decided_title", language), told, language)
    opens = tuple(opened_by(progress, decided))
    columns = tuple(tell(f"report.{column}", language) for column in ("part", "name", "organisation", "due"))
    rows = tuple((each.part.id, each.part.name, each.organisation or "", day(each.due, language)) for each in opens)
    title = tell("flows.opens_title", language)
    below = Table(title, columns, rows).markdown if rows else f"## {title}\n\n{tell('flows.opens_nothing', language)}"
    return f"{head}\n\n{below}"


def refused_page(reasons: Iterable[Reason], language: Language) -> str:
    """Why nothing was recorded, every reason on a line of its own."""
    title, intro = tell("flows.refused_title", language), tell("flows.refused_intro", language)
    return f"## {title}\n\n{intro}\n\n{_listed(reasons, language)}\n\n{tell('flows.refused_next', language)}"


def refused_above(reasons: Iterable[Reason], language: Language) -> str:
    """What stands above a form of which the previous answer was refused."""
    return f"### {tell('flows.refused_above', language)}\n\n{_listed(reasons, language)}"


def _listed(reasons: Iterable[Reason], language: Language) -> str:
    return "\n".join(f"* {escaped(say(reason, language))}" for reason in reasons)


def opened_by(progress: Progress, decided: GateDecided) -> Iterator[Standing]:
    """The activities that wait directly for a gate and can begin now."""
    network = progress.network
    position = network.positions[decided.gate]
    for item in network.items:
        if position in item.after and isinstance(item.part, Activity):
            for organisation in network.organisations_of(item.part):
                if decided.organisation is None or organisation in {None, decided.organisation}:
                    standing = progress.standing(item.part.id, organisation)
                    if standing.status == "ready":
                        yield standing


def _open(open_gates: Iterable[OpenGate], language: Language) -> str:
    columns = (tell("flows.gate", language), tell("report.due", language), "", "")
    decide, briefing = tell("flows.decide", language), tell("flows.briefing", language)
    rows = tuple(
        (each.name, each.due, _link(decide, each.decide), _link(briefing, each.briefing)) for each in open_gates
    )
    title = tell("flows.open_title", language)
    return Table(title, columns, rows).markdown if rows else f"## {title}\n\n{tell('flows.open_nothing', language)}"


def _link(text: str, address: str) -> str:
    return f"[{text}]({address})" if address else ""


def _is_of(progress: Progress, phase: Phase, obligation: Obligation) -> bool:
    """Whether an obligation is one of a phase; evaluations, communication and risks are the whole programme's."""
    whole = obligation.kind in {"evaluation", "communication", "risk"}
    return not whole and progress.network.item(obligation.subject).phase == phase


def _week(progress: Progress, phase: Phase | None, language: Language) -> str:
    """What is due up to and including the coming Friday, what is late first."""
    friday = progress.today + timedelta(days=(FRIDAY - progress.today.weekday()) % 7)
    found = (each for each in due.obligations(progress) if each.due <= friday)
    ours = tuple(each for each in found if phase is None or _is_of(progress, phase, each))
    title = tell("flows.week_title", language)
    if not ours:
        return f"## {title}\n\n{tell('flows.week_nothing', language)}"
    return replace(due_table(progress, ours, language), title=title).markdown
