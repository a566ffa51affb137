"""`python -m scd_workflow.cli`: the same as `scd`, for whoever starts it by its interpreter."""

from scd_workflow.cli import main

main()
