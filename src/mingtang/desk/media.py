"""Pictures and files of the units, for other rooms."""

from mingtang.desk.actions.media import ensure_unit_collection

__all__ = ["ensure_unit_collection"]
