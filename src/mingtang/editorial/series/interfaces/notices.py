"""Screens of notices on every page: banners and mourning grey, on and off."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse

from mingtang.editorial.publishing.interfaces import cells
from mingtang.editorial.series.actions.notices import begin_notice, end_notice
from mingtang.editorial.series.actions.series import RELEASE
from mingtang.editorial.series.enums import FrameKind
from mingtang.editorial.series.interfaces.screens import ROOT, SeriesRoom
from mingtang.editorial.series.models import EmergencySeries, FrameNotice
from mingtang.editorial.series.policies import LONGEST_ALERT, may_end_notice, right_to
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ConfirmScreen,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import TableColumn, tag

NOTICES = ("全站提示", "series:notices")


def scope_of(notice: FrameNotice) -> str:
    """Return where a notice is shown, in words."""
    return notice.site.name if notice.site else "全部网站"


class NoticeList(SeriesRoom, ListScreen):
    """Banners and greys, those that are on first."""

    title = NOTICES[0]
    lead = "紧急提示横幅和全站灰色只改变页面的外框，一分钟内生效；稿件和存档不变。"
    parents = (ROOT,)
    model = FrameNotice
    order = ("-begun_at", "-pk")
    search_fields = ("text", "site__name")
    empty_text = "没有启用过全站提示。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site", "begun_by")

    def get_columns(self) -> Sequence[TableColumn]:
        def state(row: FrameNotice) -> str:
            return tag("已解除", "plain") if row.ended_at else tag("启用中", "warn")

        return (
            TableColumn("提示", str, kind="main"),
            TableColumn("范围", scope_of),
            TableColumn("状态", state),
            TableColumn("决定人", "begun_by.name"),
            TableColumn("启用时间", "begun_at", kind="moment"),
            TableColumn("解除时间", "ended_at", kind="moment"),
            TableColumn("操作", self._verbs),
        )

    def _verbs(self, row: FrameNotice) -> str:
        right = right_to(FrameKind(row.kind), is_all=row.site is None)
        may = self.powers.may(right, site=row.site.code if row.site else "")
        if row.ended_at or not may:
            return ""
        return cells.buttons([("解除", reverse("series:notice-end", args=[row.pk]))])

    def get_buttons(self) -> Sequence[HeaderButton]:
        new = reverse("series:notice-new")
        return (HeaderButton("启用全站提示", new, icon="plus", primary=True),)


def _decided(person: Person, at: datetime) -> Any:
    scopes = [authority.sites_where(person, right, at) for right in (RELEASE, "series.mourn")]
    return GovSite.objects.filter(scopes[0].as_q("code") | scopes[1].as_q("code"))


def _online(person: Person, at: datetime) -> Any:
    shown = EmergencySeries.objects.visible_to(person, at=at).online()
    return shown.filter(closed_at__isnull=True)


class FrameNoticeForm(DeskForm):
    """What is to be shown, where, and on whose order."""

    kind = forms.ChoiceField(label="类型", choices=FrameKind.choices())
    site = ChoiceOfVisible(
        rows=_decided, label="网站", required=False, empty_label="全部网站",
        help_text="选“全部网站”要有相应职务。",
    )  # fmt: skip
    text = forms.CharField(
        label="横幅文字", required=False, max_length=LONGEST_ALERT,
        help_text="只有横幅要填，如“台风红色预警，请减少外出”。",
    )  # fmt: skip
    series = ChoiceOfVisible(
        rows=_online, label="应急专题", required=False, empty_label="没有",
        help_text="横幅引向的专题。",
    )  # fmt: skip
    reason = forms.CharField(
        label="依据", widget=forms.Textarea, max_length=500, help_text="如通知文号、指令来源。"
    )


class BeginNotice(SeriesRoom, ActionForm):
    """Put a banner or grey on every page."""

    title = submit_label = "启用全站提示"
    parents = (ROOT, NOTICES)
    form_class = FrameNoticeForm
    success_message = "已启用，一分钟内所有页面生效。"

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("series", "")
        row = _online(self.person, self.at).filter(pk=asked).first() if asked.isdecimal() else None
        return {"series": row.pk, "site": row.site_id, "text": row.title} if row else {}

    def act(self, form: Any) -> FrameNotice:
        data = form.cleaned_data
        return begin_notice(
            actor=self.person, at=self.at, kind=FrameKind(data["kind"]),
            site_id=data["site"].pk if data["site"] else None, text=data["text"],
            series_id=data["series"].pk if data["series"] else None, reason=data["reason"],
        )  # fmt: skip

    def get_success_url(self, result: FrameNotice) -> str:
        return reverse("series:notices")


class EndNotice(ConfirmScreen):
    """Lift a banner or grey."""

    title = submit_label = "解除"
    model = FrameNotice
    parents = (ROOT, NOTICES)
    success_message = "已解除，一分钟内所有页面恢复。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site")

    def may_begin(self) -> Decision:
        row: FrameNotice = self.object
        right = right_to(FrameKind(row.kind), is_all=row.site is None)
        may = self.powers.may(right, site=row.site.code if row.site else "")
        return may & may_end_notice(is_on=row.ended_at is None)

    def get_consequences(self) -> Sequence[str]:
        return (f"“{self.object}”（{scope_of(self.object)}）不再显示。",)

    def act(self, form: Any) -> FrameNotice:
        return end_notice(actor=self.person, at=self.at, notice_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        return reverse("series:notices")
