"""What the events of the log are made of: who says what happened when, about what, and how it was proven."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from scd_workflow.domain.ids import ActivityId, GateId, OrganisationId, PersonId, RoleId
from scd_workflow.domain.reasons import Reason, because

LONGEST_TEXT = 10_000
"""As many characters as a person may write in one field: some pages, and no pasted file."""

# Line breaks and tabs are text. The others would command the terminal or the page on which the text is read, or cannot
# be stored.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

# Shown as something to click on, so that it may be nothing but the address of a page.
LINK = re.compile(r"https?://[^\s/]+(/\S*)?\Z")

Source = Literal["command", "form", "door", "engine", "example"]
Outcome = Literal["go", "conditional_go", "no_go", "deferred"]
Position = Literal["agree", "agree_with_remarks", "no_objection", "objection", "not_applicable"]
PASSING: frozenset[Outcome] = frozenset({"go", "conditional_go"})


def unfit(text: str) -> Iterator[Reason]:
    """Why a text that a person wrote cannot stand in an event, nothing when it can."""
    if len(text) > LONGEST_TEXT:
        yield because("acts.text_too_long", length=len(text), limit=LONGEST_TEXT)
    found = CONTROL.search(text)
    if found is not None:
        yield because("acts.text_unreadable", place=found.start() + 1)


def no_link(text: str) -> Iterator[Reason]:
    """Why a text that a person wrote is no link, nothing when it is one."""
    if not LINK.match(text):
        yield because("acts.not_a_link", given=text)


class Happened(BaseModel):
    """What every event says.

    `request` is the submitted form that asked for it, so that a form that is handled twice counts once; a command has none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    at: AwareDatetime
    by: PersonId
    source: Source
    request: str = ""


class AboutActivity(Happened):
    """What every event about an activity says."""

    activity: ActivityId
    organisation: OrganisationId | None = None


class AboutGate(Happened):
    """What every event about a gate says."""

    gate: GateId
    organisation: OrganisationId | None = None


class Proof(BaseModel):
    """How a person proved who he or she is; the code itself is kept nowhere."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    method: Literal["code"]
    counter: int


class Proven(Happened):
    """What every act says that a gate counts: how it was proven, and for whom it was done when by a deputy."""

    on_behalf_of: PersonId | None = None
    proof: Proof | None = None


class Condition(BaseModel):
    """What a conditional go asks, of whom, by when."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    text: str
    owner: RoleId
    due: date


class SentBack(BaseModel):
    """Work that a no-go asks for again."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    activity: ActivityId
    organisation: OrganisationId | None = None
