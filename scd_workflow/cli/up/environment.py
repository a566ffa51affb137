"""The environment of the processes that `scd up` starts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from scd_workflow.config.secrets import IN_FILE
from scd_workflow.config.settings import EVERYWHERE, SECRETS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scd_workflow.config.settings import Settings

SQLITE: Final = "sqlite:///"

FOREIGN: Final = frozenset({"PREFECT_PROFILE", "PREFECT_API_KEY", "PYTHONDONTWRITEBYTECODE"})
"""What would send our processes to another server, or make each of them compile Prefect anew."""

SECRET: Final = frozenset({"SCD_CODE_KEY"})
"""What Prefect's server has no business with."""

CALM: Final = {
    "PREFECT_LOGGING_LEVEL": "WARNING",
    # In memory, its default, a restart forgets who held the only place of a deployment, and nobody ever gets it again.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_WORKER_QUERY_SECONDS": "1",
}
"""What we choose where the environment does not."""

PRIVATE: Final = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PYTHONUNBUFFERED": "1"}
"""What we choose whatever the environment says."""

NOWHERE: Final = "http://127.0.0.1:9"
"""A proxy that nobody is: port 9 throws away what it gets, if it listens at all."""


def child_environment(environ: Mapping[str, str], settings: Settings, folder: Path) -> dict[str, str]:
    """The environment for the server, the worker and what it runs: our settings with absolute paths, and Prefect's.

    `folder` is the one that relative paths are relative to. What `environ` says of Prefect's database, logging and
    passwords holds; where the server is, is ours to say.
    """
    kept = {name: value for name, value in environ.items() if name not in FOREIGN}
    return CALM | kept | PRIVATE | _ours(settings, folder) | _prefects(environ, settings, folder)


def server_environment(children: Mapping[str, str]) -> dict[str, str]:
    """The environment for the server alone, which has nothing to ask of the outside world.

    Without it some pages of the UI make the server fetch a list of Prefect's plugins; it falls back on its own copy.
    """
    own = {name: value for name, value in children.items() if name not in SECRET and not name.startswith(SECRETS)}
    return {**own, "HTTPS_PROXY": NOWHERE, "https_proxy": NOWHERE}


def local_url(settings: Settings) -> str:
    """Where the server is found from this machine, whatever the outside world calls it."""
    host = "127.0.0.1" if settings.server_host in EVERYWHERE else settings.server_host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.server_port}"


def _ours(settings: Settings, folder: Path) -> dict[str, str]:
    return {
        "SCD_CONFIG": str(folder / settings.config),
        "SCD_VAR": str(folder / settings.var),
        "SCD_DATABASE_URL": _absolute_database(settings.database_url, folder),
        "SCD_PROGRAMME": settings.programme or "",
        "SCD_LANGUAGE": settings.language,
        "SCD_MAIL_URL": settings.mail_url if "://" in settings.mail_url else str(folder / settings.mail_url),
        "SCD_SERVER_HOST": settings.server_host,
        "SCD_SERVER_PORT": str(settings.server_port),
        "SCD_UI_URL": settings.ui_url,
        "SCD_WEB_HOST": settings.web_host,
        "SCD_WEB_PORT": str(settings.web_port),
        "SCD_WEB_URL": settings.web_url,
        **({"SCD_CA_FILE": str(folder / settings.ca_file)} if settings.ca_file else {}),
        **{name: str(folder / file) for name, file in settings.secrets.items() if name.endswith(IN_FILE)},
    }


def _prefects(environ: Mapping[str, str], settings: Settings, folder: Path) -> dict[str, str]:
    password = environ.get("PREFECT_API_AUTH_STRING") or environ.get("PREFECT_SERVER_API_AUTH_STRING")
    nearby = ",".join(filter(None, (environ.get("NO_PROXY") or environ.get("no_proxy"), "127.0.0.1", "localhost")))
    return {
        "PREFECT_HOME": str(folder / settings.var / "prefect"),
        "PREFECT_API_URL": f"{local_url(settings)}/api",
        "PREFECT_SERVER_API_HOST": settings.server_host,
        "PREFECT_SERVER_API_PORT": str(settings.server_port),
        "PREFECT_SERVER_UI_API_URL": f"{settings.ui_url}/api",
        # Without /v2 every deep link opens the old UI.
        "PREFECT_UI_URL": f"{settings.ui_url}/v2",
        "NO_PROXY": nearby,
        "no_proxy": nearby,
        **({"PREFECT_API_AUTH_STRING": password} if password else {}),
    }


def _absolute_database(url: str, folder: Path) -> str:
    return f"{SQLITE}{folder / url.removeprefix(SQLITE)}" if url.startswith(SQLITE) else url
