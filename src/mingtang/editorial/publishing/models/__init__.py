"""Tables of publishing: addresses, lists, schedules, files in use."""

from mingtang.editorial.publishing.models.addresses import Address
from mingtang.editorial.publishing.models.lists import Listing, Month, Part
from mingtang.editorial.publishing.models.traces import AssetUse, Hold, Schedule

__all__ = [
    "Address",
    "AssetUse",
    "Hold",
    "Listing",
    "Month",
    "Part",
    "Schedule",
]
