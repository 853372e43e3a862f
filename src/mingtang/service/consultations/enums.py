"""States and choices of consultations."""

from mingtang.ground.foundation.labels import LabelledEnum


class ConsultationState(LabelledEnum):
    """How a consultation stands."""

    DRAFT = "draft", "起草中"
    IN_REVIEW = "in_review", "审签中"
    PASSED = "passed", "待开始"
    OPEN = "open", "征集中"
    CLOSED = "closed", "已截止"
    ANSWERED = "answered", "已公布结果"
    ARCHIVED = "archived", "已归档"


class OpinionShowing(LabelledEnum):
    """When moderated opinions are shown to readers."""

    NEVER = "never", "不公开意见原文，只公布采纳情况"
    AFTER_CLOSE = "after_close", "截止以后公开审核过的意见"
    AT_ONCE = "at_once", "征集期间即公开审核过的意见"


class OpinionState(LabelledEnum):
    """What the office decided about showing an opinion."""

    WAITING = "waiting", "待审核"
    SHOWN = "shown", "公开"
    HIDDEN = "hidden", "不公开"


class OpinionChannel(LabelledEnum):
    """By which way an opinion came."""

    WEB = "web", "网上表单"
    MAIL = "mail", "电子邮件"
    PHONE = "phone", "电话"
    LETTER = "letter", "信函"


class Adoption(LabelledEnum):
    """What became of a point that opinions made."""

    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    NOT_ADOPTED = "not_adopted", "未采纳"
