"""What a machine tells the platform: where its data is, which database, which secret."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

PROJECT_ROOT = Path(__file__).resolve().parents[4]

# A server that vanishes without a word (a pulled cable) is given up within a minute, not after the
# two hours that the system would wait. Seconds; `tcp_user_timeout` in milliseconds.
POSTGRESQL_PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}


def data_dir() -> Path:
    """Return the folder of everything that is not code (MINGTANG_HOME, else `var/` of the project)."""
    return Path(os.environ.get("MINGTANG_HOME") or PROJECT_ROOT / "var").resolve()


@dataclass(frozen=True)
class Secrets:
    """Keys made at first start and kept in files of mode 600."""

    django: str
    personal_data: str


def _kept_secret(name: str) -> str:
    path = data_dir() / "secrets" / name
    try:
        return path.read_text("ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    value = secrets.token_urlsafe(48)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return path.read_text("ascii").strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(value)
    return value


def load_secrets() -> Secrets:
    """Read the secrets of this installation, made by the process that comes first."""
    return Secrets(
        django=os.environ.get("MINGTANG_SECRET_KEY") or _kept_secret("django"),
        personal_data=os.environ.get("MINGTANG_PERSONAL_DATA_KEY") or _kept_secret("personal_data"),
    )


@dataclass(frozen=True)
class Mail:
    """The server that takes mail from us."""

    host: str
    port: int
    user: str
    password: str
    starts_tls: bool
    is_tls: bool


def mail_settings() -> Mail:
    """Read MINGTANG_SMTP_URL: `smtp://`, `smtp+starttls://` or `smtps://user:password@host:port`.

    :raises ValueError: for another scheme.
    """
    parts = urlsplit(os.environ.get("MINGTANG_SMTP_URL", "") or "smtp://127.0.0.1:25")
    ports = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
    if parts.scheme not in ports:
        raise ValueError(
            f"MINGTANG_SMTP_URL: 不认识 {parts.scheme!r}, 请用 smtp://、smtp+starttls:// 或 smtps://"
        )
    return Mail(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or ports[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starts_tls=parts.scheme == "smtp+starttls",
        is_tls=parts.scheme == "smtps",
    )


def database_settings() -> dict[str, Any]:
    """Return Django's settings for MINGTANG_DATABASE_URL (`sqlite:///path` or `postgresql://…`)."""
    url = os.environ.get("MINGTANG_DATABASE_URL", "")
    if not url:
        return _sqlite(data_dir() / "mingtang.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(POSTGRESQL_PATIENCE),
        }
    raise ValueError(
        f"MINGTANG_DATABASE_URL: 不认识的数据库类型 {parts.scheme!r}, 请用 sqlite:/// 或 postgresql://"
    )


def sqlite_files(database: dict[str, Any]) -> tuple[Path, ...]:
    """Return the file of a database that is one, as :func:`database_settings` gives it."""
    return (Path(database["NAME"]),) if database["ENGINE"].endswith("sqlite3") else ()


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "CONN_MAX_AGE": 60,  # to open the file and set it up takes longer than most questions
        "NAME": str(path),
        # Deferred transactions that read and then write fail at once with "database is locked".
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
