"""In whose name messages go out, as it stands in `channels.yaml`; how they travel is a setting of the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.config.addresses import Address, Domain, Sender
from scd_workflow.config.reading import reading
from scd_workflow.config.source import read
from scd_workflow.domain.programme import Part

if TYPE_CHECKING:
    from pathlib import Path

    from scd_workflow.config.reading import Reading


class MailChannel(Part):
    """How our mail introduces itself: who sends it, who gets the answers, and the domain of its message ids."""

    sender: Sender
    reply_to: Address
    message_id_domain: Domain


class Channels(Part):
    """The channels by which people are told."""

    mail: MailChannel


def load_channels(folder: Path) -> Channels:
    """The channels in `channels.yaml`; raises `PlanInvalid` with everything that keeps it from being used."""
    return read_channels(folder).model()


def read_channels(folder: Path) -> Reading[Channels]:
    """The channels in `channels.yaml` with everything that is wrong with it."""
    return reading(Channels, read(folder / "channels.yaml"))
