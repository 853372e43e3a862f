"""The operator's page of publishing, and that of one site: lanes, failures, runs, what is held."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from mingtang.editorial.operating.interfaces import columns
from mingtang.editorial.operating.queries.history import batches
from mingtang.editorial.operating.queries.incidents import check_words, last_checks, unseen_by_site
from mingtang.editorial.operating.queries.lanes import LaneView, by_site, failures, lanes, runs
from mingtang.editorial.pages.enums import TargetState
from mingtang.editorial.pages.models import Incident, PublishedSite, Run, Target
from mingtang.editorial.publishing.interfaces import cells
from mingtang.editorial.publishing.models import Hold
from mingtang.editorial.publishing.queries.holds import holds
from mingtang.editorial.publishing.queries.pages import page_url
from mingtang.editorial.sites.enums import SiteState as State
from mingtang.editorial.sites.models import GovSite
from mingtang.institution.organization.authority import Powers
from mingtang.workbench.backoffice.history import actor_names
from mingtang.workbench.backoffice.keyset import capped_count
from mingtang.workbench.backoffice.screens import (
    Crumb,
    DetailScreen,
    Fact,
    HeaderButton,
    Screen,
    Tab,
)
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

OPERATE = "publishing.operate"
GUARD = "publishing.guard"
ROOT = ("发布运维", "publishing:operating")
LEVELS = {
    "ok": ("正常", "good"),
    "warn": ("积压，已超过 20 秒", "warn"),
    "alarm": ("告警，已超过 60 秒", "bad"),
}
MOST_FAILURES = 50
MOST_HELD = 200


def operating_tabs(powers: Powers, here: str) -> list[Tab]:
    """Return the screens of publishing that belong together, as far as the person may enter them."""
    known = (
        ("运行状况", "publishing:operating", OPERATE),
        ("发布历史", "publishing:history", OPERATE),
        ("繁体例外词", "publishing:scripts", "publishing.scripts"),
        ("篡改事件", "publishing:incidents", GUARD),
    )
    shown = [one for one in known if powers.holds(one[2])]
    if len(shown) < 2:
        return []
    return [Tab(label, reverse(name), name == here) for label, name, _ in shown]


class OperatingScreen(Screen):
    """How publishing stands, for those who operate it."""

    title = ROOT[0]
    lead = "三个发布通道的等待情况、生成失败的页面和批量任务；本页自动更新。"
    right = OPERATE
    template_name = "publishing/operating.html"

    def get_tabs(self) -> Sequence[Tab]:
        """Return the neighbours."""
        return operating_tabs(self.powers, "publishing:operating")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand over lanes, failures, runs, sites and the newest batches of the person's sites."""
        scope = self.powers.sites_where(OPERATE)
        sites = cells.sites_in(scope)
        codes = None if scope.all else sorted(scope.codes)
        newest = batches(site_codes=codes, limit=10)
        failed = failures(site_codes=codes, limit=MOST_FAILURES)
        under_way = runs(rows=Run.objects.visible_to(self.person, self.at), limit=10)
        views = lanes(self.at)
        return super().get_context_data(
            is_alarm=any(view.level == "alarm" for view in views),
            unseen=sum(one.count for one in unseen_by_site(self.person, self.at)),
            lanes=Table(LANE_COLUMNS, views),
            failures=Table(columns.failure_columns(), failed),
            holds=Table(HOLD_COLUMNS, holds(site_codes=codes, limit=MOST_FAILURES)),
            runs=Table(columns.run_columns(), under_way),
            sites=Table(_site_columns(sites), sites),
            batches=Table(columns.batch_columns(actor_names(b.actor for b in newest)), newest),
            **kwargs,
        )


def _reasons(row: Hold) -> SafeString:
    return format_html_join(
        "", '<p class="mt-note">{}</p>', ((one,) for one in row.reasons.splitlines())
    )


HOLD_COLUMNS = (
    TableColumn("稿件", "article.title", kind="main"),
    TableColumn("网站", "article.site.name"),
    TableColumn("原因", _reasons),
    TableColumn("时间", "held_at", kind="moment"),
)


def _level(view: LaneView) -> SafeString:
    words, tone = LEVELS[view.level]
    return tag(words, tone)


def _age(view: LaneView) -> str:
    if not view.waiting:
        return ""
    seconds = int(max(view.oldest_age, 0))
    return f"{seconds} 秒" if seconds < 120 else f"{seconds // 60} 分钟"


LANE_COLUMNS = (
    TableColumn("通道", "lane.label", kind="main"),
    TableColumn("等待", "waiting", kind="number"),
    TableColumn("正在生成", "running", kind="number"),
    TableColumn("失败", "failed", kind="number"),
    TableColumn("等待最久", _age, kind="number"),
    TableColumn("状态", _level),
)


