"""What people read: the approved texts, what the HTML owes its readers, and templates that are wrong."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.render.digest import DigestPage
from scd_workflow.render.invitation import InvitationPage
from scd_workflow.render.mail import mail, template_problems
from scd_workflow.render.page import MailPage
from scd_workflow.render.said import SaidPage
from scd_workflow.render.samples import SAMPLES
from scd_workflow.texts import Language, say
from tests.render.examples import CHANGES, CODES, CONFIG, DIGEST, DUE, LINK, PAGES, TAKEN
from tests.render.to_many import INVITATIONS, SAYINGS

APPROVED = Path(__file__).parents[1] / "approved" / "mail"
LANGUAGES: tuple[Language, ...] = ("nl", "en")
TOLD = PAGES | CHANGES
every_page = pytest.mark.parametrize("name", TOLD)
every_language = pytest.mark.parametrize("language", LANGUAGES)


class Tags(HTMLParser):
    """The opening tags of a page in order, and its text outside the head."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html.partition("</head>")[2])
        self.text = " ".join(self.text.split())
        self.feed(html.partition("</head>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep a piece of text."""
        self.text += f" {data}"

    def named(self, name: str) -> list[dict[str, str | None]]:
        """The attributes of every tag of this name."""
        return [attributes for tag, attributes in self.tags if tag == name]


def html_of(page: MailPage | DigestPage, language: Language = "nl") -> Tags:
    return Tags(mail(page, CONFIG, language).html)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration with templates of its own."""
    shutil.copytree(CONFIG / "templates", tmp_path / "templates")
    return tmp_path


def problem(config: Path, page: MailPage = DUE) -> str:
    """What is said about the one thing that is wrong."""
    with pytest.raises(PlanInvalid) as caught:
        mail(page, config, "nl")
    assert template_problems(config) == caught.value.reasons
    return say(caught.value.reasons[0])


@every_language
@pytest.mark.parametrize("name", [*TOLD, *CODES, *INVITATIONS, *SAYINGS, "digest"])
def test_a_mail_reads_as_approved(name: str, language: Language) -> None:
    pages: dict[str, MailPage | DigestPage | InvitationPage | SaidPage] = {
        **TOLD, **CODES, **INVITATIONS, **SAYINGS, "digest": DIGEST,
    }  # fmt: skip

    written = mail(pages[name], CONFIG, language)

    assert f"{written.subject}\n\n{written.text}" == (APPROVED / language / f"{name}.txt").read_text(encoding="utf-8")


@every_language
@pytest.mark.parametrize("name", PAGES)
def test_the_body_begins_with_the_one_thing_to_do(name: str, language: Language) -> None:
    page = PAGES[name]
    written = mail(page, CONFIG, language)

    todo = page.link or page.command
    assert todo == written.text.splitlines()[1]
    assert written.text.count(todo) == 1
    assert written.text.count("://") == (1 if page.link else 0)


@every_language
def test_the_message_of_the_day_gives_each_reminder_its_own_link_the_most_urgent_first(language: Language) -> None:
    written = mail(DIGEST, CONFIG, language)
    html = html_of(DIGEST, language)

    says = [line.says for line in (DIGEST.lines[2], DIGEST.lines[1], DIGEST.lines[0])]
    assert [line[2:] for line in written.text.splitlines() if line.startswith("- ")] == says
    assert [html.text.index(each) for each in says] == sorted(html.text.index(each) for each in says)
    assert [each["href"] for each in html.named("a")] == [LINK, LINK]
    assert html.named("html") == [{"lang": language}]
    assert len(html.named("h1")) == 1
    assert not html.named("img")


@every_language
@every_page
def test_the_html_tells_every_fact_that_the_text_tells(name: str, language: Language) -> None:
    written = mail(TOLD[name], CONFIG, language)
    shown = Tags(written.html).text.upper()

    lines = [line.strip("- ").upper() for line in written.text.splitlines() if "://" not in line]
    facts = [fact for line in lines for fact in re.split(r": |(?<=\.) ", line) if fact.strip()]
    assert [fact for fact in facts if fact.rstrip(":.") not in shown] == []


@every_language
@pytest.mark.parametrize("name", INVITATIONS)
def test_an_invitation_says_the_same_twice_and_fetches_nothing(name: str, language: Language) -> None:
    written = mail(INVITATIONS[name], CONFIG, language)
    html = Tags(written.html)

    lines = [line.upper() for line in written.text.splitlines() if "://" not in line]
    sentences = [each for line in lines for each in re.split(r"(?<=\.) ", line) if each.strip("- ")]
    shown = html.text.upper().replace(" ,", ",")
    assert [each for each in sentences if each.rstrip(":.") not in shown] == []
    assert [each["href"] for each in html.named("a")] == [INVITATIONS[name].link]
    assert html.named("html") == [{"lang": language}]
    assert not {"img", "script", "link", "iframe", "object", "form"} & {tag for tag, _ in html.tags}


@every_language
@every_page
def test_the_html_is_fit_for_screen_readers(name: str, language: Language) -> None:
    html = html_of(TOLD[name], language)

    assert html.named("html") == [{"lang": language}]
    assert len(html.named("h1")) == 1
    assert html.named("h2")
    assert {each.get("scope") for each in html.named("th")} <= {"col", "row"}
    assert len(html.named("caption")) == len(html.named("table"))


@every_language
@every_page
def test_the_html_fetches_nothing_and_runs_nothing(name: str, language: Language) -> None:
    page = TOLD[name]
    written = mail(page, CONFIG, language)
    html = Tags(written.html)

    assert not {"img", "script", "link", "iframe", "object", "form"} & {tag for tag, _ in html.tags}
    assert [each["href"] for each in html.named("a")] == ([page.link] if page.link else [])
    assert "url(" not in written.html
    assert "@import" not in written.html


def test_every_colour_stands_out_against_its_background_in_light_and_dark() -> None:
    html = mail(DUE, CONFIG, "nl").html

    pairs = re.findall(r"(?<![-\w])color: (#\w{6}); background: (#\w{6})", html)
    assert len(pairs) == len(re.findall(r"(?<![-\w])color: #", html)) == 12
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


def test_the_html_says_that_it_has_a_dark_side() -> None:
    metas = {each.get("name"): each.get("content") for each in html_of(DUE).named("meta")}

    assert metas["color-scheme"] == "light dark"
    assert "prefers-color-scheme: dark" in mail(DUE, CONFIG, "nl").html


def test_what_people_wrote_is_text_and_never_markup() -> None:
    assert TAKEN.decided is not None
    wrote = "<script>alert('x')</script> & {{ page }}"
    page = replace(TAKEN, decided=replace(TAKEN.decided, rationale=wrote))

    written = mail(page, CONFIG, "nl")

    assert wrote in written.text
    assert not Tags(written.html).named("script")
    assert "&lt;script&gt;" in written.html


def test_the_reference_number_follows_from_the_key_alone() -> None:
    # The first eight digits of the SHA-256 of "abc", a published example of FIPS 180.
    assert replace(DUE, key="abc").reference == "BA78-16BF"


def test_the_templates_of_the_example_are_whole() -> None:
    assert template_problems(CONFIG) == ()


def test_the_samples_reach_every_branch_that_the_facts_can_take() -> None:
    pages = [page for page in SAMPLES if isinstance(page, MailPage)]
    assert {(page.template, page.why, bool(page.link)) for page in pages} >= {
        ("decision_due", "decider", True),
        ("decision_due", "owner", False),
        ("decision_overdue", "decider", True),
        ("decision_overdue", "owner", False),
        ("decision_taken", "next_owners", True),
        ("decision_taken", "owner", False),
        ("condition_due", "decider", True),
        ("condition_due", "owner", False),
        ("condition_overdue", "decider", True),
        ("condition_overdue", "owner", False),
        ("gate_changed", "decider", True),
        ("gate_changed", "owner", False),
        ("gate_changed", "next_owners", False),
        ("gate_changed", "speaker", False),
    }
    assert {page.decided.outcome for page in pages if page.decided} == {"go", "conditional_go", "no_go", "deferred"}


def test_a_missing_template_is_named(config: Path) -> None:
    missing = config / "templates" / "nl" / "decision_due.html.j2"
    missing.unlink()

    assert problem(config).startswith(f"{missing}:1: Dit sjabloon ontbreekt")


def test_a_missing_part_of_a_template_is_named(config: Path) -> None:
    missing = config / "templates" / "nl" / "act.txt.j2"
    missing.unlink()

    assert problem(config).startswith(f"{missing}:1: Dit sjabloon ontbreekt")


@pytest.mark.parametrize(
    "line",
    [
        "{% if page.due %}",
        "{{ page.duedate }}",
        "{{ page.due | weekdag }}",
        "{{ page.due + 1 }}",
        "{{ 1 / 0 }}",
        "{{ page.__class__.__mro__ }}",
        "{{ page.criteria.append(1) }}",
        "{{ 'onbekend' | word }}",
        "{% include 'decision_due.txt.j2' %}",
    ],
)
def test_a_template_that_is_wrong_is_reported_with_file_and_line(config: Path, line: str) -> None:
    file = config / "templates" / "nl" / "decision_due.txt.j2"
    file.write_text(f"Onderwerp\n\n{line}\n")

    assert re.match(rf"{re.escape(str(file))}:[34]: Dit sjabloon \S", problem(config))


def test_a_name_that_a_page_does_not_have_is_told_in_the_language_of_the_reader(config: Path) -> None:
    file = config / "templates" / "nl" / "decision_due.txt.j2"
    file.write_text("Onderwerp\n\n{{ page.lnik }}\n")

    assert problem(config) == (
        f"{file}:3: Dit sjabloon vraagt naar “lnik”, maar dat is er niet. Verbeter de naam, of haal de regel weg."
    )


def test_a_template_that_is_no_text_is_reported(config: Path) -> None:
    file = config / "templates" / "nl" / "decision_due.txt.j2"
    file.write_bytes(b"\xff\xfe\x00")

    assert problem(config).startswith(f"{file}:1: Dit sjabloon kan niet worden ingevuld")


def test_a_template_without_a_subject_is_reported(config: Path) -> None:
    file = config / "templates" / "nl" / "decision_due.txt.j2"
    file.write_text("{# niets #}\n")

    assert problem(config).startswith(f"{file}:1: De eerste regel van het sjabloon is het onderwerp")


def test_every_broken_template_is_reported_at_once(config: Path) -> None:
    for language, ending in (("nl", "txt"), ("nl", "html"), ("en", "txt")):
        (config / "templates" / language / f"decision_overdue.{ending}.j2").write_text("Onderwerp\n{{ nergens }}\n")

    assert [
        str(reason.values["place"]).removeprefix(f"{config}/templates/") for reason in template_problems(config)
    ] == [
        "nl/decision_overdue.txt.j2:2",
        "nl/decision_overdue.html.j2:2",
        "en/decision_overdue.txt.j2:2",
    ]


def test_a_template_that_was_mended_is_used_from_then_on(config: Path) -> None:
    file = config / "templates" / "nl" / "act.txt.j2"
    mail(DUE, config, "nl")
    file.write_text("Hier: {{ page.link }}\n")

    assert f"Hier: {LINK}" in mail(DUE, config, "nl").text


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.1 between two colours."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(colour: str) -> Iterator[float]:
    for part in bytes.fromhex(colour.removeprefix("#")):
        share = part / 255
        yield share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
