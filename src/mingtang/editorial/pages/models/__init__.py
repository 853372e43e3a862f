"""Tables of pages: sites and columns as published, targets, batches, incidents."""

from mingtang.editorial.pages.models.batches import Batch, Entry, Run
from mingtang.editorial.pages.models.looks import SiteLook
from mingtang.editorial.pages.models.places import (
    HostAlias,
    PublishedColumn,
    PublishedSite,
    Redirect,
)
from mingtang.editorial.pages.models.targets import Shell, SubjectRead, Target, Watch
from mingtang.editorial.pages.models.traces import Incident, RootFile, Tombstone

__all__ = [
    "Batch",
    "Entry",
    "HostAlias",
    "Incident",
    "PublishedColumn",
    "PublishedSite",
    "Redirect",
    "RootFile",
    "Run",
    "Shell",
    "SiteLook",
    "SubjectRead",
    "Target",
    "Tombstone",
    "Watch",
]
