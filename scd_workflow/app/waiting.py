"""What is known of those who answered and is not recorded yet, because it would tell what one of them answered.

It is in memory only. That they answered, and what they do, is gone when the process ends, also when it ends well: written
down then, it would be about so few people that it tells. Their links work once more, and their kinds of work go uncounted, of
which only parts in per cent are ever told. What they wrote is written down in any case, unless the process is killed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from scd_workflow.domain.anonymity import mingled


@dataclass(slots=True)
class Company:
    """People of one organisation who answered: what was answered, which work is done, which links were used; not by whom."""

    answers: list[str] = field(default_factory=list)
    roles: Counter[str] = field(default_factory=Counter)
    links: set[str] = field(default_factory=set)

    def join(self, answers: str, role: str, link: str | None) -> None:
        """Add somebody; by the hash of the link, where it is of one person."""
        self.answers.append(answers)
        self.roles[role] += 1
        if link is not None:
            self.links.add(link)

    def may_be_told(self, smallest: int) -> bool:
        """Whether it may become known who they are and what they do."""
        return mingled(self.answers, smallest)


@dataclass(slots=True)
class Remarks:
    """What people wrote in one round, each under its key, and what was answered by those who wrote."""

    texts: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)

    def add(self, key: str, words: str, answers: str) -> None:
        """Add what somebody wrote."""
        self.texts[key] = words
        self.answers.append(answers)

    def may_be_told(self, smallest: int) -> bool:
        """Whether it may become known that these people wrote this."""
        return mingled(self.answers, smallest)
