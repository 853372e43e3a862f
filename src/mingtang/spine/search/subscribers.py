"""The index follows the events of each kind of document."""

from mingtang.ground.foundation import clock
from mingtang.spine.events.subscribers import SealedEvent, subscribe
from mingtang.spine.search.actions import refresh_documents
from mingtang.spine.search.registry import SearchKind, register_documents


def follow(kind: SearchKind) -> None:
    """Register a kind of document and index it again after its events; called once at start."""
    register_documents(kind)

    def reindex(event: SealedEvent) -> None:
        refresh_documents(kind, kind.touched(event), at=clock.now())

    subscribe(f"search.{kind.name}", codes=kind.codes, handler=reindex)
