"""How the plan wants a gate decided: how many must agree, who is consulted, between what is chosen, and by which route."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scd_workflow.domain.ids import SLUG, BodyId, OrganisationId, RoleId, RouteId
from scd_workflow.domain.programme import Part, Text


class Quorum(Part):
    """How many of those with a mandate must be in favour; votes in favour count, not votes cast.

    `one` decides alone, `at_least` counts, `all` is everybody, and with `chair` the holder of that role decides once the
    others have advised. A holder of a `veto` role who votes against settles it.
    """

    rule: Literal["one", "at_least", "all", "chair"] = "one"
    at_least: int | None = Field(default=None, ge=1)
    chair: RoleId | None = None
    veto: tuple[RoleId, ...] = ()


class Alternative(Part):
    """One of the ways to go on between which the deciders choose, and what follows from it; one of them does nothing."""

    id: Annotated[str, SLUG]
    name: Text
    consequences: Text
    does_nothing: bool = False


class Consultation(Part):
    """Whose position is asked for within `term` working days of opening, and when a decision is carried by them.

    `speaker` is the role that speaks for its organisation; a body speaks by its chair. `required` names those without whom
    nothing is decided. Thresholds and rule: the support index of a *gedragen besluit*.
    """

    organisations: tuple[OrganisationId, ...] | Literal["all"] = ()
    bodies: tuple[BodyId, ...] = ()
    speaker: RoleId
    term: int = Field(default=10, ge=1, le=260)
    required: tuple[str, ...] = ()
    silence_means_consent: bool = False
    weighted_by_impact: bool = False
    response: float = Field(default=0.8, ge=0, le=1)
    carried: float = Field(default=0.7, ge=-1, le=1)
    reserved: float = Field(default=0.5, ge=-1, le=1)


class RouteStep(Part):
    """A meeting on the way to a decision: papers lie there `papers` working days before, and it meets `lead` before the next."""

    name: Text
    body: BodyId | None = None
    papers: int = Field(default=5, ge=0)
    lead: int = Field(default=0, ge=0)
    avoids_recess: bool = True


class Route(Part):
    """The meetings that a decision passes through, the first one first; the last one decides."""

    id: Annotated[RouteId, SLUG]
    name: Text
    steps: tuple[RouteStep, ...] = Field(min_length=1)
