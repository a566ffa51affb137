"""What is known of those who answered and is not recorded yet, because it would tell what one of them answered.

It is in memory only, and so is gone when the process ends, also when it ends well: written down then, it would be about
fewer people than may be told apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scd_workflow.domain.anonymity import mingled


@dataclass(slots=True)
class Company:
    """People of one organisation who answered: what was answered, and which links were used; not which by whom."""

    answers: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)

    def join(self, link: str, answers: str) -> None:
        """Add somebody, by the hash of the link."""
        self.links.add(link)
        self.answers.append(answers)

    def may_be_told(self, smallest: int) -> bool:
        """Whether it may become known who they are."""
        return mingled(self.answers, smallest)