def _site_columns(sites: list[GovSite]) -> tuple[TableColumn, ...]:
    held, failed = dict(by_site(TargetState.HELD)), dict(by_site(TargetState.FAILED))
    checks = last_checks([site.pk for site in sites])

    def checked(site: GovSite) -> SafeString:
        return columns.check_tag(checks.get(site.pk))

    return (
        TableColumn("网站", "name", link=site_url, kind="main"),
        TableColumn("生成失败", lambda site: _counted(failed.get(site.code, 0), "bad")),
        TableColumn("已回退、暂停更新", lambda site: _counted(held.get(site.code, 0), "warn")),
        TableColumn("最近一次核对", checked),
    )


def _counted(count: int, tone: str) -> SafeString | str:
    return tag(f"{count} 个页面", tone) if count else ""


def site_url(site: GovSite) -> str:
    """Return the address of the publishing screen of a site."""
    return reverse("publishing:site", args=[site.pk])


class PublishedSiteScreen(DetailScreen):
    """How one site is published, and what an operator can do with it."""

    model = GovSite
    right = OPERATE
    parents = (ROOT,)
    template_name = "publishing/site.html"

    def visible_rows(self) -> Any:
        """Return the sites that the person operates."""
        return super().visible_rows().filter(self.powers.sites_where(OPERATE).as_q("code"))

    def get_title(self) -> str:
        """Return the title of the screen."""
        return f"发布：{self.object.name}"

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Return what can be done with the whole site now."""
        site: GovSite = self.object
        verbs = (
            ("release", "恢复更新", "upload", self._count(TargetState.HELD)),
            ("retry", "重试失败页面", "rotate", self._count(TargetState.FAILED)),
            ("verify", "核对文件", "check", self.powers.may(GUARD, site=site.code)),
            ("rebuild", "全站重新生成", "resubmit", True),
            ("roll-back-site", "整站回退", "history", True),
        )
        return [
            HeaderButton(label, reverse(f"publishing:{name}", args=[site.pk]), icon=icon)
            for name, label, icon, is_offered in verbs
            if is_offered
        ]

    def get_facts(self) -> Sequence[Fact]:
        """Return how the site stands."""
        site: GovSite = self.object
        published = PublishedSite.objects.filter(pk=site.pk).first()
        check = last_checks([site.pk]).get(site.pk)
        home = page_url(site.domain, "/index.html")
        return (
            Fact("网址", home, url=home),
            Fact("状态", _off_tag(site, published)),
            Fact("模板", published.theme if published else ""),
            Fact("页面和文件", str(capped_count(self._targets(), cap=10_000))),
            Fact("生成失败", str(self._count(TargetState.FAILED))),
            Fact("已回退、暂停更新", str(self._count(TargetState.HELD))),
            Fact("最近一次核对", check_words(check) if check else "没有核对过"),
            Fact("待处置的篡改告警", str(capped_count(self._unseen())), url=self._incidents_url()),
        )

    def _targets(self) -> Any:
        return Target.objects.filter(site=self.object)

    def _count(self, state: TargetState) -> int:
        return capped_count(self._targets().filter(state=state.value), cap=10_000).number

    def _unseen(self) -> Any:
        rows = Incident.objects.visible_to(self.person, self.at)
        return rows.unseen().filter(site=self.object)

    def _incidents_url(self) -> str:
        if not self.powers.holds(GUARD):
            return ""
        return f"{reverse('publishing:incidents')}?site={self.object.code}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand over failures, held pages, runs and batches of the site."""
        codes = [self.object.code]
        newest = batches(site_codes=codes, limit=10)
        site_runs = Run.objects.filter(site=self.object)
        under_way = runs(rows=site_runs, limit=5)
        rows = self._targets().filter(state=TargetState.HELD.value).select_related("site")
        held = list(rows.order_by("path")[:MOST_HELD])
        return super().get_context_data(
            failures=Table(columns.failure_columns(), failures(site_codes=codes, limit=100)),
            held=Table(HELD_COLUMNS, held),
            held_note=f"只列出前 {MOST_HELD} 个；上面的“恢复更新”对全部有效。"
            if len(held) == MOST_HELD
            else "",
            runs=Table(columns.run_columns(), under_way),
            batches=Table(columns.batch_columns(actor_names(b.actor for b in newest)), newest),
            history_url=f"{reverse('publishing:history')}?site={self.object.code}",
            **kwargs,
        )


def _off_tag(site: GovSite, published: PublishedSite | None) -> SafeString:
    if published is None:
        return tag("还没有发布过")
    if published.is_off:
        return tag("已停止对外服务", "bad")
    return tag(State(site.state).label, "good")


HELD_COLUMNS = (
    TableColumn(
        "页面",
        lambda row: cells.page_link(page_url(row.site.domain, row.path), row.path),
        kind="main",
    ),
    TableColumn("现在这一版写入的时间", "written_at", kind="moment"),
    TableColumn(
        "操作",
        lambda row: cells.buttons(
            [("恢复更新", reverse("publishing:release-page", args=[row.pk]))]
        ),
    ),
)


def site_crumbs(crumbs: list[Crumb], site: GovSite) -> list[Crumb]:
    """Put the publishing screen of a site into a way."""
    *way, here = crumbs
    return [*way, Crumb(site.name, site_url(site)), here]
