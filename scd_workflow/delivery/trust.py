"""Whom we trust: the authorities that this machine trusts, and one of our own beside them. There is no way around it."""

from __future__ import annotations

import ssl
from functools import lru_cache
from pathlib import Path

from scd_workflow.delivery.outcome import Outcome, told
from scd_workflow.domain.errors import said_by_system
from scd_workflow.domain.reasons import because


@lru_cache(maxsize=8)
def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """The context in which certificate and name are always verified; raises `OSError` when the file cannot be used.

    Kept, for reading all authorities takes longer than sending a hundred messages.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context


def untrusted(place: str, error: ssl.SSLError) -> Outcome:
    """The outcome when a server could not prove who it is, or speaks no TLS that we know."""
    if isinstance(error, ssl.SSLCertVerificationError):
        said = error.verify_message
        return Outcome("config", "certificate", said, because("delivery.certificate", place=place, said=said))
    said = told(error)
    return Outcome("config", "tls", said, because("delivery.tls", place=place, said=said))


def unusable(ca_file: Path, error: OSError) -> Outcome:
    """The outcome when the file with our own authority cannot be used."""
    said = error.strerror or type(error).__name__
    return Outcome(
        "config", "ca_file", said, because("delivery.ca_file", file=str(ca_file), said=said_by_system(error, said))
    )
