"""What the platform operator looks after: robots of work groups, and what was sent to whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.notices.actions import add_robot, remove_robot, retry_dispatch
from mingtang.institution.notices.enums import DispatchState, NoticeChannel, RobotPlatform
from mingtang.institution.notices.kinds import DIGEST, notice_kind
from mingtang.institution.notices.models import MANAGE, Dispatch, Robot
from mingtang.institution.notices.policies import may_retry
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    BatchAct,
    ConfirmScreen,
    HeaderButton,
    ListScreen,
    Tab,
)
from mingtang.workbench.backoffice.tables import TableColumn, tag

TONES = {
    DispatchState.WAITING: "wait",
    DispatchState.SENT: "good",
    DispatchState.FAILED: "bad",
    DispatchState.DROPPED: "plain",
}
PARENTS = (("通知发送", "notices:dispatches"),)
TABS = (("发送记录", "notices:dispatches"), ("群机器人", "notices:robots"))


class Operates(ListScreen):
    """A list of the operator, with the other one beside it."""

    is_exported = False
    right = MANAGE

    def get_tabs(self) -> Sequence[Tab]:
        here = self.request.path
        return [Tab(label, reverse(name), reverse(name) == here) for label, name in TABS]


class DispatchFilter(FilterForm):
    """Dispatches in one state, by one way."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *DispatchState.choices()]
    )
    channel = forms.ChoiceField(
        label="方式", required=False, choices=[("", "全部"), *NoticeChannel.choices()]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        for name in ("state", "channel"):
            if self.cleaned_data[name]:
                rows = rows.filter(**{name: self.cleaned_data[name]})
        return rows


class RetryTickedDispatches(BatchAct):
    """Send the ticked dispatches again that failed."""

    name = "retry"
    label = "重新发送所选"
    done = "已安排重新发送"

    def may_begin(self, row: Dispatch) -> Decision:
        return may_retry(DispatchState(row.state))

    def do(self, *, actor: Person, at: datetime, row: Dispatch, values: dict[str, Any]) -> Dispatch:
        return retry_dispatch(actor=actor, at=at, dispatch_id=row.pk)


class Dispatches(Operates):
    """What went outside the office, the newest first; what failed can be sent again."""

    title = "通知发送"
    lead = "发到工作台以外的通知：邮件、短信、群机器人。没有送出的，排除原因后可以重新发送。"
    model = Dispatch
    order = ("-pk",)
    filter_class = DispatchFilter
    empty_text = "还没有发送过通知。"
    batch_acts = (RetryTickedDispatches,)

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("person", "robot", "notice")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("收件", lambda row: (row.robot or row.person).name, kind="main"),
            TableColumn("方式", lambda row: NoticeChannel(row.channel).label, kind="short"),
            TableColumn("类别", _kind, kind="short"),
            TableColumn("状态", _state),
            TableColumn("原因", "error"),
            TableColumn("发送时间", lambda row: row.ended_at or row.due_at, kind="moment"),
            TableColumn(
                "办理", lambda row: "重新发送" if _url(row) else "", link=_url, kind="short"
            ),
        )


def _kind(row: Dispatch) -> str:
    return notice_kind(row.notice.kind).label if row.notice else DIGEST.label


def _state(row: Dispatch) -> SafeString:
    state = DispatchState(row.state)
    return tag(state.label, TONES[state])


def _url(row: Dispatch) -> str:
    return reverse("notices:retry", args=[row.pk]) if may_retry(DispatchState(row.state)) else ""


class RetryDispatch(ConfirmScreen):
    """Send again what failed."""

    title = "重新发送通知"
    model = Dispatch
    right = MANAGE
    parents = PARENTS
    submit_label = "重新发送"
    success_message = "已安排重新发送。"

    def get_consequences(self) -> Sequence[str]:
        row: Dispatch = self.object
        return (
            f"再次通过{NoticeChannel(row.channel).label}发送，上次没有送出的原因：{row.error}。",
        )

    def act(self, form: Any) -> Dispatch:
        return retry_dispatch(actor=self.person, at=self.at, dispatch_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        return reverse("notices:dispatches")


class Robots(Operates):
    """The robots of work groups."""

    title = "群机器人"
    lead = "单位的时限提醒同时发到该单位的工作群。机器人在企业微信、政务微信或钉钉群的设置里创建。"
    model = Robot
    order = ("unit__code", "pk")
    empty_text = "还没有群机器人。"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("unit")

    def get_buttons(self) -> Sequence[HeaderButton]:
        return (HeaderButton("添加群机器人", reverse("notices:add-robot"), "plus", primary=True),)

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("名称", "name", kind="main"),
            TableColumn("单位", "unit.short_name"),
            TableColumn("平台", lambda row: RobotPlatform(row.platform).label),
            TableColumn("添加时间", "added_at", kind="moment"),
            TableColumn(
                "办理",
                lambda row: "移除",
                link=lambda row: reverse("notices:remove-robot", args=[row.pk]),
            ),
        )


class RobotForm(DeskForm):
    """Which group of which unit, and the address that its messenger gave out."""

    unit = SearchOfVisible("unit", label="单位")
    name = forms.CharField(label="名称", max_length=40, help_text="例如“教育局报送工作群”。")
    platform = forms.ChoiceField(label="平台", choices=RobotPlatform.choices())
    address = forms.CharField(
        label="机器人地址",
        max_length=500,
        help_text="群设置里复制的 Webhook 地址，以 https:// 开头。保存后不再显示。",
    )
    secret = forms.CharField(
        label="加签密钥",
        max_length=200,
        required=False,
        help_text="只有钉钉群机器人选了“加签”时填写。",
    )

    def clean_address(self) -> str:
        """Take an address of the web and nothing else."""
        address: str = self.cleaned_data["address"]
        parts = urlsplit(address)
        if parts.scheme not in {"https", "http"} or not parts.hostname:
            raise forms.ValidationError("请粘贴完整的地址，以 https:// 开头。")
        return address


class AddRobot(ActionForm):
    """Add the robot of a group."""

    title = "添加群机器人"
    right = MANAGE
    parents = (("群机器人", "notices:robots"),)
    form_class = RobotForm
    submit_label = "添加"
    success_message = "群机器人已添加，以后该单位的时限提醒会发到群里。"

    def act(self, form: Any) -> Robot:
        given = form.cleaned_data
        return add_robot(
            actor=self.person,
            at=self.at,
            unit_code=given["unit"].code,
            name=given["name"],
            platform=RobotPlatform(given["platform"]),
            address=given["address"],
            secret=given["secret"],
        )

    def get_success_url(self, result: Any) -> str:
        return reverse("notices:robots")


class RemoveRobot(ConfirmScreen):
    """Remove a robot."""

    title = "移除群机器人"
    model = Robot
    right = MANAGE
    parents = (("群机器人", "notices:robots"),)
    submit_label = "移除"
    success_message = "群机器人已移除。"
    is_grave = True

    def get_consequences(self) -> Sequence[str]:
        name = self.object.name
        return (f"“{name}”不再收到通知，还没有发出的不再发送。", "要恢复，须重新粘贴机器人地址。")

    def act(self, form: Any) -> None:
        remove_robot(actor=self.person, at=self.at, robot_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        return reverse("notices:robots")
