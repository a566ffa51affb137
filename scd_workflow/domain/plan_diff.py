"""Placeholder until the real module lands."""
from __future__ import annotations
from dataclasses import dataclass
from datetime import date
@dataclass(frozen=True, slots=True)
class Difference:
    noun: str
    id: str
    change: str
    field: str
    old: str
    new: str
@dataclass(frozen=True, slots=True)
class Shift:
    part: str
    organisation: str | None
    before: date
    after: date
    working_days: int
def differences(old, new): return ()
def shifts(old, new): return ()
