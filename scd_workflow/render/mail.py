"""A page and its templates to subject, text and HTML.

A mail has two templates per language under `templates/<language>/` of the configuration: `<name>.txt.j2`, of which the
first line is the subject, and `<name>.html.j2`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import product
from traceback import extract_tb
from typing import TYPE_CHECKING

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scd_workflow import texts
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.reasons import because
from scd_workflow.render.samples import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from scd_workflow.domain.reasons import Reason
    from scd_workflow.render.digest import DigestPage
    from scd_workflow.render.invitation import InvitationPage
    from scd_workflow.render.page import MailPage
    from scd_workflow.render.said import SaidPage
    from scd_workflow.texts import Language

    Page = MailPage | DigestPage | InvitationPage | SaidPage

# A template is a small program of its own, and this is all that such a program can raise.
TEMPLATE_FAULTS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
QUOTED = re.compile(r"'([^']*)'")
BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Mail:
    """What one person gets to read, and how it is recognised."""

    subject: str
    text: str
    html: str
    reference: str
    language: Language


def mail(page: Page, folder: Path, language: Language) -> Mail:
    """The mail that tells `page`, by the templates in the configuration `folder`.

    Raises `PlanInvalid` with file and line when a template is absent or broken.
    """
    subject, text = _subject_and_text(page, folder, language)
    html = _html(page, folder, language, subject)
    return Mail(subject, text, html, page.reference, language)


def subject(page: MailPage, folder: Path, language: Language) -> str:
    """What the mail that tells `page` has as its subject; raises `PlanInvalid` like `mail`."""
    return _subject_and_text(page, folder, language)[0]


def template_problems(folder: Path, languages: Iterable[Language] = ("nl", "en")) -> tuple[Reason, ...]:
    """What is wrong with the templates in the configuration `folder`, found by writing every kind of mail once."""
    found: dict[str, Reason] = {}
    halves: tuple[Callable[[Page, Path, Language], object], ...] = (_subject_and_text, _html)
    for language, page, write in product(languages, SAMPLES, halves):
        try:
            write(page, folder, language)
        except PlanInvalid as invalid:
            found.update({str(reason): reason for reason in invalid.reasons})
    return tuple(found.values())


def _subject_and_text(page: Page, folder: Path, language: Language) -> tuple[str, str]:
    name = f"{page.template}.txt.j2"
    subject, _, text = _filled(page, folder, language, name).lstrip().partition("\n")
    if not subject:
        raise PlanInvalid(_at(_place(folder, language, name, 1), because("mail.subject_missing")))
    return subject.strip(), _tidy(text)


def _html(page: Page, folder: Path, language: Language, subject: str = "-") -> str:
    return _tidy(_filled(page, folder, language, f"{page.template}.html.j2", subject=subject))


def _filled(page: Page, folder: Path, language: Language, name: str, **more: str) -> str:
    try:
        return _environment((folder / "templates").resolve(), language).get_template(name).render(page=page, **more)
    except TemplateNotFound as error:
        place = _place(folder, language, str(error.name or name), 1)
        raise PlanInvalid(_at(place, because("mail.template_missing"))) from error
    except TemplateSyntaxError as error:
        place = f"{error.filename}:{error.lineno}"
        raise PlanInvalid(_at(place, because("mail.template_unreadable"))) from error
    except TEMPLATE_FAULTS as error:
        place = _place(folder, language, name, 1)
        for frame in extract_tb(error.__traceback__):
            # Jinja shows its own lines in a traceback as lines of the template; the innermost one is where it broke.
            if frame.filename.endswith(".j2"):
                place = f"{frame.filename}:{frame.lineno}"
        raise PlanInvalid(_at(place, _fault(error))) from error


def _at(place: str, what: Reason) -> Reason:
    return because("config.at", place=place, what=what)


def _fault(error: Exception) -> Reason:
    """What is wrong, without Jinja's English: of what is not there it names the name last, within quotes."""
    names = QUOTED.findall(str(error))
    if isinstance(error, UndefinedError) and names:
        return because("mail.template_unknown", name=names[-1])
    return because("mail.template_broken", kind=type(error).__name__)


@cache
def _environment(templates: Path, language: Language) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([templates / language, templates]),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html.j2"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "day": lambda value: texts.day(value, language),
        "weekday": lambda value: texts.weekday(value, language),
        "number": lambda value: texts.number(value, language),
        "say": lambda reason: texts.say(reason, language),
        "word": lambda code: texts.tell(f"words.{code}", language),
    }
    return environment


def _place(folder: Path, language: Language, name: str, line: int) -> str:
    return f"{folder / 'templates' / language / name}:{line}"


def _tidy(text: str) -> str:
    """The text without the gaps that conditional parts leave."""
    return BLANK_LINES.sub("\n\n", text).strip() + "\n"
