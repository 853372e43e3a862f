"""What was found altered (篡改事件), and the newest checks of files."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse

from mingtang.editorial.operating.interfaces import columns
from mingtang.editorial.operating.interfaces.screens import (
    GUARD,
    operating_tabs,
)
from mingtang.editorial.operating.queries.incidents import last_checks, unseen_by_site
from mingtang.editorial.pages.enums import TamperingKind
from mingtang.editorial.pages.models import Incident, Run
from mingtang.editorial.publishing.interfaces import cells
from mingtang.editorial.publishing.queries.pages import page_url
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.organization.authority import Powers, authority
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.screens import (
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
    Tab,
)
from mingtang.workbench.backoffice.start import Figure, Waiting
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

INCIDENTS = ("篡改事件", "publishing:incidents")


class IncidentFilter(FilterForm):
    """Of which site, whether anybody has taken note."""

    site = forms.ChoiceField(label="网站", required=False)
    seen = forms.ChoiceField(
        label="确认", required=False, choices=[("", "全部"), ("no", "未确认"), ("yes", "已确认")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = authority.sites_where(self.person, GUARD, self.at)
        sites = [(site.code, site.name) for site in cells.sites_in(scope)]
        self.fields["site"].choices = [("", "全部"), *sites]  # type: ignore[attr-defined]

    def narrow(self, rows: Any) -> Any:
        """Narrow the incidents."""
        if site := self.cleaned_data["site"]:
            rows = rows.filter(site__code=site)
        if seen := self.cleaned_data["seen"]:
            rows = rows.filter(seen_at__isnull=seen == "no")
        return rows


def _seen_tag(row: Incident) -> Any:
    if row.seen_at is None:
        return tag("未确认", "warn")
    return tag("已确认", "good")


def _healed_tag(row: Incident) -> Any:
    return tag("已恢复", "good") if row.healed_at else tag("未恢复", "bad")


class IncidentList(ListScreen):
    """Every file that was not as published, newest first."""

    title = INCIDENTS[0]
    lead = "网站文件与发布的内容不一致：系统留存证据、恢复原样，由值班员、安全员或平台管理员确认。"
    right = GUARD
    model = Incident
    order = ("-found_at", "-pk")
    sorts = {"found": ("found_at", "pk")}
    filter_class = IncidentFilter
    template_name = "publishing/incidents.html"
    empty_text = "没有发现过篡改。"

    def visible_rows(self) -> Any:
        """Read the site with the incident."""
        return super().visible_rows().select_related("site")

    def get_tabs(self) -> Sequence[Tab]:
        """Return the neighbours."""
        return operating_tabs(self.powers, INCIDENTS[1])

    def get_columns(self) -> Sequence[TableColumn]:
        """Return the columns of the table."""
        return (
            TableColumn("文件", "path", link=incident_url, kind="main"),
            TableColumn("网站", "site.name"),
            TableColumn("发现", lambda row: TamperingKind(row.kind).label),
            TableColumn("发现时间", "found_at", kind="moment", sort="found"),
            TableColumn("恢复", _healed_tag),
            TableColumn("确认", _seen_tag),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is unseen, and the newest checks, by site."""
        sites = cells.sites_in(self.powers.sites_where(GUARD))
        checks = last_checks([site.pk for site in sites])
        return super().get_context_data(
            unseen=unseen_by_site(self.person, self.at),
            checks=Table(_check_columns(checks), sites),
            is_checking=any(run.done_at is None for run in checks.values()),
            **kwargs,
        )


def _check_columns(checks: dict[int, Run]) -> tuple[TableColumn, ...]:
    def told(site: GovSite) -> Any:
        return columns.check_tag(checks.get(site.pk))

    def when(site: GovSite) -> Any:
        run = checks.get(site.pk)
        return run.started_at if run else None

    def verify(site: GovSite) -> Any:
        return cells.buttons([("核对文件", reverse("publishing:verify", args=[site.pk]))])

    return (
        TableColumn("网站", "name", kind="main"),
        TableColumn("最近一次核对", told),
        TableColumn("开始时间", when, kind="moment"),
        TableColumn("操作", verify),
    )


def incident_url(row: Incident) -> str:
    """Return the address of an incident's screen."""
    return reverse("publishing:incident", args=[row.pk])


class IncidentScreen(DetailScreen):
    """One file that was not as published."""

    model = Incident
    right = GUARD
    parents = (INCIDENTS,)

    def visible_rows(self) -> Any:
        """Read the site and who took note with the incident."""
        return super().visible_rows().select_related("site", "seen_by")

    def get_title(self) -> str:
        """Return the title of the screen."""
        return f"{TamperingKind(self.object.kind).label}：{self.object.path}"

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer to take note while nobody has."""
        if self.object.seen_at is not None:
            return ()
        url = reverse("publishing:see-incident", args=[self.object.pk])
        return (HeaderButton("已确认", url, icon="check", primary=True),)

    def get_facts(self) -> Sequence[Fact]:
        """Return what was found, what was done, who knows."""
        row: Incident = self.object
        url = page_url(row.site.domain, row.path) if row.site else ""
        kept = f"{row.evidence}（存储目录内）" if row.evidence else "文件已不在，没有可留存的内容"
        return (
            Fact("网站", row.site.name if row.site else ""),
            Fact("网址", url, url=url),
            Fact("发现", TamperingKind(row.kind).label),
            Fact("发现时间", row.found_at),
            Fact("恢复", _healed_tag(row), note=_healed_note(row)),
            Fact("应有的指纹", row.expected or "不应有这个文件"),
            Fact("发现的指纹", row.found or "没有文件"),
            Fact("证据", kept),
            Fact("确认", _seen_tag(row)),
            Fact("确认人", row.seen_by.name if row.seen_by else ""),
            Fact("确认时间", row.seen_at),
        )


def _healed_note(row: Incident) -> str:
    if row.healed_at:
        return ""
    return "没能恢复，或留存的版本已不可用而正在重新生成；请检查目录权限和磁盘空间，再核对一次。"


def unseen_waiting(person: Person, powers: Powers, at: datetime) -> Iterable[Waiting]:
    """Return what was found altered and nobody has taken note of, a line for each site."""
    if not powers.holds(GUARD):
        return
    for one in unseen_by_site(person, at):
        first = one.first_at.astimezone(BEIJING)
        yield Waiting(
            f"{one.site_name}：{one.count} 起篡改事件",
            f"{reverse(INCIDENTS[1])}?seen=no",
            "确认",
            note=f"最早发现于 {first:%m-%d %H:%M}",
        )


def unseen_figures(person: Person, powers: Powers, at: datetime) -> Iterable[Figure]:
    """Return how many incidents nobody has taken note of."""
    if not powers.holds(GUARD):
        return
    count = sum(one.count for one in unseen_by_site(person, at))
    yield Figure(
        "待处置的篡改告警",
        str(count),
        url=f"{reverse(INCIDENTS[1])}?seen=no",
        tone="bad" if count else "good",
    )
