"""Prefect's part: the flows, the forms and the doors. Thin: every rule is in `scd_workflow`."""
