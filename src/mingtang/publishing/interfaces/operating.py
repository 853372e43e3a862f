"""The operator's page of publishing: lanes, failures, runs, history; try again, go back, release."""

from typing import Any

from django import forms
from django.urls import reverse

from mingtang.desk.forms import DeskForm, ReasonForm
from mingtang.desk.screens import ActionForm, ActionScreen, ConfirmScreen, Screen
from mingtang.desk.tables import tag
from mingtang.publishing.actions.history import (
    RolledBack,
    release_held,
    retry_failed,
    roll_back_batch,
    roll_back_site,
)
from mingtang.publishing.actions.sites import rebuild_site
from mingtang.publishing.enums import BatchKind, RunKind
from mingtang.publishing.queries.history import BatchView, batches
from mingtang.publishing.queries.lanes import LaneView, failures, held, lanes, runs
from mingtang.sites.models import GovSite

LEVELS = {
    "": ("正常", "good"),
    "ok": ("正常", "good"),
    "warn": ("积压", "warn"),
    "alarm": ("告警", "bad"),
}
SHOWN = (BatchKind.OWN, BatchKind.BULK, BatchKind.ROLLBACK)


class OperatingScreen(Screen):
    """How publishing stands, for those who operate it."""

    title = "发布运维"
    lead = "等待最久的页面超过20秒提示积压，超过60秒告警。"
    right = "publishing.operate"
    template_name = "publishing/operating.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand over lanes, failures, runs, sites and the newest batches of the person's sites."""
        sites = list(
            GovSite.objects.filter(
                self.powers.sites_where("publishing.operate").as_q("code")
            ).order_by("position", "code")[:200]
        )
        codes = [site.code for site in sites]
        held_pages = dict(held())
        return super().get_context_data(
            lanes=[_lane_line(one) for one in lanes(self.at)],
            failures=failures(site_codes=codes, limit=50),
            runs=runs(limit=10),
            batches=_newest(codes),
            sites=[{"site": site, "held": held_pages.get(site.code, 0)} for site in sites],
            **kwargs,
        )


def _newest(codes: list[str]) -> list[BatchView]:
    return batches(site_codes=codes, kinds=SHOWN, limit=30)


def _lane_line(view: LaneView) -> dict[str, Any]:
    words, tone = LEVELS.get(view.level, (view.level, "warn"))
    return {
        "label": view.lane.label,
        "waiting": view.waiting,
        "running": view.running,
        "age": round(view.oldest_age, 1),
        "tag": tag(words, tone),
    }


def operating_url(_: object = None) -> str:
    """Return the address of the operator's page."""
    return reverse("publishing:operating")


class SiteAction(ActionScreen):
    """Something that is done with one site."""

    model = GovSite
    right = "publishing.operate"
    parents = (("发布运维", "publishing:operating"),)

    def get_lead(self) -> str:
        """Say which site it is about."""
        return str(self.object.name)

    def get_success_url(self, result: Any) -> str:
        """Lead back to the operator's page."""
        return operating_url()


class RetryFailed(SiteAction, ConfirmScreen):
    """Try the failed pages of a site again."""

    title = "重试失败页面"
    submit_label = "重试"
    success_message = "已重新排队。"

    def act(self, form: Any) -> int:
        """Queue them again."""
        return retry_failed(actor=self.person, at=self.at, site_id=self.object.pk)


class ReleaseHeld(SiteAction, ConfirmScreen):
    """Let rolled-back pages follow the present again."""

    title = "恢复更新"
    submit_label = "恢复"
    success_message = "已恢复，页面将按最新内容重新生成。"

    def act(self, form: Any) -> int:
        """Release them."""
        return release_held(actor=self.person, at=self.at, site_id=self.object.pk)


class RebuildSite(SiteAction, ConfirmScreen):
    """Make all pages of a site again in the bulk lane."""

    title = "全站重新生成"
    submit_label = "开始"
    success_message = "已开始，编辑发布不受影响。"

    def act(self, form: Any) -> Any:
        """Begin the run."""
        return rebuild_site(
            actor=self.person, at=self.at, site_id=self.object.pk, kind=RunKind.FULL
        )


class MomentForm(DeskForm):
    """To which moment a site goes back, and why."""

    moment = forms.DateTimeField(
        label="回退到什么时间的样子",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class RollBackSite(SiteAction):
    """Put a site back to how it was at a moment."""

    title = "整站回退"
    form_class = MomentForm
    submit_label = "回退"
    is_grave = True

    def get_success_message(self, result: RolledBack) -> str:
        """Say what was done."""
        return "已回退。回退的页面暂停更新，点“恢复更新”后继续。"

    def act(self, form: Any) -> RolledBack:
        """Go back."""
        return roll_back_site(
            actor=self.person, at=self.at, site_id=self.object.pk, **form.cleaned_data
        )


class RollBackBatch(ActionForm):
    """Put every file of a batch back."""

    title = "回退这一批"
    lead = "这一批写入的文件恢复成之前的样子；已下线的内容不会回来。"
    right = "publishing.operate"
    parents = (("发布运维", "publishing:operating"),)
    form_class = ReasonForm
    submit_label = "回退"
    success_message = "已回退。回退的页面暂停更新，点“恢复更新”后继续。"
    is_grave = True

    def act(self, form: Any) -> RolledBack:
        """Go back."""
        return roll_back_batch(
            actor=self.person, at=self.at, batch_id=self.kwargs["pk"], **form.cleaned_data
        )

    def get_success_url(self, result: Any) -> str:
        """Lead back to the operator's page."""
        return operating_url()
