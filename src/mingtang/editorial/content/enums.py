"""States and choices of articles and placements."""

from mingtang.ground.foundation.labels import LabelledEnum


class ArticleKind(LabelledEnum):
    """What an article is (稿件类型)."""

    NEWS = "news", "新闻动态"
    NOTICE = "notice", "通知公告"
    POLICY = "policy", "政策文件"
    INTERPRETATION = "interpretation", "政策解读"


class ArticleState(LabelledEnum):
    """Where the working copy of an article stands on its way (稿件状态).

    What readers see is not told by this: a published article under correction is a draft again
    while its release stays online; see `Article.state_label`.
    """

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待单位审签"
    ARRIVED = "arrived", "已报送，待编辑部接收"
    ACCEPTED = "accepted", "编辑部编辑中"
    IN_REVIEW = "in_review", "审核中"
    PASSED = "passed", "审核通过，待发布"
    PUBLISHED = "published", "已发布"
    RETURNED = "returned", "已退回"
    TAKEN_DOWN = "taken_down", "已下线"
    DISCARDED = "discarded", "已作废"


# What nobody has to do anything about.
ENDED = frozenset({ArticleState.PUBLISHED, ArticleState.TAKEN_DOWN, ArticleState.DISCARDED})


# What only its writers have seen, unless it arrived at a desk before.
UNSENT = frozenset({ArticleState.DRAFT, ArticleState.DISCARDED})


class ArticleVerb(LabelledEnum):
    """What can be done with an article; the moves stand in `policies.MOVES`."""

    SUBMIT = "submit", "报送"
    ARRIVE = "arrive", "送达编辑部"
    ACCEPT = "accept", "接收"
    RETURN = "return", "退回"
    RECALL = "recall", "撤回报送"
    START_REVIEW = "start_review", "送审"
    WITHDRAW = "withdraw", "撤回送审"
    PASS = "pass", "审核通过"
    REFUSE = "refuse", "审核不予通过"
    PUBLISH = "publish", "发布"
    REVISE = "revise", "修改"
    CORRECT = "correct", "更正"
    CANCEL_CORRECTION = "cancel_correction", "取消更正"
    TAKE_DOWN = "take_down", "下线"
    DISCARD = "discard", "作废"
    RESTORE = "restore", "恢复草稿"
    MERGE = "merge", "并入其他稿件"
    SPLIT_OFF = "split_off", "拆分成稿"


class PlacementState(LabelledEnum):
    """Whether the receiving site shows an article in a column (栏目推送状态)."""

    OFFERED = "offered", "待接收"
    ACCEPTED = "accepted", "已接收"
    REFUSED = "refused", "不予采用"
    WITHDRAWN = "withdrawn", "已撤回"


class Force(LabelledEnum):
    """Whether a policy document is in force (有效性)."""

    UNSTATED = "", ""
    IN_FORCE = "in_force", "有效"
    AMENDED = "amended", "已修改"
    REPEALED = "repealed", "废止"
    LAPSED = "lapsed", "失效"


class LegalLevel(LabelledEnum):
    """What weight a policy document has (效力级别).

    Source: 规章制定程序条例; 国办发〔2018〕37号 for 行政规范性文件.
    """

    UNSTATED = "", ""
    RULES = "rules", "政府规章"
    NORMATIVE = "normative", "行政规范性文件"
    OTHER = "other", "其他文件"


class PolicyArea(LabelledEnum):
    """What a policy document is about, as far as packs ask when it has to be interpreted (政策领域).

    Source: 国办发〔2014〕57号（四）: policies of the economy and of people's livelihood.
    """

    UNSTATED = "", ""
    ECONOMY = "economy", "经济发展"
    LIVELIHOOD = "livelihood", "社会民生"
    BOTH = "both", "经济发展和社会民生"
    OTHER = "other", "不涉及经济发展和社会民生"


class RelationKind(LabelledEnum):
    """What a policy document does to another one, or has from it (文件关系)."""

    REPEALS = "repeals", "废止"
    AMENDS = "amends", "修改"
    IMPLEMENTS = "implements", "依据"


class FieldSort(LabelledEnum):
    """What may be written into a declared field (字段类型)."""

    TEXT = "text", "一行文字"
    LONG = "long", "多行文字"
    DATE = "date", "日期"
    NUMBER = "number", "数字"
    CHOICE = "choice", "从选项中选一项"
    LINK = "link", "网址"


class ImportOutcome(LabelledEnum):
    """What became of an imported file (导入结果)."""

    MADE = "made", "已导入"
    REPEATED = "repeated", "以前导入过"
    REFUSED = "refused", "不能导入"
    FAILED = "failed", "导入失败"
