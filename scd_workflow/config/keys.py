"""The keys under which decision codes are made: from the environment, or from a file that nobody else can read."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Final

from scd_workflow.domain.errors import PlanInvalid, said_by_system
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from scd_workflow.config.settings import Settings

FILE: Final = "code.keys"
KEY_BYTES: Final = 32
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
EMBEDDED: Final = "sqlite:///"

Keys = tuple[bytes, ...]
"""The keys, the newest first: codes are made by that one and good under any."""


def load_keys(settings: Settings) -> Keys:
    """The keys of these settings; with the embedded database they are made when there are none.

    Raises `PlanInvalid` when there are none, or when they cannot be used as they are; what they are it never says.
    """
    if settings.code_key:
        return read_keys(settings.code_key)
    file = settings.var / FILE
    if settings.database_url.startswith(EMBEDDED) and not file.exists():
        _make(file)
    return _kept(file)


def rotate(settings: Settings) -> Keys:
    """The keys with a new one before them, from now on in the file, which is made when there is none.

    Codes that went out stay good: they are under an older key. Raises `PlanInvalid` where the keys are not in a file.
    """
    if settings.code_key:
        raise PlanInvalid(because("config.key_in_environment"))
    file = settings.var / FILE
    keys = (secrets.token_bytes(KEY_BYTES), *(_kept(file) if file.exists() else ()))
    _write(file, keys)
    return keys


def read_keys(text: str) -> Keys:
    """Keys as they are written: each as 64 hexadecimal signs, the newest first, with commas or line breaks between them."""
    try:
        keys = tuple(map(bytes.fromhex, text.replace(",", " ").split()))
    except ValueError:
        keys = ()
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise PlanInvalid(because("config.key_unreadable"))
    return keys


def _kept(file: Path) -> Keys:
    try:
        mode = file.stat().st_mode
        text = file.read_text(encoding="ascii")
    except FileNotFoundError:
        raise PlanInvalid(because("config.key_missing", file=str(file))) from None
    except OSError as error:
        raise PlanInvalid(because("config.key_file", file=str(file), said=said_by_system(error))) from None
    except ValueError:
        raise PlanInvalid(because("config.key_unreadable")) from None
    if mode & OTHERS:
        raise PlanInvalid(because("config.key_for_all", file=str(file)))
    return read_keys(text)


def _make(file: Path) -> None:
    """Put a first key in the file, unless somebody else was first."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = _part(file, (secrets.token_bytes(KEY_BYTES),))
        try:
            # A link fails where a file is, so that of two that start at once both take the key of the first.
            os.link(part, file)
        except FileExistsError:
            return
        finally:
            part.unlink()
    except OSError as error:
        raise PlanInvalid(because("config.key_file", file=str(file), said=said_by_system(error))) from None


def _write(file: Path, keys: Keys) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _part(file, keys).replace(file)
    except OSError as error:
        raise PlanInvalid(because("config.key_file", file=str(file), said=said_by_system(error))) from None


def _part(file: Path, keys: Keys) -> Path:
    """A file beside it with these keys, safely on the disk and its owner's alone."""
    with NamedTemporaryFile("w", dir=file.parent, prefix=".", suffix=".part", delete=False) as part:
        part.writelines(f"{key.hex()}\n" for key in keys)
        part.flush()
        os.fsync(part.fileno())
    return Path(part.name)
