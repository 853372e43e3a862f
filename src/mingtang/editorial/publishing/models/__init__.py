"""Tables of publishing: sites as published, targets, lists, batches, incidents."""

from mingtang.editorial.publishing.models.batches import Batch, Entry, Run
from mingtang.editorial.publishing.models.lists import Listing, Month, Part, PublishedColumn
from mingtang.editorial.publishing.models.places import Address, HostAlias, Redirect, SiteState
from mingtang.editorial.publishing.models.targets import Shell, SubjectRead, Target, Watch
from mingtang.editorial.publishing.models.traces import (
    AssetUse,
    Hold,
    Incident,
    RootFile,
    Schedule,
    Tombstone,
)

__all__ = [
    "Address",
    "AssetUse",
    "Batch",
    "Entry",
    "Hold",
    "HostAlias",
    "Incident",
    "Listing",
    "Month",
    "Part",
    "PublishedColumn",
    "Redirect",
    "RootFile",
    "Run",
    "Schedule",
    "Shell",
    "SiteState",
    "SubjectRead",
    "Target",
    "Tombstone",
    "Watch",
]
