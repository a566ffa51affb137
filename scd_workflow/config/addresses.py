"""Mail addresses as they may stand in the configuration: one address that every mail server understands as written."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\Z")
NAMED = re.compile(r"(?P<name>[^<>,;:\"\\\x00-\x1f\x7f]+) <(?P<address>[^<>]+)>\Z")
LONGEST_LOCAL, LONGEST = 64, 254
NO_ADDRESS = PydanticCustomError("address", "not one plain mail address")
NO_SENDER = PydanticCustomError("sender", "not a name and one plain mail address")
NO_DOMAIN = PydanticCustomError("domain", "not the name of a domain")


def is_address(text: str) -> bool:
    """Whether this is exactly one plain address; the domain may be an international one, the part before it may not."""
    local, _, domain = text.rpartition("@")
    plain = LOCAL.match(local) is not None and len(local) <= LONGEST_LOCAL
    return plain and is_domain(domain, LONGEST - len(local) - 1)


def is_domain(text: str, longest: int = LONGEST) -> bool:
    """Whether this is the full name of a domain, an international one included."""
    if len(text) > longest or any(sign.isspace() for sign in text):
        return False
    try:
        labels = text.encode("idna").decode().split(".")
    except UnicodeError:
        return False
    return len(labels) > 1 and all(LABEL.match(label) for label in labels) and not labels[-1].isdigit()


def is_sender(text: str) -> bool:
    """Whether this is one address, with a name before it or without."""
    named = NAMED.match(text)
    return is_address(named["address"] if named else text)


def _address(text: str) -> str:
    if not is_address(text):
        raise NO_ADDRESS
    return text


def _sender(text: str) -> str:
    if not is_sender(text):
        raise NO_SENDER
    return text


def _domain(text: str) -> str:
    if not is_domain(text):
        raise NO_DOMAIN
    return text


Address = Annotated[str, AfterValidator(_address)]
Sender = Annotated[str, AfterValidator(_sender)]
Domain = Annotated[str, AfterValidator(_domain)]
