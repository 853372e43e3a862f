"""States of what came in by a public form, and the kinds of its fields."""

from mingtang.ground.foundation.labels import LabelledEnum


class IntakeState(LabelledEnum):
    """How a filled-in form stands (收件)."""

    WAITING = "waiting", "待接收"
    TAKEN = "taken", "已接收"
    REFUSED = "refused", "未能接收"


class FieldKind(LabelledEnum):
    """What is typed into a field of a public form."""

    LINE = "line", "单行文字"
    TEXT = "text", "多行文字"
    CHOICE = "choice", "单选"
    MULTIPLE = "multiple", "多选"
    CONSENT = "consent", "勾选"
    PHONE = "phone", "电话"
    EMAIL = "email", "电子邮箱"
    WEB_ADDRESS = "web_address", "网址"
    NUMBER = "number", "数字"
    DATE = "date", "日期"
    HIDDEN = "hidden", "由网址带来"


class SignInNeed(LabelledEnum):
    """Whether who sends a form signs in before (登录要求)."""

    NONE = "none", "不用登录"
    OFFERED = "offered", "可以登录，也可以不登录"
    DEMANDED = "demanded", "须登录"
