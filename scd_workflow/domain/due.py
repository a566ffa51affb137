"""Everything that people have to do, collected from the nouns that know it."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from scd_workflow.domain import activities, communications, conditions, consultation, evaluations, gates, risks

if TYPE_CHECKING:
    from scd_workflow.domain.obligations import Obligation
    from scd_workflow.domain.progress import Progress


@lru_cache(maxsize=2)
def obligations(progress: Progress) -> tuple[Obligation, ...]:
    """Every obligation there is, the one that falls due first in front; one moment is asked for it more than once."""
    nouns = (gates, activities, conditions, consultation, evaluations, communications, risks)
    found = chain.from_iterable(noun.obligations(progress) for noun in nouns)
    return tuple(sorted(found, key=lambda each: (each.due, each.kind, each.key)))
