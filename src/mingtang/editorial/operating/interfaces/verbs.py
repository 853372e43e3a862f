"""What an operator does with a site or one of its pages: try again, release, make again, go back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse

from mingtang.editorial.content.interfaces.articles import article_url
from mingtang.editorial.content.models import Article
from mingtang.editorial.operating.actions.history import (
    RolledBack,
    release_held,
    retry_failed,
    roll_back_site,
)
from mingtang.editorial.operating.interfaces.screens import OPERATE, ROOT, site_crumbs, site_url
from mingtang.editorial.operating.queries.history import outcome_of
from mingtang.editorial.pages.enums import RunKind, TargetState
from mingtang.editorial.pages.models import Target
from mingtang.editorial.publishing.actions.sites import rebuild_site
from mingtang.editorial.sites.models import GovSite
from mingtang.workbench.backoffice.forms import DeskForm, MomentField
from mingtang.workbench.backoffice.keyset import capped_count
from mingtang.workbench.backoffice.screens import ConfirmScreen, Crumb


class SiteAction(ConfirmScreen):
    """Something that is done with one site."""

    model = GovSite
    right = OPERATE
    parents = (ROOT,)

    def visible_rows(self) -> Any:
        """Return the sites that the person has the right for."""
        return super().visible_rows().filter(self.powers.sites_where(self.right).as_q("code"))

    def get_lead(self) -> str:
        """Say which site it is about."""
        return str(self.object.name)

    def get_crumbs(self) -> list[Crumb]:
        """Return the way over the site's screen."""
        return site_crumbs(super().get_crumbs(), self.object)

    def get_success_url(self, result: Any) -> str:
        """Lead back to the site's screen."""
        return site_url(self.object)

    def count(self, *states: TargetState) -> str:
        """Return how many pages are in some states, or how many there are."""
        rows = Target.objects.filter(site=self.object)
        if states:
            rows = rows.filter(state__in=[state.value for state in states])
        return str(capped_count(rows, cap=10_000))


class RetryFailed(SiteAction):
    """Try the failed pages of a site again."""

    title = "重试失败页面"
    submit_label = "重试"

    def get_consequences(self) -> Sequence[str]:
        """Say how many."""
        return [
            f"{self.count(TargetState.FAILED)} 个生成失败的页面马上重新排队，不等下次自动重试。"
        ]

    def get_success_message(self, result: int) -> str:
        """Say how many."""
        return f"{result} 个页面已重新排队。" if result else "现在没有生成失败的页面。"

    def act(self, form: Any) -> int:
        """Queue them again."""
        return retry_failed(actor=self.person, at=self.at, site_id=self.object.pk)


class ReleaseHeld(SiteAction):
    """Let rolled-back pages follow the present again."""

    title = "恢复更新"
    submit_label = "恢复更新"

    def get_consequences(self) -> Sequence[str]:
        """Say how many."""
        return [f"{self.count(TargetState.HELD)} 个已回退的页面按最新内容重新生成，以后照常更新。"]

    def get_success_message(self, result: int) -> str:
        """Say how many."""
        return f"已恢复，{result} 个页面将按最新内容重新生成。"

    def act(self, form: Any) -> int:
        """Release them."""
        return release_held(actor=self.person, at=self.at, site_id=self.object.pk)


class RebuildSite(SiteAction):
    """Make all pages of a site again in the bulk lane."""

    title = "全站重新生成"
    submit_label = "开始"
    success_message = "已开始，进度见下面的批量任务。"

    def get_consequences(self) -> Sequence[str]:
        """Say how many, and that nobody is disturbed."""
        return [
            f"{self.count()} 个页面在批量通道里逐个重新生成，内容没有变化的不会改写。",
            "编辑发布稿件不受影响；可以随时离开本页。",
        ]

    def act(self, form: Any) -> Any:
        """Begin the run."""
        return rebuild_site(
            actor=self.person, at=self.at, site_id=self.object.pk, kind=RunKind.FULL
        )


