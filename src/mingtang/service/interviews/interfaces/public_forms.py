"""The public form by which readers ask the guests of an interview, ahead of time and while it is on."""

from datetime import datetime

from mingtang.service.interviews.actions.live import take_question
from mingtang.service.interviews.queries import open_for_questions
from mingtang.workbench.intake.enums import FieldKind
from mingtang.workbench.intake.forms import (
    FormField,
    FormLimits,
    PublicForm,
    ReceivedForm,
    register_form,
)


def take(received: ReceivedForm, *, at: datetime) -> None:
    """Store the question for the moderator."""
    values = received.values
    take_question(
        at=at, site=received.site, interview=values["interview"], text=values["text"],
        name=values["name"], phone=values["phone"], receipt=received.key,
    )  # fmt: skip


QUESTION_FORM = PublicForm(
    column_type="在线访谈",
    code="interview-question",
    title="向访谈嘉宾提问",
    intro=(
        "提问由主持人筛选，选用的由主持人代为提出，只显示“网友”，不显示您的称呼和电话。"
        "需要办理和答复的具体事项，请到互动交流栏目写信。"
    ),
    receipt="提问已收到。提问较多时不能全部提出，访谈页面会显示已经提出的问题和嘉宾的回答。",
    fields=(
        FormField(
            name="interview",
            label="访谈",
            kind=FieldKind.CHOICE,
            choices_at=open_for_questions,
            is_required=True,
            is_in_address=True,
        ),
        FormField(
            name="text",
            label="您的问题",
            kind=FieldKind.TEXT,
            help="请不要写姓名、电话、住址等个人信息",
            most=500,
            is_required=True,
        ),
        FormField(
            name="name",
            label="称呼",
            help="可以不填，不公开",
            most=20,
            is_personal=True,
            autocomplete="nickname",
        ),
        FormField(
            name="phone",
            label="联系电话",
            kind=FieldKind.PHONE,
            help="可以不填，不公开，只用于核实问题",
            most=30,
            is_personal=True,
            autocomplete="tel",
        ),
    ),
    has_status=False,
    limits=FormLimits(by_address=20, by_all=3000),
    take=take,
)


def connect() -> None:
    """Declare the form of this room."""
    register_form(QUESTION_FORM)
