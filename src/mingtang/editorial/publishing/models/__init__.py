"""Tables of publishing: addresses, lists, schedules, files in use and files made from them."""

from mingtang.editorial.publishing.models.addresses import Address
from mingtang.editorial.publishing.models.companions import (
    InterpretationRequest,
    ReleaseException,
)
from mingtang.editorial.publishing.models.derived import DerivedSet
from mingtang.editorial.publishing.models.lists import Listing, Month, Part
from mingtang.editorial.publishing.models.numbers import (
    DocumentNumber,
    IndexNumber,
    IndexSequence,
)
from mingtang.editorial.publishing.models.relations import PolicyRelation
from mingtang.editorial.publishing.models.scripts import ScriptException
from mingtang.editorial.publishing.models.traces import AssetUse, Hold, Schedule, SiteAsset

__all__ = [
    "Address",
    "AssetUse",
    "DerivedSet",
    "DocumentNumber",
    "Hold",
    "IndexNumber",
    "IndexSequence",
    "InterpretationRequest",
    "Listing",
    "Month",
    "Part",
    "PolicyRelation",
    "ReleaseException",
    "Schedule",
    "ScriptException",
    "SiteAsset",
]
