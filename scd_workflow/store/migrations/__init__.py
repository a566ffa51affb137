"""Brings a database to the newest version; imported only when there is something to bring, since Alembic loads slowly."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def upgrade(connection: Connection, version: str = "head") -> None:
    """Migrate to the newest version, or to an older one, within the caller's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def known_versions() -> tuple[str, ...]:
    """The versions this program can start from, the newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    # Config interpolates like configparser: a percent sign in the path would be read as a reference.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
