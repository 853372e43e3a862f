"""What people write about, to which kind of mailbox, and how they want to hear of it."""

from mingtang.ground.foundation.labels import LabelledEnum

LETTER = "letter"  # the code of the kind of case


class LetterCategory(LabelledEnum):
    """What a letter is (来信类别); rules of packs tell them apart."""

    INQUIRY = "inquiry", "咨询"
    COMPLAINT = "complaint", "投诉"
    SUGGESTION = "suggestion", "建议"
    REPORT = "report", "举报"
    HELP = "help", "求助"


class MailboxKind(LabelledEnum):
    """Whose mailbox it is (信箱种类)."""

    LEADER = "leader", "领导信箱"
    DEPARTMENT = "department", "部门信箱"
    COMPLAINT = "complaint", "咨询投诉"


class RealName(LabelledEnum):
    """Whether a mailbox asks who writes (实名要求)."""

    REQUIRED = "required", "须填写真实姓名和电话"
    OPTIONAL = "optional", "可以不填写姓名"


class ProgressChannel(LabelledEnum):
    """How a sender wants to hear of progress (进度告知方式).

    Source: the Xingning measures, 20: by web, mail, text message or telephone, as the sender chooses.
    """

    WEB = "web", "自己在网上查询"
    MAIL = "mail", "电子邮件"
    SMS = "sms", "短信"
    PHONE = "phone", "电话"
