"""Everything that people have to do, collected from the nouns that know it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from scd_workflow.domain import activities, gates

if TYPE_CHECKING:
    from scd_workflow.domain.obligations import Obligation
    from scd_workflow.domain.progress import Progress


def obligations(progress: Progress) -> tuple[Obligation, ...]:
    """Every obligation there is, the one that falls due first in front."""
    found = chain(gates.obligations(progress), activities.obligations(progress))
    return tuple(sorted(found, key=lambda each: (each.due, each.kind, each.key)))
