"""A small question set: two dimensions of three and one items, and an open question."""

from __future__ import annotations

from typing import Any

from scd_workflow.domain.instruments import Instrument


def wording(text: str) -> dict[str, str]:
    return {"nl": f"{text} (nl)", "en": f"{text} (en)"}


SCALE: list[dict[str, Any]] = [
    *({"value": value, "label": wording(f"Answer {value}")} for value in range(1, 6)),
    {"value": 0, "label": {"nl": "N.v.t.", "en": "Not applicable"}},
]

DATA: dict[str, Any] = {
    "id": "small",
    "version": 1,
    "title": wording("Small"),
    "introduction": wording("Two minutes"),
    "scale": SCALE,
    "dimensions": [
        {
            "id": "VI",
            "name": wording("Vision"),
            "items": [{"id": f"VI{n}", "text": wording(f"Vision {n}")} for n in (1, 2, 3)],
        },
        {
            "id": "QB",
            "name": wording("Ability"),
            "measures": "ability",
            "items": [{"id": "QB", "text": wording("I manage")}],
        },
    ],
    "open": {"id": "open", "text": wording("What first?")},
    "roles": [{"id": "execution", "name": wording("Execution")}, {"id": "management", "name": wording("Manager")}],
}

SMALL = Instrument.model_validate(DATA)
