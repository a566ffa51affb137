"""`python -m flows.listen`: records what people answer in Prefect at once, without a process per answer.

It runs beside a worker, which does the same a little later when this is not there.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys

from flows.listening.listener import Listener
from flows.listening.speech import Speech
from flows.office import language
from scd_workflow.config.settings import Settings
from scd_workflow.domain.errors import ScdError
from scd_workflow.texts import say

SWITCH = 0.001
"""After how many seconds a hand that reckons lets another one go on; Python's own five are long for who records."""

GARBAGE_AFTER = 100_000
"""How many new objects there may be before Python looks for garbage; the log alone holds more."""


async def listen(settings: Settings) -> None:
    """Listen until somebody asks to stop."""
    listener = Listener(settings, Speech(settings.language))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, listener.stop)
    await listener.listen()


def main() -> int:
    """Listen; gives the exit code."""
    try:
        settings = Settings.read(os.environ)
    except ScdError as error:
        sys.stderr.write(" ".join(say(reason, language()) for reason in error.reasons) + "\n")
        return 1
    sys.setswitchinterval(SWITCH)
    gc.set_threshold(GARBAGE_AFTER)
    asyncio.run(listen(settings))
    return 0


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    # What a thread is still waiting for, as a mail server that does not answer, may not hold up the end.
    os._exit(code)
