"""Reads of the review room: which list holds for an article, what machines remark, what passed."""

from mingtang.editorial.review.queries.gates import (
    GATE_RIGHT,
    MANAGE,
    URGENT_RIGHT,
    FoundList,
    class_requirements,
    gates_of,
    is_passed,
    knows_urgency,
    review_list,
    urgent_list,
)
from mingtang.editorial.review.queries.remarks import (
    ArticleRemarks,
    RuleFigures,
    register_leaders,
    remarks_on,
    rule_figures,
)

__all__ = [
    "GATE_RIGHT",
    "MANAGE",
    "URGENT_RIGHT",
    "ArticleRemarks",
    "FoundList",
    "RuleFigures",
    "class_requirements",
    "gates_of",
    "is_passed",
    "knows_urgency",
    "register_leaders",
    "remarks_on",
    "review_list",
    "rule_figures",
    "urgent_list",
]
