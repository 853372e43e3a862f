"""What becomes of a document that others amend or repeal. Values in, values out."""

from collections.abc import Collection

from mingtang.editorial.content.enums import Force, RelationKind


def force_after(stated: str, kinds: Collection[str]) -> str:
    """Return the validity of a document that states one itself, given what others do to it."""
    if RelationKind.REPEALS.value in kinds:
        return Force.REPEALED.value
    if RelationKind.AMENDS.value in kinds and stated in {"", Force.IN_FORCE.value}:
        return Force.AMENDED.value
    return stated
