"""The two doors to a decision, as somebody goes through them in either interface."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import ClassVar

from playwright.sync_api import Locator, Page, expect

from scd_workflow.domain.events import GateDecided
from scd_workflow.domain.ids import GateId, OrganisationId, PersonId
from tests.browser.conftest import Visitor
from tests.browser.programme import LIVE, ORGANISATIONS, TRIAL, named
from tests.browser.site import Site, body, code_in, link_in
from tests.browser.ui import UI, V1
from tests.waiting import until

PATIENCE = 60_000
"""For how many milliseconds somebody waits for a run: its process has to start, on whatever machine."""

MARK = re.compile(r"Kenmerk van deze stukken: ([0-9a-f]{10})")


@dataclass
class Door(ABC):
    """Somebody before the gate of an organisation; `stand_in` is who decides when the decider is away."""

    ui: UI
    site: Site
    visitor: Visitor
    organisation: OrganisationId
    stand_in: PersonId | None = None
    page: Page = field(init=False)
    form: Locator = field(init=False)
    run: str = field(init=False)

    gate: ClassVar[GateId]
    name: ClassVar[str]
    role: ClassVar[str]

    @property
    def decider(self) -> PersonId:
        """Who has the mandate."""
        return PersonId(f"{self.role}-{self.organisation}")

    @property
    def person(self) -> PersonId:
        """Who decides."""
        return self.stand_in or self.decider

    @property
    def label(self) -> str:
        """What the forms call this gate."""
        return f"{self.gate}@{self.organisation} · {ORGANISATIONS[self.organisation]} · {self.name}"

    @property
    def message(self) -> EmailMessage:
        """The message by which this person is asked to decide."""
        about = f"{self.gate} {self.name} ({ORGANISATIONS[self.organisation]})"
        return self.site.message(f"{self.person}@example.nl", about)

    @property
    def code(self) -> str:
        """The code in that message."""
        return code_in(self.message)

    @property
    def decisions(self) -> tuple[GateDecided, ...]:
        """What was decided about this gate."""
        return self.site.seen().state.of(self.organisation).gate(self.gate).decisions

    def decide(self, code: str, *, outcome: str, rationale: str, conditions: str = "", new_date: str = "") -> None:
        """Fill in the form, hand it in, and look at the page of its run; `new_date` is that of a deferral."""
        # A page behind another one is drawn once a second.
        self.page.bring_to_front()
        self.ui.choose(self.form, "Besluit", outcome)
        self.ui.fill(self.form, "Motivering", rationale)
        self.ui.fill(self.form, "Voorwaarden", conditions)
        self.ui.fill(self.form, "Nieuwe datum", new_date)
        # A code belongs in no picture.
        self._picture("filled")
        self.ui.fill(self.form, "Code", code)
        self._hand_in()

    def is_decided(self) -> str:
        """Wait until the page of the run says in a word that the gate is decided; gives what it says of that."""
        return self._ended("Besloten")

    def open_page(self, about: str) -> None:
        """Open what the run has to tell about this gate: `besluit`, or `stukken` for the briefing."""
        self.ui.open_artifact(self.page, f"{about}-{self.gate.lower()}-{self.organisation}")

    def shows(self, text: str) -> None:
        """Wait until the page shows a text where it can be read without doing anything."""
        expect(self.page.get_by_text(text).first).to_be_in_viewport()

    @abstractmethod
    def enter(self) -> None:
        """Open the form, with who decides filled in."""

    @abstractmethod
    def briefing_shows(self, text: str) -> None:
        """Look for a text in the briefing that belongs to the form."""

    @abstractmethod
    def is_refused(self) -> str:
        """Wait until the page of the run says that the answer is refused; gives what it says of that."""

    @abstractmethod
    def read_why(self) -> None:
        """Open what the person reads who was refused and wants to try again."""

    @abstractmethod
    def enter_again(self) -> None:
        """Open the form anew, after what was just read."""

    @abstractmethod
    def _hand_in(self) -> None: ...

    def _ended(self, name: str) -> str:
        self.page.bring_to_front()
        expect(self.page.get_by_text(name, exact=True).first).to_be_visible(timeout=PATIENCE)
        said = self.ui.message(self.page)
        self._picture(name.lower())
        return said

    def _go_to_run(self) -> None:
        self.page.goto(f"{self.site.stack.url}{self.ui.prefix}/runs/flow-run/{self.run}")

    def _picture(self, what: str) -> None:
        interface = self.ui.__name__.lower()
        self.visitor.picture(self.page, f"{type(self).__name__.lower()}-{interface}-{self.organisation}-{what}")


class ByForm(Door):
    """Through the link in the message: a form that is filled in as far as the message knows."""

    gate, name, role = TRIAL, "Proefdraaien", "sponsor"

    def enter(self) -> None:
        self.page = self.visitor.open(link_in(self.message).replace("/v2/", f"{self.ui.prefix}/", 1))
        self.form = self.ui.run_form(self.page)

    def briefing_shows(self, text: str) -> None:
        assert text in " ".join(body(self.message).split())

    def _hand_in(self) -> None:
        self.run = self.ui.submit_run(self.page)
        self._go_to_run()

    def is_refused(self) -> str:
        return self._ended("Geweigerd")

    def read_why(self) -> None:
        self.ui.open_artifact(self.page, "geweigerd")

    def enter_again(self) -> None:
        # The newer interface fetches the page once more while it is read, and is empty meanwhile.
        mark = until(lambda: MARK.search(self.page.inner_text("body")))
        self.enter()
        self.ui.fill(self.form, "Kenmerk van de stukken", mark.group(1))


class ByRun(Door):
    """Through the suspended run of the gate: a form below its briefing."""

    gate, name, role = LIVE, "Go-live", "projectleider"

    def enter(self) -> None:
        tag = f"gate/{self.gate}/{self.organisation}/1"
        (door,) = until(lambda: self.site.runs(state={"type": {"any_": ["PAUSED"]}}, tags={"all_": [tag]}))
        self.run = door["id"]
        self.page = self.visitor.new_page()
        self._go_to_run()
        self.form = self.ui.resume_form(self.page)
        self.ui.choose(self.form, "Wie besluit", named(self.person))

    def briefing_shows(self, text: str) -> None:
        if self.ui is V1:
            # Above a form of this length the older interface leaves no room; the briefing has a page of its own.
            self._go_to_run()
            self.open_page("stukken")
        self.shows(text)

    def _hand_in(self) -> None:
        self.ui.submit_resume(self.form)

    def is_refused(self) -> str:
        until(lambda: "Geweigerd" in str(self.site.run(self.run)["state"]["message"]))
        self.page.bring_to_front()
        self._go_to_run()
        said = self.ui.message(self.page)
        self._picture("geweigerd")
        return said

    def read_why(self) -> None:
        if self.ui is V1:
            self.open_page("stukken")
        else:
            self.enter()

    def enter_again(self) -> None:
        self.enter()
