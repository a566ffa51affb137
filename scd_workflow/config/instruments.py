"""The question sets, as they stand in the folder `instruments`, one file each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.config.problem import Problem, error
from scd_workflow.config.reading import Reading, reading
from scd_workflow.config.source import read
from scd_workflow.domain.campaign_rules import IndicatorCriterion
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.instruments import Instrument, problems
from scd_workflow.domain.plan_check.references import nearest
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scd_workflow.domain.ids import InstrumentId
    from scd_workflow.domain.plan import Plan
    from scd_workflow.domain.plan_check import Trail

FOLDER = "instruments"


def load_instrument(folder: Path, wanted: InstrumentId) -> Instrument:
    """The question set with this id; raises `PlanInvalid` with everything that is wrong with it, or when there is none."""
    read_ = read_instruments(folder)
    for each in read_:
        if each.left is not None and each.left.model.id == wanted:
            return each.model()
    known = [each.left.model.id for each in read_ if each.left]
    raise PlanInvalid(because("check.unknown_instrument", id=wanted, nearest=nearest(wanted, known)))


def read_instruments(folder: Path) -> tuple[Reading[Instrument], ...]:
    """Every question set with everything that is wrong with it, in the order of the names of their files."""
    files = (file for file in (folder / FOLDER).glob("*") if file.suffix in {".yaml", ".yml"})
    return tuple(_read(file) for file in sorted(files))


def misfits(plan: Reading[Plan], instruments: tuple[Reading[Instrument], ...]) -> Iterator[Problem]:
    """Question sets with one id, and whatever the plan asks that no question set has."""
    known = {each.left.model.id: each for each in reversed(instruments) if each.left}
    for each in instruments:
        first = known.get(each.left.model.id) if each.left else None
        if first is not None and first is not each:
            yield error(each.place(("id",)), "check.instrument_twice", id=_id(each), file=first.source.file.name)
    # What is damaged may well be the question set that is meant.
    if plan.left is not None and all(each.left for each in instruments):
        yield from _unknown(plan, {id_: each.left.model for id_, each in known.items() if each.left})


def _read(file: Path) -> Reading[Instrument]:
    read_ = reading(Instrument, read(file))
    if read_.left is None or read_.problems:
        return read_
    return read_.adding(Problem(read_.place(trail), reason) for trail, reason in problems(read_.left.model))


def _id(read_: Reading[Instrument]) -> InstrumentId:
    assert read_.left is not None
    return read_.left.model.id


def _unknown(plan: Reading[Plan], known: dict[InstrumentId, Instrument]) -> Iterator[Problem]:
    assert plan.left is not None
    model = plan.left.model
    for place, campaign in enumerate(model.campaigns):
        if campaign.instrument not in known:
            like = nearest(campaign.instrument, known)
            here = plan.place(("campaigns", place, "instrument"))
            yield error(here, "check.unknown_instrument", id=campaign.instrument, nearest=like)
    asked = {campaign.id: known.get(campaign.instrument) for campaign in model.campaigns}
    for trail, criterion in _indicators(model):
        instrument = asked.get(criterion.campaign)
        dimensions = [each.id for each in instrument.dimensions] if instrument else []
        if instrument is not None and criterion.dimension not in dimensions:
            like = nearest(criterion.dimension, dimensions)
            here = plan.place((*trail, "dimension"))
            yield error(here, "check.unknown_dimension", instrument=instrument.id, id=criterion.dimension, nearest=like)


def _indicators(plan: Plan) -> Iterator[tuple[Trail, IndicatorCriterion]]:
    for position, phase in enumerate(plan.phases):
        for place, gate in enumerate(phase.gates):
            for row, criterion in enumerate(gate.criteria):
                if isinstance(criterion, IndicatorCriterion):
                    yield ("phases", position, "gates", place, "criteria", row), criterion
