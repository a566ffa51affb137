"""What a file of answers calls things, where that differs from what we call them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scd_workflow.domain.ids import SLUG, InstrumentId, OrganisationId
from scd_workflow.domain.programme import Part

COLUMNS = ("number", "date", "organisation", "role", "ignore", "identity")
"""What a column can be beside an item or the open question: the number of the answer, when and by whom, or nothing of use.

A column of `identity` says who somebody is, and is dropped before anything is read.
"""


class ImportProfile(Part):
    """Headers, answers, organisations and roles as the files of one survey write them."""

    id: Annotated[str, SLUG]
    instrument: InstrumentId
    columns: dict[str, str] = Field(default_factory=dict)
    values: dict[str, Annotated[int, Field(ge=0, le=5)]] = Field(default_factory=dict)
    organisations: dict[str, OrganisationId] = Field(default_factory=dict)
    roles: dict[str, str] = Field(default_factory=dict)
