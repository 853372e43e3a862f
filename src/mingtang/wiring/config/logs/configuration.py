"""The logging of every process, as Django's setting LOGGING has it."""

import logging
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

# Source: 网络安全法（2016年）第二十一条第三项: network logs are kept for no less than six months; the longest
# six months have 184 days. The law was amended in 2025 and its articles may be counted otherwise.
SHORTEST_DAYS = 184
USUAL_DAYS = 190
log = logging.getLogger(__name__)


def days_kept() -> int:
    """Return for how many days logs are kept. :raises ValueError: fewer than the law asks for."""
    text = os.environ.get("MINGTANG_LOG_DAYS", "").strip() or str(USUAL_DAYS)
    if not text.isascii() or not text.isdigit() or int(text) < SHORTEST_DAYS:
        raise ValueError(
            f"MINGTANG_LOG_DAYS={text}：日志须保存六个月以上，请填不小于 {SHORTEST_DAYS} 的数"
        )
    return int(text)


def logging_settings(folder: Path, face: str) -> dict[str, Any]:
    """Return the setting: errors of all processes in one file a day, requests of each face in another."""
    file = {
        "()": "mingtang.wiring.config.logs.files.DailyFile",
        "folder": str(folder),
        "days": days_kept(),
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"format": "%(asctime)s %(levelname)s %(message)s"},
            "errors": {"()": "mingtang.wiring.config.logs.lines.error_lines"},
            "access": {"()": "mingtang.wiring.config.logs.lines.access_lines"},
        },
        "filters": {"ours": {"()": "mingtang.wiring.config.logs.lines.NotOurs"}},
        "handlers": {
            "terminal": {
                "()": "mingtang.wiring.config.logs.files.Terminal",
                "level": "WARNING",
                "formatter": "plain",
                "filters": ["ours"],
            },
            "errors": {
                **file,
                "name": "errors",
                "level": "WARNING",
                "formatter": "errors",
                "filters": ["ours"],
            },
            "access": {**file, "name": f"access-{face}", "formatter": "access"},
        },
        "root": {"handlers": ["errors", "terminal"], "level": "INFO"},
        "loggers": {
            "mingtang.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
        },
    }


def log_uncaught() -> None:
    """Write into the log what ends a command with a traceback, too."""
    said = sys.excepthook

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, Exception):
            log.error("uncaught", exc_info=(kind, error, trace))
        said(kind, error, trace)

    sys.excepthook = note
