"""How the programme and its phases stand, as pages and pictures for the runs in Prefect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scd_workflow.app.evaluations import all_published
from scd_workflow.app.inbox import doors_wanted, forms_known, look
from scd_workflow.app.labels import BETWEEN
from scd_workflow.app.links import DECIDE, prefilled
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.matrix import matrix
from scd_workflow.domain.reasons import because
from scd_workflow.report import overrides
from scd_workflow.report.matrix import markdown
from scd_workflow.report.runs import OpenGate, TaskLine, phase_page, phase_tasks, programme_page
from scd_workflow.texts import day, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.ids import CampaignId, GateId, PhaseId


@dataclass(frozen=True, slots=True)
class Picture:
    """A phase: its boxes, its page, and how far it is in a word or two."""

    phase: PhaseId
    name: str
    state: str
    page: str
    boxes: tuple[TaskLine, ...]


def phase_picture(office: Office, written: str, runs: Mapping[str, str], now: datetime) -> Picture:
    """The phase that a label names; `runs` gives the address of the run of each door, by the key of the door.

    Raises `Refused` for a phase that the plan does not have.
    """
    seen, language = look(office, now), office.settings.language
    named = written.split(BETWEEN, maxsplit=1)[0].strip()
    phase = next((each for each in seen.plan.phases if each.id == named), None)
    if phase is None:
        raise Refused(because("forms.not_a_choice", given=written))
    boxes = phase_tasks(seen.progress, phase, language)
    finished = sum(box.finished for box in boxes)
    here = {gate.id for gate in phase.gates}
    page = phase_page(seen.progress, phase, tuple(_open_gates(office, seen, runs, here)), language)
    state = tell("flows.phase_state", language, finished=finished, all=len(boxes))
    return Picture(phase.id, phase.name, state, page, boxes)


def programme_picture(office: Office, seen: View, runs: Mapping[str, str]) -> str:
    """The page of the whole programme; `runs` gives the address of the run of each door, by the key of the door."""
    everywhere = set(seen.network.gates)
    gates = tuple(_open_gates(office, seen, runs, everywhere))
    return programme_page(seen.progress, gates, office.settings.language)


def matrix_picture(office: Office, seen: View) -> str:
    """The page of organisations against gates, and which decisions deviated from what."""
    language = office.settings.language
    page, deviated = markdown(seen.plan, matrix(seen.progress), language), overrides.table(seen.progress, language)
    return f"{page}\n\n{deviated.markdown}" if deviated else page


def evaluation_pictures(office: Office, seen: View) -> Iterator[tuple[CampaignId, str, str]]:
    """The page of every campaign with published results, with its id and name."""
    for found in all_published(office, seen):
        from scd_workflow.app.result_page import results_markdown  # noqa: PLC0415 - SciPy loads slowly

        campaign = found.published.campaign
        yield campaign, results_markdown(found, office.settings.language), seen.network.name_of(campaign)


def _open_gates(office: Office, seen: View, runs: Mapping[str, str], gates: set[GateId]) -> Iterator[OpenGate]:
    forms, language = forms_known(office), office.settings.language
    for door in doors_wanted(office, seen):
        if door.gate in gates:
            decide = prefilled(forms, DECIDE, {"gate": door.label, "kenmerk": door.mark})
            yield OpenGate(door.label, day(door.due, language), decide, runs.get(door.key, ""))
