"""What can be chosen in the forms of the communication calendar as things stand: what is on it, and who sees to that."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from scd_workflow.app.labels import occurrence_label
from scd_workflow.domain import authority
from scd_workflow.domain.occurrences import occurrences
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scd_workflow.domain.communication_acts import Act
    from scd_workflow.domain.ids import PersonId, RoleId
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.domain.progress import Progress

AHEAD: Final = timedelta(days=120)
"""How far ahead something can be chosen; more would be a list that nobody reads."""

SOON: Final = timedelta(days=14)
"""How long before its day something can be chosen, to say that it went out: who puts it out hears of it that long before."""

BACK: Final = timedelta(days=90)
"""How long after it went out something can be chosen, to say whom it reached."""

SEEING_TO: Final[tuple[Act, ...]] = ("submit", "approve", "return", "move", "cancel")
"""What people do by the form about what is still to go out."""


def act_word(act: Act, language: Language) -> str:
    """How the form calls what people do."""
    return tell(f"forms.calendar_to_{act}", language)


def sent_word(sent: bool, language: Language) -> str:  # noqa: FBT001 - one word for each
    """How the form says whether something has just gone out."""
    return tell("forms.went_out" if sent else "forms.was_out", language)


class CommunicationChoices:
    """The lists of both forms."""

    def __init__(
        self, progress: Progress, named: Callable[[Iterable[PersonId]], Iterator[str]], language: Language
    ) -> None:
        """`named` gives the labels of people."""
        self._progress, self._named, self._language = progress, named, language

    @property
    def lists(self) -> dict[str, Callable[[], Iterable[str]]]:
        """What gives the choices of each field."""
        return {
            "calendar_onderdeel": lambda: map(self._label, self._to_come),
            "calendar_wat": lambda: (act_word(act, self._language) for act in SEEING_TO),
            "calendar_wie": lambda: self._people(self._to_come, approvers=True),
            "tell_onderdeel": lambda: map(self._label, self._to_tell),
            "tell_wie": lambda: self._people(self._to_tell, approvers=False),
            "tell_uitgegaan": lambda: (sent_word(sent, self._language) for sent in (False, True)),
        }

    @cached_property
    def _to_come(self) -> tuple[Occurrence, ...]:
        """What is still to go out, or should have: nobody was ever asked for what had its day before the plan was adopted."""
        adoptions, last = self._progress.state.adoptions, self._progress.today + AHEAD
        since = adoptions[-1].at.date() if adoptions else self._progress.network.start
        return tuple(
            each
            for each in occurrences(self._progress)
            if each.day <= last
            and not each.state.over
            and each.lapsed is None
            and (each.day >= since or each.state.stage != "idea")
        )

    @cached_property
    def _to_tell(self) -> tuple[Occurrence, ...]:
        """What went out of late, and what is approved and has its day about now."""
        today = self._progress.today
        return tuple(
            each
            for each in occurrences(self._progress)
            if each.state.cancelled is None
            and today - BACK <= each.day <= today + SOON
            and (each.state.sent is not None or each.state.stage == "approved")
        )

    def _label(self, each: Occurrence) -> str:
        return occurrence_label(self._progress.network.plan, each)

    def _people(self, found: Iterable[Occurrence], *, approvers: bool) -> Iterator[str]:
        plan, today, absences = self._progress.network.plan, self._progress.today, self._progress.state.absences
        roles: dict[tuple[RoleId, object], Occurrence] = {}
        for each in found:
            for role in (each.item.owner, each.item.approver) if approvers else (each.item.owner,):
                roles.setdefault((role, each.organisation), each)
        for (role, _), each in roles.items():
            actors = authority.actors(plan, role, each.organisation, today, absences)
            yield from self._named(actor.person for actor in actors)
