"""Passwords and secret addresses of channels: from the environment, or from a file that nobody else can read."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from scd_workflow.config.settings import SECRETS
from scd_workflow.domain.errors import PlanInvalid, said_by_system
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Mapping

IN_FILE: Final = "_FILE"
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
LONGEST_NAME: Final = 60
MAIL_SECRET: Final = f"{SECRETS}MAIL"
"""The password, or the secret of the application, that belongs to `SCD_MAIL_URL`."""

NO_SECRET_NAME = PydanticCustomError("secret_name", "not the name of a secret")


def is_known(secrets: Mapping[str, str], name: str) -> bool:
    """Whether there is a secret of this name, usable or not."""
    return name in secrets or name + IN_FILE in secrets


def secret_of(secrets: Mapping[str, str], name: str) -> str:
    """The secret of this name; raises `PlanInvalid` when it is not there or others can read it, without repeating it."""
    if name in secrets:
        return secrets[name]
    if name + IN_FILE not in secrets:
        raise PlanInvalid(because("config.secret_missing", name=name))
    return _kept(Path(secrets[name + IN_FILE]))


def _kept(file: Path) -> str:
    try:
        mode = file.stat().st_mode
        text = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise PlanInvalid(because("config.secret_file", file=str(file), said=said_by_system(error))) from None
    except ValueError:
        raise PlanInvalid(because("config.secret_unreadable", file=str(file))) from None
    if mode & OTHERS:
        raise PlanInvalid(because("config.secret_for_all", file=str(file)))
    if not text or not text.isprintable():
        raise PlanInvalid(because("config.secret_unreadable", file=str(file)))
    return text


def _secret_name(text: str) -> str:
    rest = text.removeprefix(SECRETS)
    plain = rest.isascii() and rest.replace("_", "").isalnum() and rest == rest.upper()
    if rest == text or not plain or rest.endswith(IN_FILE) or len(rest) > LONGEST_NAME:
        raise NO_SECRET_NAME
    return text


SecretName = Annotated[str, AfterValidator(_secret_name)]
"""The name of a secret: what stands in a file of the configuration, where the secret itself never stands."""
