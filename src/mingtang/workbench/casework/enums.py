"""States of cases, what can be done with one, who does it, and what is said in one."""

from mingtang.ground.foundation.labels import LabelledEnum


class CaseState(LabelledEnum):
    """How a case stands (办件状态)."""

    RECEIVED = "received", "待转办"  # at the desk
    DISPATCHED = "dispatched", "待认领"
    CLAIMED = "claimed", "办理中"
    PAUSED = "paused", "已暂停"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已办结"
    MERGED = "merged", "已并案"
    WITHDRAWN = "withdrawn", "来件人撤回"
    INVALID = "invalid", "不予办理"


class CaseVerb(LabelledEnum):
    """What a person does with a case."""

    DISPATCH = "dispatch", "转办"
    CLAIM = "claim", "认领"
    TRANSFER = "transfer", "移交"
    OBJECT = "object", "退回"
    JOIN = "join", "加入协办单位"
    PAUSE = "pause", "暂停"
    RESUME = "resume", "恢复办理"
    EXTEND = "extend", "延期"
    ASK_EXTENSION = "ask_extension", "申请延期"
    VALUE = "value", "认定为有价值意见"
    COMPLEX = "complex", "认定为情况复杂"
    FOREIGN = "foreign", "认定不属本地职责"
    EXPLAIN = "explain", "说明情况、指明途径"
    URGE = "urge", "催办"
    SUPERVISE = "supervise", "督办"
    ESCALATE = "escalate", "上报"
    REOPEN = "reopen", "重新办理"
    ANSWER = "answer", "答复"
    CLOSE = "close", "办结"
    MERGE = "merge", "并案"
    DROP = "drop", "终止办理"
    MESSAGE = "message", "发消息"
    NOTE = "note", "写备注"
    LINK = "link", "关联"
    VIEW = "view", "查看完整信息"
    ERASE_ENTRY = "erase_entry", "删除文字"
    ERASE = "erase", "删除个人信息"
    LOOK_AGAIN = "look_again", "复核评价"
    RATE = "rate", "评价"
    HEAR = "hear", "补充"  # a message of the person who sent the case


class SecondLook(LabelledEnum):
    """The decision of a desk about an answer whose sender was not satisfied (复核结论)."""

    STANDS = "stands", "答复符合规定，维持原答复"
    AGAIN = "again", "退回承办单位重新办理"


class CaseRole(LabelledEnum):
    """In which part someone stands to a case."""

    DESK = "desk", "转办单位"
    HOLDER = "holder", "承办单位"
    JOINT = "joint", "协办单位"
    LEADER = "leader", "领导"


class EntryKind(LabelledEnum):
    """What a text in a case is."""

    ANSWER = "answer", "答复"
    TO_CITIZEN = "to_citizen", "发给来件人"
    FROM_CITIZEN = "from_citizen", "来件人补充"
    RATING = "rating", "评价意见"
    NOTE = "note", "内部备注"


class CaseChannel(LabelledEnum):
    """By which way a case came (来件渠道)."""

    SITE = "site", "网站"
    PHONE = "phone", "电话"
    HOTLINE = "hotline", "12345 热线"
    PAPER = "paper", "信函、来访"
    MICROBLOG = "microblog", "微博"
    WECHAT = "wechat", "微信公众号"
    CLIENT = "client", "客户端"
    NATIONAL = "national", "全国政府网站信息报送系统"
    FORUM = "forum", "网络论坛"
    OTHER = "other", "其他"


class LinkKind(LabelledEnum):
    """How two cases belong together."""

    RELATED = "related", "相关"
    MERGED = "merged", "并入"
