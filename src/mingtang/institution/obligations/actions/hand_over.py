"""What the promises do when a unit is merged into another one.

What the unit owed goes over by the event itself (`organization.unit.merged` is a transfer in every
replay), and its own quotas end with it.
"""

from mingtang.institution.obligations.models import OwnQuota
from mingtang.institution.organization.actions.merging import Merger

_REPLAYED = "a replay of the merger's event moves what still waits"
_THEN = "tells who owed it then"
MOVES = ("obligations.OwnQuota.unit_key",)
STAYS = {
    "obligations.Obligation.unit_key": _REPLAYED,
    "obligations.Obligation.opened_unit": _THEN,
    "obligations.ObligationMark.unit": _THEN,
    "obligations.Miss.unit_key": _THEN,
    "obligations.ArchivedObligation.unit_key": _THEN,
    "obligations.ArchivedObligation.opened_unit": _THEN,
    "obligations.ArchivedMark.unit": _THEN,
    "obligations.ArchivedMiss.unit_key": _THEN,
    "obligations.QuotaOpening.unit_key": "a period of a pack that was bound to the unit",
}


def hand_over_quota_cases(merger: Merger) -> None:
    """Let the successor owe the next periods of the promise keys that set a number of their own."""
    OwnQuota.objects.filter(unit_key=merger.unit.code).update(unit_key=merger.into.code)
