"""Whether the server can listen where the settings say."""

from __future__ import annotations

import errno
import socket

from scd_workflow.domain.errors import Refused, said_by_system
from scd_workflow.domain.reasons import because


def refuse_unusable(host: str, port: int, name: str) -> None:
    """Return when a server can listen there; raise `Refused` with the setting to change when it cannot.

    `name` is how the settings of host and port begin.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            # As the server does: a connection that closed a minute ago keeps nobody out.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refused(
                because("up.port_taken", host=host, port=port, name=name, other=port + 1 if port < 65_535 else 4201)
            ) from error
        raise Refused(
            because("up.port_unusable", host=host, port=port, name=name, said=said_by_system(error))
        ) from error
