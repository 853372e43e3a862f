"""The public form 我为政府网站找错; what comes in by it becomes a case."""

from datetime import datetime

from mingtang.ground.foundation.files import FileKind
from mingtang.service.interaction.actions import Reported, open_error_report
from mingtang.service.interaction.enums import ErrorTopic
from mingtang.workbench.casework.actions.opening import CITIZEN, CaseUpload, Sender
from mingtang.workbench.intake.enums import FieldKind
from mingtang.workbench.intake.forms import (
    FileSlot,
    FormField,
    PublicForm,
    ReceivedForm,
    register_form,
)

PICTURES = frozenset(kind for kind in FileKind if kind.is_image)
MOST_BYTES = 5 * 1024 * 1024


def take_error_report(received: ReceivedForm, *, at: datetime) -> None:
    """Open the case of a report; its clocks run from the moment of receipt."""
    values = received.values
    open_error_report(
        actor=CITIZEN,
        at=at,
        reported=Reported(
            page=values["page"],
            topic=ErrorTopic(values["topic"]),
            text=values["text"],
            sender=Sender(values["name"], values["phone"], values["email"]),
            uploads=[CaseUpload(one.judged.name, one.content.read()) for one in received.files],
        ),
        site=received.site,
        receipt=received.status_key,
    )


ERROR_FORM = PublicForm(
    code="site-error",
    title="我为政府网站找错",
    intro="发现本网站内容有错误、链接打不开、信息长期不更新，请告诉我们。",
    receipt="您的留言将转给网站主办单位办理。请保存好编号和查询码，凭这两项查看办理进展和答复。",
    fields=(
        FormField(
            name="page",
            label="出错网页的网址",
            kind=FieldKind.WEB_ADDRESS,
            help="请从浏览器地址栏复制；从出错网页底部点过来的，会自动填好",
            most=500,
            is_required=True,
            is_page_before=True,
        ),
        FormField(
            name="topic",
            label="问题类型",
            kind=FieldKind.CHOICE,
            choices=tuple(ErrorTopic.choices()),
            is_required=True,
        ),
        FormField(
            name="text",
            label="问题描述",
            kind=FieldKind.TEXT,
            help="请写明哪一处有错、应当怎样",
            most=1000,
            is_required=True,
        ),
        FormField(
            name="name",
            label="姓名",
            is_personal=True,
            most=40,
            autocomplete="name",
            help="可以不填",
        ),
        FormField(
            name="phone",
            label="联系电话",
            kind=FieldKind.PHONE,
            is_personal=True,
            most=30,
            autocomplete="tel",
            help="可以不填，只用于核实问题",
        ),
        FormField(
            name="email",
            label="电子邮箱",
            kind=FieldKind.EMAIL,
            is_personal=True,
            autocomplete="email",
            help="可以不填",
        ),
    ),
    files=FileSlot(
        label="网页截图", help="可以不选", most_files=3, most_bytes=MOST_BYTES, kinds=PICTURES
    ),
    take=take_error_report,
)


def connect() -> None:
    """Declare the forms of this room."""
    register_form(ERROR_FORM)
