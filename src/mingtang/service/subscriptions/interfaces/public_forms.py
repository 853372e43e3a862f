"""The public forms: ask for a column, confirm by the link of a mail, end by the link of another."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from mingtang.editorial.sites.models import Column
from mingtang.service.subscriptions.actions import (
    confirm_subscription,
    end_subscription,
    request_subscription,
)
from mingtang.service.subscriptions.queries import CONFIRM, END, TOKEN
from mingtang.workbench.intake.enums import FieldKind
from mingtang.workbench.intake.forms import (
    FormField,
    FormLimits,
    PublicForm,
    ReceivedForm,
    register_form,
)

MOST_COLUMNS = 500
# Providers of mail end subscriptions of many readers from a few addresses.
OF_PROVIDERS = FormLimits(by_address=1000, by_all=5000, within=timedelta(minutes=30))


def columns_of(site: str) -> list[tuple[str, str]]:
    """Return code and name of the columns of a site that can be subscribed to, in menu order.

    A name includes its parents, `政务公开 › 通知公告`, because names are not unique in a site.
    """
    rows = Column.objects.open().filter(site__code=site, site__state="open")
    listed = list(rows.order_by("position", "pk")[:MOST_COLUMNS])
    known, below = {row.pk for row in listed}, defaultdict[int | None, list[Column]](list)
    for row in listed:
        below[row.parent_id if row.parent_id in known else None].append(row)

    def branch(parent: int | None, above: str) -> Iterator[tuple[str, str]]:
        for row in below[parent]:
            name = f"{above}{row.name}"
            yield row.code, name
            yield from branch(row.pk, f"{name} › ")

    return list(branch(None, ""))


def take_request(received: ReceivedForm, *, at: datetime) -> None:
    """Ask the address."""
    values = received.values
    request_subscription(
        at=at, site=received.site, column=values["column"], address=values["email"]
    )


def take_confirmation(received: ReceivedForm, *, at: datetime) -> None:
    """Confirm; a link that is no longer valid changes nothing."""
    confirm_subscription(at=at, token=received.values[TOKEN])


def take_end(received: ReceivedForm, *, at: datetime) -> None:
    """End; a repeat changes nothing."""
    end_subscription(at=at, token=received.values[TOKEN])


_TOKEN = FormField(
    name=TOKEN,
    label="邮件中的链接",
    kind=FieldKind.HIDDEN,
    most=200,
    is_required=True,
    is_in_address=True,
)
REQUEST_FORM = PublicForm(
    column_type="办事服务",
    code="subscribe",
    title="用邮箱订阅栏目",
    intro=(
        "栏目有新内容时，每天最多发送一封邮件。邮箱地址加密保存，只用来发送订阅邮件，随时可以退订。"
    ),
    receipt=(
        "几分钟内，您填写的邮箱会收到一封邮件，请打开其中的网址按“确认订阅”，订阅才会生效。"
        "没有收到的，请看看垃圾邮件箱；同一邮箱订阅同一栏目，一天只发送一封确认邮件。"
    ),
    fields=(
        FormField(
            name="column",
            label="栏目",
            kind=FieldKind.CHOICE,
            choices_at=columns_of,
            is_required=True,
            is_in_address=True,
        ),
        FormField(
            name="email",
            label="电子邮箱",
            kind=FieldKind.EMAIL,
            is_required=True,
            is_personal=True,
        ),
    ),
    has_status=False,
    limits=FormLimits(by_address=10, by_all=500),
    take=take_request,
)
CONFIRM_FORM = PublicForm(
    column_type="办事服务",
    code=CONFIRM,
    title="确认订阅",
    intro="按下面的按钮，订阅就会生效。",
    receipt="链接在有效期内的，订阅几分钟后生效；过期的请重新申请订阅。",
    fields=(_TOKEN,),
    checks_robots=False,
    has_status=False,
    template="intake/press.html",
    take=take_confirmation,
)
END_FORM = PublicForm(
    column_type="办事服务",
    code=END,
    title="退订",
    intro="按下面的按钮，这个栏目就不再发送邮件，您的邮箱地址会从我们的系统中删除。",
    receipt="已经收到，几分钟后不再发送这个栏目的邮件。",
    fields=(_TOKEN,),
    checks_robots=False,
    has_status=False,
    one_click="List-Unsubscribe",
    limits=OF_PROVIDERS,
    template="intake/press.html",
    take=take_end,
)


def connect() -> None:
    """Declare the forms of this room."""
    for form in (REQUEST_FORM, CONFIRM_FORM, END_FORM):
        register_form(form)
