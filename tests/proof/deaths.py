"""Killing whoever records answers at the worst moments: between being handed one and having recorded it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random

from tests.proof.answers import People, Story
from tests.proof.recorders import Recorder
from tests.proof.verdicts import caught_up, fates

PRESSING = 3
"""How many people hand in something at the same time, each at another gate."""

RECORDING = 0.15
"""Within how many seconds of an answer the recorder dies: sooner or later than it takes to record one."""

STARTING = 3.0
"""Within how many seconds of its start a recorder dies that does so while it starts, one in four."""


@dataclass
class Deaths:
    """How often a recorder died, over how many answers that were taken and not recorded, and how often `programme` helped."""

    recorder: Recorder
    over: int = 0
    visits: int = 0

    def __str__(self) -> str:
        return f"{self.recorder.kills} deaths over {self.over} answers, {self.visits} visits of programme"

    def amid(self, batch: Sequence[Story], people: People, luck: Random) -> None:
        """Hand in all this; meanwhile the recorder dies right after some answer, and another takes its place."""
        answered = sum(1 for story in batch if story.answers)
        fatal = len(people.taken) + (luck.randint(1, answered) if answered else 0)
        with ThreadPoolExecutor(PRESSING) as pool:
            pressing = [pool.submit(people.tell, story) for story in batch]
            people.hear_of(fatal)
            time.sleep(luck.uniform(0, RECORDING))
            self.recorder.kill()
            self.over += len(fates(people.place, people.taken).lost)
            self.recorder.start()
            if luck.random() < 0.25:
                time.sleep(luck.uniform(0, STARTING))
                self.recorder.kill()
                self.recorder.start()
            for each in pressing:
                each.result()
        self.visits += caught_up(people)
