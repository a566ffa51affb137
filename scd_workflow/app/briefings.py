"""Briefings are frozen as they are shown, so that a later reader can see what changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scd_workflow.domain.briefing import MARK, briefing
from scd_workflow.domain.gate_spots import open_gates
from scd_workflow.store import briefings
from scd_workflow.store.engine import reading
from scd_workflow.texts import Language, say

if TYPE_CHECKING:
    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.briefing import Briefing
    from scd_workflow.store.engine import Connection


class Change(NamedTuple):
    """One fact that is another than it was: what it said, and what it says; empty where there was or is none."""

    was: str
    now: str


def freeze(connection: Connection, office: Office, seen: View) -> None:
    """Keep the briefing of every open gate as it stands, in the language of the installation."""
    shown = {each.digest: each for each in (briefing(seen.progress, *spot) for spot in open_gates(seen.progress))}
    for digest in briefings.unknown(connection, office.programme, shown):
        briefings.keep(connection, office.programme, digest, _sentences(shown[digest], office.settings.language))


def changes(office: Office, now: Briefing, mark: str) -> tuple[Change, ...]:
    """What a briefing says otherwise than the one with this mark, in its own order; nothing when that one is not known."""
    with reading(office.engine) as connection:
        old = (
            briefings.facts_of(connection, office.programme, mark.strip().lower())
            if len(mark.strip()) >= MARK
            else None
        )
    if old is None:
        return ()
    new = _sentences(now, office.settings.language)
    keys = dict.fromkeys((*new, *old))
    return tuple(Change(old.get(key, ""), new.get(key, "")) for key in keys if old.get(key) != new.get(key))


def _sentences(shown: Briefing, language: Language) -> dict[str, str]:
    return {fact.about: say(fact.says, language) for fact in shown.facts}
