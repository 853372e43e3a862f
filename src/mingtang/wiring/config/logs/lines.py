"""A record of the log as one line of JSON."""

import logging
import os
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.error_numbers import number_in
from mingtang.wiring.config.logs.scrubbing import given_by, scrubbed

Line = MutableMapping[str, Any]
# What the gateway tells of a request, in this order.
ACCESS = ("method", "host", "status", "seconds", "client", "number", "agent")


def _process() -> str:
    """Return what runs here: a face, or the command that was given."""
    face = os.environ.get("MINGTANG_FACE", "")
    return face or next((word for word in sys.argv[1:] if not word.startswith("-")), "python")


def _describe(logger: Any, method: str, line: Line) -> dict[str, Any]:
    record: logging.LogRecord = line["_record"]
    request = getattr(record, "request", None)
    told: dict[str, Any] = {
        "at": clock.now().astimezone(BEIJING).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "number": getattr(record, "number", ""),
    }
    if isinstance(request, HttpRequest):
        told["number"] = number_in(request.META)
        told |= {"method": request.method, "path": request.path}
    told |= {"logger": record.name, "process": _process(), "pid": os.getpid()}
    return {**told, **line}


def _scrub(logger: Any, method: str, line: Line) -> dict[str, Any]:
    request = getattr(line["_record"], "request", None)
    given = given_by(request) if isinstance(request, HttpRequest) else []
    return {
        name: scrubbed(value, given if name in {"event", "exception"} else ())
        if isinstance(value, str) and name not in {"at", "number"}
        else value
        for name, value in line.items()
    }


def _access(logger: Any, method: str, line: Line) -> dict[str, Any]:
    record: logging.LogRecord = line["_record"]
    told: dict[str, Any] = {
        "at": clock.now().astimezone(BEIJING).isoformat(timespec="milliseconds")
    }
    told |= {name: getattr(record, name, "") for name in ACCESS}
    return {**told, "path": scrubbed(line["event"]), "_record": record, "_from_structlog": False}


_WRITE: list[Any] = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    structlog.processors.JSONRenderer(ensure_ascii=False),
]


def error_lines() -> logging.Formatter:
    """Return the formatter of errors: number, place, traceback; nothing that a client has sent."""
    format_exception = structlog.processors.format_exc_info
    return structlog.stdlib.ProcessorFormatter(
        processors=[_describe, format_exception, _scrub, *_WRITE]
    )


def access_lines() -> logging.Formatter:
    """Return the formatter of requests: the address without its query."""
    return structlog.stdlib.ProcessorFormatter(processors=[_access, *_WRITE])


class NotOurs(logging.Filter):
    """Leaves out what Django says of clients' mistakes: wrong addresses, foreign hosts, bad forms."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is kept."""
        if record.name.startswith("django.security"):
            return False
        return record.name != "django.request" or record.levelno >= logging.ERROR
