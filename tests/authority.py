"""An authority of our own, which this machine does not trust, and the certificates that it gives."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Authority:
    """Gives servers on loopback their certificates; whoever trusts `file` trusts them."""

    file: Path
    given: trustme.CA

    def context(self, name: str = "127.0.0.1") -> ssl.SSLContext:
        """How a server proves that it has this name."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.given.issue_cert(name).configure_cert(context)
        return context


def new_authority(folder: Path) -> Authority:
    """An authority with the file that its clients need, in a folder."""
    file, given = folder / "ca.pem", trustme.CA()
    given.cert_pem.write_to_path(str(file))
    return Authority(file, given)
