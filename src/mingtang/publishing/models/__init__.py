"""Tables of publishing: sites as published, targets, lists, batches, incidents."""

from mingtang.publishing.models.batches import Batch, Entry, Run
from mingtang.publishing.models.lists import ColumnTally, Listing, Month, Part
from mingtang.publishing.models.places import Address, HostAlias, Redirect, SiteState
from mingtang.publishing.models.targets import Shell, SubjectRead, Target, Watch
from mingtang.publishing.models.traces import AssetUse, Incident, Schedule, Tombstone

__all__ = [
    "Address",
    "AssetUse",
    "Batch",
    "ColumnTally",
    "Entry",
    "HostAlias",
    "Incident",
    "Listing",
    "Month",
    "Part",
    "Redirect",
    "Run",
    "Schedule",
    "Shell",
    "SiteState",
    "SubjectRead",
    "Target",
    "Tombstone",
    "Watch",
]
