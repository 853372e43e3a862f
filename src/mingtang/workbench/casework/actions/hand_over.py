"""What becomes of cases when the unit that holds them is merged."""

from mingtang.institution.organization.actions.merging import Merger, record_hand_over
from mingtang.workbench.casework.models import Case, JointUnit

MOVES = ("casework.Case.unit", "casework.Case.desk_unit", "casework.JointUnit.unit")
STAYS = {"casework.CaseEntry.unit": "who wrote a text wrote it for the unit of that day"}


def hand_over_cases(merger: Merger) -> None:
    """Give the successor the cases that the unit holds, dispatches or helps with."""
    old, new = merger.unit.code, merger.into.code
    number = Case.objects.filter(unit=old).update(unit=new)
    Case.objects.filter(desk_unit=old).update(desk_unit=new)
    there = JointUnit.objects.filter(unit=new).values("case")
    JointUnit.objects.filter(unit=old, case__in=there).delete()
    JointUnit.objects.filter(unit=old).update(unit=new)
    record_hand_over(merger, "casework.unit.handed_over", number)
