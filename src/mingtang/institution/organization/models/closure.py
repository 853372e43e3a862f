"""Closure rows of a tree: one row for every pair of ancestor and descendant, itself included.

Units use them here, columns one floor above. Reading a subtree or a path is one indexed query at
any depth, and moving a node rewrites closure rows only.
"""

from typing import Any

from django.db import models


class ClosureRow(models.Model):
    """Abstract; a subclass adds the foreign keys `ancestor` and `descendant`."""

    depth = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    @classmethod
    def _rows(cls) -> Any:
        return cls._default_manager

    @classmethod
    def attach(cls, node_id: int, parent_id: int | None) -> None:
        """Write the rows of a new node that has no descendants yet."""
        above = cls._rows().filter(descendant_id=parent_id).values_list("ancestor_id", "depth")
        pairs = [(node_id, 0), *((ancestor, depth + 1) for ancestor, depth in above)]
        cls._rows().bulk_create(
            cls(ancestor_id=ancestor, descendant_id=node_id, depth=depth)  # type: ignore[misc]
            for ancestor, depth in pairs
        )

    @classmethod
    def move(cls, node_id: int, parent_id: int | None) -> None:
        """Hang a node with all its descendants below another parent (`None`: at the top).

        The caller has made sure that the new parent is not inside the moved subtree.
        """
        below = list(cls._rows().filter(ancestor_id=node_id).values_list("descendant_id", "depth"))
        inside = cls._rows().filter(ancestor_id=node_id).values("descendant_id")
        cls._rows().filter(descendant_id__in=inside).exclude(ancestor_id__in=inside).delete()
        above = cls._rows().filter(descendant_id=parent_id).values_list("ancestor_id", "depth")
        pairs = [
            cls(ancestor_id=ancestor, descendant_id=descendant, depth=up + down + 1)  # type: ignore[misc]
            for ancestor, up in above
            for descendant, down in below
        ]
        cls._rows().bulk_create(pairs, batch_size=2000)

    @classmethod
    def is_below(cls, node_id: int, ancestor_id: int) -> bool:
        """Tell whether a node is the ancestor itself or is somewhere below it."""
        found: bool = cls._rows().filter(ancestor_id=ancestor_id, descendant_id=node_id).exists()
        return found
