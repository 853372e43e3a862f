"""Screens of review: the review sheets, sending to review and taking back."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse

from mingtang.editorial.content.documents import ARTICLE
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.interfaces.articles import ArticleAction, article_url
from mingtang.editorial.content.interfaces.awaited import Awaiting
from mingtang.editorial.content.interfaces.panels import Occasion
from mingtang.editorial.content.queries import plan_of
from mingtang.editorial.review.actions import (
    start_review,
    start_urgent_review,
    withdraw_review,
)
from mingtang.editorial.review.enums import AFTERWARDS, KIND
from mingtang.editorial.review.interfaces.papers import sheet_buttons
from mingtang.editorial.review.interfaces.remarks import remark_section
from mingtang.editorial.review.models import ReviewRound
from mingtang.editorial.review.queries import URGENT_RIGHT, class_requirements, knows_urgency
from mingtang.institution.regulations.models import PackVersion
from mingtang.workbench.approvals.interfaces.sheets import SheetScreen, round_tag, sheet_lines
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import ConfirmScreen, Fact, HeaderButton, ListScreen
from mingtang.workbench.backoffice.tables import TableColumn


class RoundList(ListScreen):
    """All review sheets that a person may see."""

    title = "审核单"
    lead = "每一次送审是一张审核单，逐关留有审核人、时间和意见。"
    right = "review.read"
    model = ReviewRound
    order = ("-pk",)
    sorts = {"started": ("pk",)}
    documents = ARTICLE
    document_key = "article_id"
    search_label = "标题、文号或正文"
    empty_text = "还没有审核单。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("article__unit", "article__site", "started_by")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn(
                "标题",
                "article.title",
                link=lambda r: reverse("review:show", args=[r.pk]),
                kind="main",
            ),
            TableColumn("单位", lambda r: r.article.unit.short_name or r.article.unit.name),
            TableColumn("轮次", lambda r: f"第 {r.number} 轮"),
            TableColumn("方式", "manner"),
            TableColumn("送审人", "started_by.name"),
            TableColumn("送审时间", "started_at", kind="moment", sort="started"),
            TableColumn("结果", round_tag),
            TableColumn("待谁办理", Awaiting(self.page.rows, self.at, lambda r: r.article).cell),
        )


class RoundScreen(SheetScreen):
    """One review sheet."""

    model = ReviewRound
    parents = (("审核单", "review:list"),)
    template_name = "review/round.html"

    def bodies_of(self, row: Any) -> Iterator[Any]:
        yield row.article.body

    def visible_rows(self) -> Any:
        return (
            super()
            .visible_rows()
            .select_related("article__unit", "article__site", "revision", "started_by")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: ReviewRound = self.object
        if found.is_open and found.article.revision_id == found.revision_id:
            kwargs["remarks"] = remark_section(found.article, self.person, self.at)
        kwargs["requirements"] = class_requirements(
            found.article.site, found.content_class, self.at
        )
        kwargs["plan"] = plan_of(found.article, at=self.at)
        return super().get_context_data(**kwargs)

    def get_buttons(self) -> Sequence[HeaderButton]:
        return [*super().get_buttons(), *sheet_buttons(self.object)]

    def get_title(self) -> str:
        return f"审核单：{self.object.article.title}"

    def get_facts(self) -> Sequence[Fact]:
        review_round: ReviewRound = self.object
        article = review_round.article
        return (
            Fact("稿件", article.title, url=article_url(article.pk)),
            Fact("报送单位", article.unit.name),
            Fact("送审版本", f"第 {review_round.revision.number} 版"),
            Fact("轮次", f"第 {review_round.number} 轮"),
            Fact("方式", review_round.manner),
            Fact("为什么紧急", str(review_round.urgent_reason or "")),
            Fact("重大信息", "是，需主要领导签发" if review_round.is_important else "否"),
            Fact("结果", round_tag(review_round)),
            Fact("所依制度", _pack_words(review_round)),
        )


class StartReview(ArticleAction, ConfirmScreen):
    """Send an article through its gates."""

    title = "送审"
    verb = ArticleVerb.START_REVIEW
    needs = "review.manage"
    form_class = DeskForm
    submit_label = "送审"
    success_message = "已送审。"

    def get_consequences(self) -> Sequence[str]:
        article = self.object
        return (
            *class_requirements(article.site, article.content_class, self.at),
            "送审后不能再修改；任何一关不予通过，稿件都退回编辑部。",
            "撰写和修改过本稿的人不能审核本稿。",
        )

    def act(self, form: Any) -> ReviewRound:
        return start_review(actor=self.person, at=self.at, article_id=self.object.pk)


class StartUrgentReview(ArticleAction):
    """Ask for the one signature with which something goes online at once."""

    title = "紧急签发"
    verb = ArticleVerb.START_REVIEW
    needs = URGENT_RIGHT
    lead = "只用于突发事件等时效性强、来不及逐关审核的信息：一人签发即可发布，各关随后补审。"
    submit_label = "提请紧急签发"
    success_message = "已提请签发，已通知值班人员和负责人。"

    def act(self, form: Any) -> ReviewRound:
        return start_urgent_review(
            actor=self.person, at=self.at, article_id=self.object.pk, **form.cleaned_data
        )


class WithdrawReview(ArticleAction):
    """Take an article back from its gates."""

    title = "撤回送审"
    verb = ArticleVerb.WITHDRAW
    needs = "review.manage"
    lead = "稿件回到编辑部，可以修改后重新送审；重新送审要从头通过各关。"
    submit_label = "撤回送审"
    success_message = "已撤回，稿件回到编辑部。"

    def act(self, form: Any) -> ReviewRound:
        return withdraw_review(
            actor=self.person, at=self.at, article_id=self.object.pk, **form.cleaned_data
        )


def _pack_words(review_round: ReviewRound) -> str:
    version = PackVersion.objects.filter(
        name=review_round.pack, digest=review_round.pack_version
    ).first()
    return str(version) if version else review_round.pack


def review_section(occasion: Occasion, kind: str = KIND) -> dict[str, Any] | None:
    """Return the newest review sheet of an article, before its release or afterwards, for its page."""
    visible = ReviewRound.objects.visible_to(occasion.person, at=occasion.at)
    rows = visible.filter(article=occasion.article, kind=kind)
    newest = rows.select_related("urgent_reason").order_by("-number").first()
    if newest is None:
        return None
    return {
        "round": newest,
        "tag": round_tag(newest),
        "lines": sheet_lines(newest, occasion.person, occasion.at),
        "url": reverse("review:show", args=[newest.pk]),
    }


def afterwards_section(occasion: Occasion) -> dict[str, Any] | None:
    """Return the newest sheet of gates that follow a release on one signature."""
    return review_section(occasion, AFTERWARDS)


def review_buttons(occasion: Occasion) -> list[HeaderButton]:
    """Offer to send the article to review to those who may."""
    article, site = occasion.article, occasion.article.site
    may = occasion.powers.may("review.manage", site=site.code)
    if may and article.state == ArticleState.IN_REVIEW:
        url = reverse("review:withdraw", args=[article.pk])
        return [HeaderButton("撤回送审", url, icon="rotate")]
    if article.state != ArticleState.ACCEPTED:
        return []
    buttons = []
    if may:
        url = reverse("review:start", args=[article.pk])
        buttons.append(HeaderButton("送审", url, icon="check", primary=True))
    if occasion.powers.may(URGENT_RIGHT, site=site.code) and knows_urgency(site, occasion.at):
        url = reverse("review:start-urgent", args=[article.pk])
        buttons.append(HeaderButton("紧急签发", url, icon="warning"))
    return buttons
