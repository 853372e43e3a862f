"""The index follows the events of each kind of document."""

from mingtang.ground.foundation import clock
from mingtang.spine.events.subscribers import SealedEvent, subscribe
from mingtang.spine.search.actions import refresh_documents
from mingtang.spine.search.registry import SearchKind, register_documents


def follow(kind: SearchKind) -> None:
    """Register a kind of document and index it again after its events; a repeat is harmless."""
    if register_documents(kind) is kind:
        subscribe(f"search.{kind.name}", codes=kind.codes, handler=Follower(kind))


class Follower:
    """Reads again what an event touched."""

    def __init__(self, kind: SearchKind) -> None:
        self.kind = kind

    def __call__(self, event: SealedEvent) -> None:
        numbers = self.kind.touched(event)
        if numbers:
            refresh_documents(self.kind, numbers, at=clock.now())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Follower) and other.kind == self.kind

    def __hash__(self) -> int:
        return hash(self.kind.name)
