"""`scd up`: everything at once on one machine, until somebody stops it."""

from scd_workflow.cli.up.command import up

__all__ = ["up"]
