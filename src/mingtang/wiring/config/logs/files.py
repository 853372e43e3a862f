"""Log files that change with the day, are readable by their owner alone, and end after their time."""

import logging
import os
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.clock import beijing_date

ENDING = ".jsonl"


class DailyFile(logging.Handler):
    """Appends lines to `NAME-2026-03-11.jsonl` of today; any number of processes share a file.

    Each line is one write, which the system appends whole. At the first line of a day the files
    older than `days` are removed.
    """

    def __init__(self, folder: str, name: str, days: int) -> None:
        super().__init__()
        self._folder, self._name, self._days = Path(folder), name, days
        self._descriptor: int | None = None
        self._day = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a full disk is told on standard error and stops nothing."""
        try:
            line = (self.format(record) + "\n").encode("utf-8", "replace")
            os.write(self._open(), line)
        except Exception:  # noqa: BLE001 - the way of logging.Handler
            self.handleError(record)

    def close(self) -> None:
        """Close the file."""
        self._close()
        super().close()

    def _open(self) -> int:
        today = beijing_date(clock.now()).isoformat()
        if self._descriptor is None or self._day != today:
            self._close()
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._folder / f"{self._name}-{today}{ENDING}"
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            self._descriptor, self._day = os.open(path, flags, 0o600), today
            self._remove_old()
        return self._descriptor

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _remove_old(self) -> None:
        oldest = (beijing_date(clock.now()) - timedelta(days=self._days)).isoformat()
        form = re.compile(rf"{re.escape(self._name)}-(\d{{4}}-\d\d-\d\d){re.escape(ENDING)}")
        for path in self._folder.iterdir():
            found = form.fullmatch(path.name)
            if found and found[1] < oldest:
                path.unlink(missing_ok=True)


class Terminal(logging.StreamHandler[Any]):
    """Writes to whatever standard error is at the moment of writing."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:  # type: ignore[override]
        """Standard error."""
        return sys.stderr