class MomentForm(DeskForm):
    """To which moment a site goes back, and why."""

    moment = MomentField(
        label="回退到什么时间的样子", help_text="北京时间，精确到分钟；这一分钟开始时的样子。"
    )
    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class RollBackSite(SiteAction):
    """Put a site back to how it was at a moment."""

    title = "整站回退"
    form_class = MomentForm
    submit_label = "回退"
    is_grave = True

    def get_consequences(self) -> Sequence[str]:
        """Say what goes back and what does not."""
        return [
            "全站页面恢复成那一时刻的样子，之后新增的页面撤下；不重新生成，上万个页面需要十几秒。",
            "已下线的内容不会回来。",
            "回退的页面暂停更新；处理好以后，在网站的发布页面点“恢复更新”。",
        ]

    def get_success_message(self, result: RolledBack) -> str:
        """Say what was done."""
        return rolled_back_words(result)

    def act(self, form: Any) -> RolledBack:
        """Go back."""
        return roll_back_site(
            actor=self.person, at=self.at, site_id=self.object.pk, **form.cleaned_data
        )


def rolled_back_words(done: RolledBack) -> str:
    """Say how much went back and how much stayed; it is asked for after the files are written."""
    pages, is_done = outcome_of(done.batch_id)
    if not is_done:
        return f"{done.pages} 个页面正在回退，由后台接着完成。"
    stayed = done.pages + done.skipped - pages
    rest = (
        f"{stayed} 个保持不变：已经下线，原来的样子提到了已下线的内容，或旧版本已清理。"
        if stayed
        else ""
    )
    return f"{pages} 个页面已回退，暂停更新。{rest}" if pages else f"没有页面回退。{rest}"


class PageAction(ConfirmScreen):
    """Something that is done with one page."""

    model = Target

    def visible_rows(self) -> Any:
        """Read the site with the page."""
        return super().visible_rows().select_related("site")

    @property
    def is_operator(self) -> bool:
        """Whether the person operates the site; else it is an editor."""
        return bool(self.powers.may(OPERATE, site=self.object.site.code))

    def get_lead(self) -> str:
        """Say which page it is about."""
        return f"{self.object.site.name}　{self.object.path}"

    def get_crumbs(self) -> list[Crumb]:
        """Return the way over the site's screen, or over the article's page for an editor."""
        home, *_, here = super().get_crumbs()
        if self.is_operator:
            return site_crumbs([home, Crumb(ROOT[0], reverse(ROOT[1])), here], self.object.site)
        article = self._article()
        way = [Crumb(article.title, article_url(article.pk))] if article else []
        return [home, Crumb("稿件", reverse("content:list")), *way, here]

    def get_success_url(self, result: Any) -> str:
        """Lead back to the site's screen or the article's page."""
        return self.get_crumbs()[-2].url

    def _article(self) -> Any:
        if self.object.kind != "article" or not self.object.key.isdecimal():
            return None
        rows: Any = Article.objects.visible_to(self.person, at=self.at)
        return rows.filter(pk=int(self.object.key)).first()


class RetryPage(PageAction):
    """Try one page again."""

    title = "再试一次"
    submit_label = "再试一次"

    def get_consequences(self) -> Sequence[str]:
        """Say why it failed, so that one does not try in vain."""
        target: Target = self.object
        if target.state != TargetState.FAILED:
            return ["这个页面现在没有失败，不需要重试。"]
        return [f"上次失败的原因：{target.reason}", "马上重新生成；原来的页面在成功之前不变。"]

    def get_success_message(self, result: int) -> str:
        """Say what happens now."""
        return "已重新生成，结果见下面的状态。" if result else "这个页面现在没有失败，不需要重试。"

    def act(self, form: Any) -> int:
        """Try it."""
        target: Target = self.object
        return retry_failed(
            actor=self.person, at=self.at, site_id=target.site_id, target_ids=[target.pk]
        )


class ReleasePage(PageAction):
    """Let one rolled-back page follow the present again."""

    title = "恢复更新"
    submit_label = "恢复更新"
    right = OPERATE

    def get_consequences(self) -> Sequence[str]:
        """Say what follows."""
        return ["这个页面按最新内容重新生成，以后照常更新。"]

    def get_success_message(self, result: int) -> str:
        """Say what happens now."""
        return "已恢复，页面将按最新内容重新生成。" if result else "这个页面没有暂停更新。"

    def act(self, form: Any) -> int:
        """Release it."""
        target: Target = self.object
        return release_held(
            actor=self.person, at=self.at, site_id=target.site_id, target_ids=[target.pk]
        )
