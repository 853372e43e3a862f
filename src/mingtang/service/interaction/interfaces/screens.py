"""Office screens of error reports: enter one, and how they went."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.urls import reverse

from mingtang.editorial.sites.models import GovSite
from mingtang.service.interaction.actions import Reported, register_error_report
from mingtang.service.interaction.enums import ErrorTopic
from mingtang.service.interaction.models import ErrorReport
from mingtang.service.interaction.queries import error_figures
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.forms import DeskForm, MomentField
from mingtang.workbench.backoffice.screens import ActionForm, Fact
from mingtang.workbench.backoffice.start import Figure
from mingtang.workbench.casework.actions.opening import Sender
from mingtang.workbench.casework.enums import CaseChannel
from mingtang.workbench.casework.models import Case

PERIOD = timedelta(days=30)
CHANNELS = (CaseChannel.NATIONAL, CaseChannel.PHONE, CaseChannel.OTHER)


class ErrorReportForm(DeskForm):
    """An error report that came another way than by the site's own form."""

    groups = (
        ("问题", ("site", "page", "topic", "text")),
        ("来源", ("channel", "received_at")),
        ("来件人（可不填）", ("name", "phone", "email")),
    )
    site = ChoiceOfVisible(rows=GovSite.objects.visible_to, label="网站")
    page = forms.CharField(label="出错网页的网址", max_length=500)
    topic = forms.ChoiceField(label="问题类型", choices=ErrorTopic.choices())
    text = forms.CharField(
        label="问题描述", max_length=1000, widget=forms.Textarea(attrs={"rows": 5})
    )
    channel = forms.ChoiceField(
        label="来件渠道", choices=[(one.value, one.label) for one in CHANNELS]
    )
    received_at = MomentField(label="收到时间", help_text="时限从这一刻起算")
    name = forms.CharField(label="姓名", max_length=40, required=False)
    phone = forms.CharField(label="联系电话", max_length=40, required=False)
    email = forms.EmailField(label="电子邮箱", required=False)


class RegisterErrorReport(ActionForm):
    """Enter a report from the national platform or the telephone."""

    title = "登记网民找错"
    lead = "登记全国政府网站信息报送系统转来的、电话反映的网民找错。网站上提交的会自动进入办件。"
    right = "casework.dispatch"
    parents = (("办件", "casework:list"),)
    form_class = ErrorReportForm
    submit_label = "登记"
    success_message = "已登记，请转办。"

    def get_initial(self) -> dict[str, Any]:
        return {"received_at": self.at}

    def act(self, form: Any) -> Case:
        typed = form.cleaned_data
        return register_error_report(
            actor=self.person,
            at=self.at,
            reported=Reported(
                page=typed["page"],
                topic=ErrorTopic(typed["topic"]),
                text=typed["text"],
                sender=Sender(typed["name"], typed["phone"], typed["email"]),
            ),
            site=typed["site"].code,
            channel=CaseChannel(typed["channel"]),
            received_at=typed["received_at"],
        )

    def get_success_url(self, result: Case) -> str:
        return reverse("casework:case", args=[result.pk])


def error_facts(case: Case) -> Sequence[Fact]:
    """Return what an error report says beside what every case has."""
    found = ErrorReport.objects.filter(case=case).first()
    if found is None:
        return ()
    is_address = found.page.startswith(("http://", "https://"))
    return (
        Fact("问题类型", found.get_topic_display()),
        Fact("出错网页", found.page, url=found.page if is_address else ""),
    )


def error_numbers(person: Any, powers: Any, at: datetime) -> list[Figure]:
    """Return how the error reports of the last 30 days went, for those who see every site."""
    if not powers.sites_where("casework.read").all:
        return []
    found = error_figures(since=at - PERIOD, until=at)
    share = found.on_time_share
    return [
        Figure("收到", str(found.received), url=reverse("casework:list") + "?kind=site_error"),
        Figure("已答复", str(found.answered)),
        Figure("按时", "—" if share is None else f"{share:.0%}"),
        Figure("已超期", str(found.overdue), tone="bad" if found.overdue else "plain"),
        Figure("平均评分", "—" if found.average is None else f"{found.average:.1f}"),
    ]
