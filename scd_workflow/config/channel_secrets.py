"""The secrets that channels name, held against what this machine has of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.config.channels import read_channels
from scd_workflow.config.destinations import objection
from scd_workflow.config.problem import Problem, warning
from scd_workflow.config.secrets import is_known, secret_of
from scd_workflow.domain.errors import PlanInvalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from scd_workflow.config.destinations import DestinationKind
    from scd_workflow.config.problem import Place
    from scd_workflow.domain.plan_check import Trail


def secret_problems(folder: Path, secrets: Mapping[str, str]) -> Iterator[Problem]:
    """An error for each secret that cannot be used, and a warning for each that this machine does not have."""
    channels = read_channels(folder)
    if channels.left is None:
        return
    model = channels.left.model
    named: list[tuple[Trail, str]] = [
        (("mail", "organisations", organisation, "secret"), own.secret)
        for organisation, own in model.mail.organisations.items()
        if own.secret
    ]
    named += [(("destinations", name, "secret"), each.secret) for name, each in model.destinations.items()]
    for trail, name in named:
        place = channels.place(trail)
        if not is_known(secrets, name):
            yield warning(place, "config.secret_absent", name=name)
            continue
        try:
            url = secret_of(secrets, name)
        except PlanInvalid as invalid:
            yield Problem(place, invalid.reasons[0])
            continue
        if trail[0] == "destinations":
            destination = str(trail[1])
            yield from _objections(place, destination, model.destinations[destination].kind, url)


def _objections(place: Place, name: str, kind: DestinationKind, url: str) -> Iterator[Problem]:
    against = objection(name, kind, url)
    if against is not None:
        yield Problem(place, against)
