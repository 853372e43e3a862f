"""What a page read: things shown by themselves, and windows of lists."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from mingtang.editorial.pages.policies.keys import Key

# The lower bound of a window that was not full: every new item falls into it.
LOWEST: Key = (datetime(1900, 1, 1, tzinfo=UTC), 0)


@dataclass
class Notes:
    """Filled while a page, or a frame, is read.

    `windows` maps (list, kind filter) to the last key shown. `is_kept` tells of a frame that is used
    for many pages that its notes stand in the database already.
    """

    subjects: set[str] = field(default_factory=set)
    windows: dict[tuple[str, str], Key] = field(default_factory=dict)
    is_kept: bool = False

    def showed(self, subject: str) -> None:
        """Note a thing shown by itself."""
        self.subjects.add(subject)

    def watched(self, name: str, low: Key, kind: str = "") -> None:
        """Note a window of a list; asked twice, the wider one counts."""
        known = self.windows.get((name, kind))
        self.windows[name, kind] = low if known is None else min(known, low)
