"""What is wrong with a pack: which file, which key, why, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class PackFault:
    """One thing that is wrong in a pack."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return "：".join(part for part in (self.file, self.key, self.reason) if part)


class PackError(Exception):
    """A pack was refused; `file`, `key` and `reason` tell the first fault, `faults` all of them."""

    def __init__(self, faults: Sequence[PackFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    @classmethod
    def one(cls, file: str, key: str, reason: str) -> "PackError":
        """Return the error for a single fault."""
        return cls([PackFault(file, key, reason)])

    @property
    def file(self) -> str:
        """Return the file of the first fault."""
        return self.faults[0].file

    @property
    def key(self) -> str:
        """Return the dotted key of the first fault."""
        return self.faults[0].key

    @property
    def reason(self) -> str:
        """Return why the first fault is one, in Chinese."""
        return self.faults[0].reason


class UnknownRule(KeyError):
    """A rule ID that the pack does not have."""

    def __init__(self, rule_id: str, pack: str) -> None:
        self.rule_id = rule_id
        self.pack = pack
        super().__init__(rule_id)

    def __str__(self) -> str:
        return f"制度包“{self.pack}”没有规则“{self.rule_id}”"
