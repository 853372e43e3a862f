"""Ways to tell people, and where a dispatch has got to. Pure: no Django."""

from mingtang.ground.foundation.labels import LabelledEnum


class NoticeChannel(LabelledEnum):
    """A way by which a notice reaches someone outside the office (通知方式)."""

    MAIL = "mail", "邮件"
    SMS = "sms", "短信"
    ROBOT = "robot", "群机器人"


class DispatchState(LabelledEnum):
    """Where a dispatch (发送) has got to."""

    WAITING = "waiting", "等待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"
    DROPPED = "dropped", "不再发送"


class RobotPlatform(LabelledEnum):
    """The messenger in whose group a robot (群机器人) speaks."""

    WECOM = "wecom", "企业微信"
    GOVERNMENT_WECOM = "government_wecom", "政务微信"
    DINGTALK = "dingtalk", "钉钉"
