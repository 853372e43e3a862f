"""What is counted of cases, each under its kind, its site and the unit that holds it then."""

from mingtang.institution.figures.kinds import Measure, of_event
from mingtang.workbench.casework.kinds import all_case_kinds


def _kinds() -> list[tuple[str, str]]:
    return [(kind.code, kind.label) for kind in all_case_kinds()]


def _counted(name: str, label: str, code: str) -> Measure:
    return Measure(name, label, frozenset({f"casework.case.{code}"}), of_event, kinds=_kinds)


MEASURES = (
    _counted("cases.arrived", "收到来件", "arrived"),
    _counted("cases.answered", "答复来件", "answered"),
    _counted("cases.transferred", "来件转给其他单位", "transferred"),
    _counted("cases.objected", "来件退回转办", "objected"),
    _counted("cases.rated", "来件人评价", "rated"),
)
