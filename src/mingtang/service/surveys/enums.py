"""States and choices of surveys."""

from mingtang.ground.foundation.labels import LabelledEnum


class SurveyKind(LabelledEnum):
    """The kind of a survey."""

    SURVEY = "survey", "网上调查"
    APPRAISAL = "appraisal", "网上评议"


class SurveyState(LabelledEnum):
    """The state of a survey."""

    DRAFT = "draft", "起草中"
    IN_REVIEW = "in_review", "审签中"
    PASSED = "passed", "待开始"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已截止"
    PUBLISHED = "published", "已公布结果"
    ARCHIVED = "archived", "已归档"


class SurveyQuestionKind(LabelledEnum):
    """The kind of a question."""

    SINGLE = "single", "单选"
    SEVERAL = "several", "多选"
    RATING = "rating", "评分（1 至 5 分）"
    SHORT = "short", "简短文字"
    LONG = "long", "长文字"
    NUMBER = "number", "数字"
    DATE = "date", "日期"


class OnceRule(LabelledEnum):
    """How answers are limited to one a person."""

    FREE = "free", "不限制"
    DAILY = "daily", "同一网络地址一天一份"
    MAIL = "mail", "同一电子邮箱一份，打开邮件中的链接确认以后计入"


class ResultShowing(LabelledEnum):
    """When the figures are public."""

    AFTER_CLOSE = "after_close", "公布结果时公开"
    ALWAYS = "always", "进行期间即公开，随答卷更新"


class AnswerStanding(LabelledEnum):
    """Whether an answer counts."""

    COUNTED = "counted", "计入"
    OVER = "over", "超出限额，不计入"


class CloseCause(LabelledEnum):
    """Why a survey closed."""

    CLOCK = "clock", "到期截止"
    QUOTA = "quota", "答卷已满，提前截止"
    EARLY = "early", "提前截止"


class SurveyWordsState(LabelledEnum):
    """What the office decided about a written answer."""

    WAITING = "waiting", "待审核"
    SHOWN = "shown", "公开"
    HIDDEN = "hidden", "不公开"
    ERASED = "erased", "已删除"
