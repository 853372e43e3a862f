"""Tables of publishing: sites as published, targets, lists, batches, incidents."""

from mingtang.publishing.models.batches import Batch, Entry, Run
from mingtang.publishing.models.lists import Listing, Month, Part, PublishedColumn
from mingtang.publishing.models.places import Address, HostAlias, Redirect, SiteState
from mingtang.publishing.models.targets import Shell, SubjectRead, Target, Watch
from mingtang.publishing.models.traces import (
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
