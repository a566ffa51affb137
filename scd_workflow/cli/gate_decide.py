"""`scd gate decide`: a gate is decided, for one organisation or for several at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import cast

import click

from scd_workflow.app.acts import decide
from scd_workflow.app.briefings import changes
from scd_workflow.app.together import decide_together
from scd_workflow.cli import options, show
from scd_workflow.cli.gate_briefing import show_briefing
from scd_workflow.cli.options import Desk
from scd_workflow.cli.proof import typed_code
from scd_workflow.cli.speech import language, say, tell
from scd_workflow.domain import gates
from scd_workflow.domain.briefing import OUTDATED, briefing
from scd_workflow.domain.decisions import Choice, Half, amiss
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import GateDecided, VoteCast
from scd_workflow.domain.happened import Condition, Outcome, SentBack
from scd_workflow.domain.ids import ActivityId, GateId, OrganisationId, PersonId, RoleId
from scd_workflow.domain.together import Joint
from scd_workflow.report import votes
from scd_workflow.report.briefing import changes_table

OUTCOMES = ("go", "conditional_go", "no_go", "deferred")


@click.command("decide", help=tell("help.gate_decide"))
@options.a_gate
@options.for_organisations
@options.acting
@click.option("--outcome", required=True, type=options.Choice(OUTCOMES), help=tell("help.outcome"))
@click.option("--rationale", required=True, metavar=tell("help.a_text"), help=tell("help.rationale"))
@click.option("--condition", "conditions", multiple=True, metavar=tell("help.a_condition"), help=tell("help.condition"))
@click.option("--until", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.until"))
@click.option("--back-to", multiple=True, metavar=tell("help.a_work"), help=tell("help.back_to"))
@click.option("--mark", "marks", multiple=True, metavar=tell("help.a_mark"), help=tell("help.mark"))
@click.option("--override", default="", metavar=tell("help.a_text"), help=tell("help.override"))
@options.happened_on
@options.as_json
@options.desk
def decide_gate(
    desk: Desk,
    gate: str,
    organisations: tuple[str, ...],
    by: str,
    outcome: str,
    rationale: str,
    conditions: tuple[str, ...],
    until: date | None,
    back_to: tuple[str, ...],
    marks: tuple[str, ...],
    override: str,
    on: date | None,
    as_json: bool,
) -> None:
    """Decide a gate."""
    half = Half(
        GateId(gate),
        options.where(organisations[0] if organisations else None),
        PersonId(by),
        rationale,
        tuple(filter(None, map(_condition, conditions))),
        tuple(map(_sent_back, back_to)),
    )
    if len(half.conditions) < len(conditions):
        raise click.BadParameter(_no_conditions(desk, conditions, half), param_hint="--condition")
    choice = Choice(
        GateId(gate),
        half.organisation,
        cast("Outcome", outcome),
        PersonId(by),
        rationale,
        conditions=half.conditions,
        deferred_until=until,
        back_to=half.back_to,
        override_reason=override,
        seen=marks[-1] if marks else None,
    )
    if len(organisations) > 1:
        together = replace(choice, seen=None), tuple(map(OrganisationId, organisations))
        joint = Joint(*together, marks=dict(map(_marked, marks)))
        _decide_together(desk, joint, on, as_json=as_json)
        return
    with typed_code() as code, _fresh_briefing(desk, choice, as_json=as_json):
        decided = decide(desk.office, choice, desk.now, on=on, code=code)
    _tell_decided(desk, decided, as_json=as_json)


@contextmanager
def _fresh_briefing(desk: Desk, choice: Choice, *, as_json: bool) -> Iterator[None]:
    """Where a refusal is about the briefing that was seen, what changed in it comes before the fresh one."""
    try:
        yield
    except Refused as refused:
        if not as_json and OUTDATED & {reason.code for reason in refused.reasons}:
            progress = desk.view().progress
            spot = gates.GateSpot(progress.network.gates[choice.gate], choice.organisation)
            fresh = briefing(progress, *spot)
            changed = changes_table(changes(desk.office, fresh, choice.seen or ""), language())
            if changed is not None:
                show.table(changed)
                click.echo()
            show_briefing(progress, spot, fresh)
        raise


def _marked(written: str) -> tuple[OrganisationId, str]:
    """For which organisation a mark is, where the decision is for several."""
    organisation, between, mark = written.partition("=")
    if not between:
        raise click.BadParameter(tell("help.mark_for_whom", value=written), param_hint="--mark")
    return OrganisationId(organisation), mark


def _decide_together(desk: Desk, joint: Joint, on: date | None, *, as_json: bool) -> None:
    with typed_code() as code:
        taken = decide_together(desk.office, joint, desk.now, on=on, code=code)
    if as_json:
        show.records(each.model_dump(mode="json") for each in taken)
        return
    for each in taken:
        click.echo(f"{each.organisation}: ", nl=False)
        _tell_decided(desk, each, as_json=False)


def _tell_decided(desk: Desk, decided: GateDecided | VoteCast, *, as_json: bool) -> None:
    if decided.kind == "vote_cast":
        said = votes.told(desk.view().progress, decided, language())
    else:
        said = tell("report.decided", gate=decided.gate, outcome=tell(f"words.{decided.outcome}"))
    show.recorded(decided, said, json=as_json)


def _condition(written: str) -> Condition | None:
    """The condition that is written, None when it is none."""
    parts = [part.strip() for part in written.rsplit(";", 2)]
    try:
        text, owner, due = parts
        return Condition(text=text, owner=RoleId(owner), due=date.fromisoformat(due))
    except ValueError:
        return None


def _no_conditions(desk: Desk, written: tuple[str, ...], half: Half) -> str:
    """What to say of what is no condition, and of all else that is wrong beside it."""
    unread = (tell("help.not_a_condition", value=each) for each in written if _condition(each) is None)
    seen = desk.view()
    return "\n".join((*unread, *map(say, amiss(seen.progress, half, seen.today))))


def _sent_back(written: str) -> SentBack:
    activity, _, organisation = written.partition("@")
    return SentBack(activity=ActivityId(activity), organisation=options.where(organisation))
