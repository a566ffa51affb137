"""Under what the answers of a round are kept, and by which links people give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scd_workflow.store.responses import RoundOf

if TYPE_CHECKING:
    from scd_workflow.app.office import Office
    from scd_workflow.domain.ids import CampaignId
    from scd_workflow.domain.tickets import Spot


ANSWER: Final = "v"
"""Where among our own pages people answer; short, because it may have to be typed from paper."""


def round_of(office: Office, campaign: CampaignId, number: int) -> RoundOf:
    """Under what the answers of a round are kept."""
    return RoundOf(office.programme, f"{campaign}/{number}")


def link(office: Office, spot: Spot, token: str) -> str:
    """The address at which somebody with this token answers."""
    return f"{office.settings.web_url}/{ANSWER}/{spot.campaign}/{spot.number}/{token}"
