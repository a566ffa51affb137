"""An office for one hand that lives on: it knows the log already, and sees when the settings change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scd_workflow.app.office import Office, open_office

if TYPE_CHECKING:
    from scd_workflow.config.settings import Settings

Mark = tuple[tuple[str, int], ...]


class Place:
    """Where one hand works; nothing in it is for two threads."""

    def __init__(self, settings: Settings, *, at_once: int) -> None:
        """Nothing is opened yet. `at_once` as with an `Office`."""
        self._settings = settings
        self._at_once = at_once
        self._office: Office | None = None
        self._mark: Mark = ()

    def office(self) -> Office:
        """The office, with people and ladder as their files say now; raises `ScdError` where it cannot be opened."""
        if self._office is None:
            self._office = replace(open_office(self._settings), at_once=self._at_once)
        mark = self._marked()
        if mark != self._mark:
            self._office, self._mark = replace(self._office), mark
        return self._office

    def _marked(self) -> Mark:
        files = sorted(self._settings.config.glob("*.yaml"))
        return tuple((file.name, file.stat().st_mtime_ns) for file in files)
