"""States and choices of articles and placements."""

from enum import StrEnum


class ArticleKind(StrEnum):
    """What an article is (稿件类型)."""

    NEWS = "news"
    NOTICE = "notice"
    POLICY = "policy"
    INTERPRETATION = "interpretation"


KIND_LABELS = {
    ArticleKind.NEWS: "新闻动态",
    ArticleKind.NOTICE: "通知公告",
    ArticleKind.POLICY: "政策文件",
    ArticleKind.INTERPRETATION: "政策解读",
}


class ArticleState(StrEnum):
    """Where the working copy of an article stands on its way (稿件状态).

    What readers see is not told by this: a published article under correction is a draft again
    while its release stays on line.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ARRIVED = "arrived"
    ACCEPTED = "accepted"
    IN_REVIEW = "in_review"
    PASSED = "passed"
    PUBLISHED = "published"
    RETURNED = "returned"
    TAKEN_DOWN = "taken_down"
    DISCARDED = "discarded"


STATE_LABELS = {
    ArticleState.DRAFT: "草稿",
    ArticleState.SUBMITTED: "待单位审签",
    ArticleState.ARRIVED: "已报送，待编辑部接收",
    ArticleState.ACCEPTED: "编辑部编辑中",
    ArticleState.IN_REVIEW: "审核中",
    ArticleState.PASSED: "审核通过，待发布",
    ArticleState.PUBLISHED: "已发布",
    ArticleState.RETURNED: "已退回",
    ArticleState.TAKEN_DOWN: "已下线",
    ArticleState.DISCARDED: "已作废",
}


class ArticleVerb(StrEnum):
    """What can be done with an article; the moves stand in `policies.MOVES`."""

    SUBMIT = "submit"
    ARRIVE = "arrive"
    ACCEPT = "accept"
    RETURN = "return"
    RECALL = "recall"
    START_REVIEW = "start_review"
    PASS = "pass"  # noqa: S105 - a verb
    REFUSE = "refuse"
    PUBLISH = "publish"
    REVISE = "revise"
    CORRECT = "correct"
    TAKE_DOWN = "take_down"
    DISCARD = "discard"


VERB_LABELS = {
    ArticleVerb.SUBMIT: "报送",
    ArticleVerb.ARRIVE: "送达编辑部",
    ArticleVerb.ACCEPT: "接收",
    ArticleVerb.RETURN: "退回",
    ArticleVerb.RECALL: "撤回报送",
    ArticleVerb.START_REVIEW: "送审",
    ArticleVerb.PASS: "审核通过",
    ArticleVerb.REFUSE: "审核不予通过",
    ArticleVerb.PUBLISH: "发布",
    ArticleVerb.REVISE: "修改",
    ArticleVerb.CORRECT: "更正",
    ArticleVerb.TAKE_DOWN: "下线",
    ArticleVerb.DISCARD: "作废",
}


class PlacementState(StrEnum):
    """Whether the receiving site shows an article in a column (落栏状态)."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


PLACEMENT_LABELS = {
    PlacementState.OFFERED: "待接收",
    PlacementState.ACCEPTED: "已接收",
    PlacementState.REFUSED: "已谢绝",
    PlacementState.WITHDRAWN: "已撤回",
}


class Force(StrEnum):
    """Whether a policy document is in force (有效性)."""

    UNSTATED = ""
    IN_FORCE = "in_force"
    AMENDED = "amended"
    REPEALED = "repealed"
    LAPSED = "lapsed"


FORCE_LABELS = {
    Force.UNSTATED: "",
    Force.IN_FORCE: "有效",
    Force.AMENDED: "已修改",
    Force.REPEALED: "废止",
    Force.LAPSED: "失效",
}
