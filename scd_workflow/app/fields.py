"""The fields of every form: what each is called, the help under it, and what can be chosen as things stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from scd_workflow.app.choices import Choices
from scd_workflow.app.filled import SEVERAL
from scd_workflow.app.labels import BETWEEN
from scd_workflow.domain.briefing import briefing
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.config.people import People
    from scd_workflow.domain.gates import GateSpot
    from scd_workflow.domain.progress import Progress

Form = Literal[
    "decide", "open", "report", "state", "give", "settle", "change", "code", "phase", "together", "calendar", "tell",
    "risk", "review",
]  # fmt: skip

FIELDS: dict[Form, tuple[str, ...]] = {
    "decide": (
        "gate", "wie", "code", "besluit", "motivering", "voorwaarden", "nieuwe_datum", "terug_naar", "afwijkingsreden",
        "kenmerk",
    ),
    "open": ("gate", "wie", "reden"),
    "report": ("activiteit", "wie", "melding", "bewijs", "toelichting", "code"),
    "state": ("criterium", "wie", "code", "verklaring"),
    "give": ("gate", "namens", "wie", "code", "standpunt", "advies"),
    "settle": ("voorwaarde", "wie", "code", "uitkomst", "toelichting"),
    "change": ("gate", "wat", "wie", "code", "reden", "stil_tot", "werkdagen"),
    "code": ("gate", "wie"),
    "phase": ("fase",),
    "together": (
        "gates", "wie", "code", "besluit", "motivering", "voorwaarden", "nieuwe_datum", "terug_naar", "afwijkingsreden",
    ),
    "calendar": ("onderdeel", "wat", "wie", "tekst", "toelichting", "nieuwe_dag", "kenmerk"),
    "tell": ("onderdeel", "wie", "uitgegaan", "bewijs", "bereik", "opkomst", "evaluatie"),
    "risk": ("wat", "waarom", "voor", "eigenaar", "kans", "impact", "raakt", "maatregel", "bekijken", "wie"),
    "review": ("risico", "wat", "wie", "bekijken", "kans", "impact", "maatregel", "eigenaar", "toelichting"),
}  # fmt: skip
"""The fields of each form, in the order in which people see them."""

OPTIONAL = frozenset(
    {
        "voorwaarden", "nieuwe_datum", "terug_naar", "afwijkingsreden", "kenmerk", "bewijs", "toelichting", "advies",
        "stil_tot", "werkdagen", "tekst", "nieuwe_dag", "bereik", "opkomst", "evaluatie", "maatregel",
    }
)  # fmt: skip
UNCHANGED: frozenset[tuple[Form, str]] = frozenset({("review", "kans"), ("review", "impact"), ("review", "eigenaar")})
"""The lists of which one choice leaves all as it was; that one is filled in."""

OPTIONAL_THERE = UNCHANGED | {("open", "reden"), ("report", "code"), ("review", "bekijken")}
"""What may be left empty: everywhere, or in this form only. Of reports only waiving takes a code."""

NEARLY = 3
"""Up to how many criteria that do not hold are named beside a form; more would be a wall of words."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `choices` is None where people type; `several` says that more than one may be chosen.

    `filled` is what stands in it from the start.
    """

    name: str
    title: str
    help: str
    choices: tuple[str, ...] | None
    several: bool
    required: bool
    filled: str = ""


class Fields:
    """The fields of the forms of one programme as it stands."""

    def __init__(
        self, progress: Progress, people: People, language: Language, deciding: tuple[GateSpot, ...] | None = None
    ) -> None:
        """`people` gives the names beside the ids; `deciding` are the gates to decide, all that are open when None."""
        self._progress, self._people, self._language = progress, people, language
        self._choices = Choices(progress, people, language, deciding)

    def of(self, form: Form) -> tuple[Field, ...]:
        """The fields of a form, in their order."""
        return tuple(self._field(form, name) for name in FIELDS[form])

    def of_door(self, spot: GateSpot) -> tuple[Field, ...]:
        """The fields by which this one gate is decided: only its own people, and only work that it can send back."""
        own = Fields(self._progress, self._people, self._language, (spot,)).of("decide")[1:]
        seen = briefing(self._progress, *spot).mark
        return tuple(replace(field, filled=seen) if field.name == "kenmerk" else field for field in own)

    def _field(self, form: Form, name: str) -> Field:
        several = name in SEVERAL
        key = f"{form}_{name}"
        choices = self._choices.of(key)
        if choices == () and not several:
            choices = (tell("forms.nothing_to_choose", self._language),)
        title, help_ = tell(f"forms.{key}", self._language), tell(f"forms.{key}_help", self._language)
        if key == "open_gate":
            help_ = " ".join([help_, *self._standing_of_gates()])
        filled = tell("forms.unchanged", self._language) if (form, name) in UNCHANGED else ""
        required = name not in OPTIONAL and (form, name) not in OPTIONAL_THERE
        return Field(name, title, help_, choices, several, required, filled)

    def _standing_of_gates(self) -> Iterator[str]:
        """How each gate stands of which a decision can be asked, in a sentence: all that fits beside a form."""
        for name, seen in self._choices.briefings():
            missing = tuple(each for each in seen.findings if not each.met)
            yield tell(
                "forms.stands_short_of" if 0 < len(missing) <= NEARLY else "forms.stands", self._language,
                gate=name.partition(BETWEEN)[0], met=len(seen.findings) - len(missing), all=len(seen.findings),
                unmet=", ".join(each.criterion.id for each in missing),
            )  # fmt: skip
