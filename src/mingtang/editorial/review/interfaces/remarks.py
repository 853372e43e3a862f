"""Machine remarks beside an article and its review sheet; the words of the office; what was ignored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.content.actions.articles import may_edit
from mingtang.editorial.content.interfaces.articles import article_crumbs, article_url
from mingtang.editorial.content.interfaces.panels import Occasion
from mingtang.editorial.content.models import Article
from mingtang.editorial.review.actions import (
    MANAGE,
    add_wording,
    ignore_remark,
    remove_wording,
)
from mingtang.editorial.review.models import IgnoredRemark, OwnWording
from mingtang.editorial.review.policies import PlacedRemark, label_of
from mingtang.editorial.review.queries import (
    ArticleRemarks,
    RuleFigures,
    remarks_on,
    rule_figures,
)
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    ConfirmScreen,
    HeaderButton,
    ListScreen,
    Screen,
)
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag
from mingtang.workbench.proofing import RULES

MOST_SHOWN = 60  # on one page; a text with more has one cause, which the first ones show
WORDS = ("用词表", "review:wordings")


def remark_section(article: Article, person: Person, at: datetime) -> dict[str, Any] | None:
    """Return the remarks on an article for a page, none where there is nothing to say."""
    remarks = remarks_on(article, at=at)
    if not (remarks.open or remarks.ignored or remarks.notes):
        return None
    manages = bool(authority.may(person, MANAGE, site=article.site.code, at=at))
    edits = manages or bool(may_edit(person, article, at=at))
    return {
        "lines": [
            _line(one, article, remarks, manages=manages, edits=edits)
            for one in remarks.open[:MOST_SHOWN]
        ],
        "more": max(0, len(remarks.open) - MOST_SHOWN),
        "blocks": len(remarks.that_block),
        "notes": remarks.notes,
        "ignored": [{"remark": one, "row": row} for one, row in remarks.ignored],
    }


def _line(
    one: PlacedRemark, article: Article, remarks: ArticleRemarks, *, manages: bool, edits: bool
) -> dict[str, Any]:
    blocks = one.remark.rule in remarks.blocking
    may = manages if blocks else edits
    url = reverse("review:ignore", args=[article.pk, one.key]) if may else ""
    return {
        "placed": one,
        "tag": tag(one.label, "bad" if blocks else "warn"),
        "blocks": blocks,
        "ignore_url": url,
    }


def article_section(occasion: Occasion) -> dict[str, Any] | None:
    """Return the section of an article's page."""
    return remark_section(occasion.article, occasion.person, occasion.at)


class IgnoreRemark(ActionScreen):
    """Say why a remark is wrong."""

    title = "忽略检查提示"
    model = Article
    form_class = ReasonForm
    submit_label = "忽略"
    success_message = "已忽略，理由已记录。"

    def visible_rows(self) -> Any:
        return Article.objects.handled_by(self.person, at=self.at).select_related("site", "unit")

    def get_lead(self) -> str:
        found = remarks_on(self.object, at=self.at).find(self.kwargs["key"])
        if found is None:
            raise NotVisible
        words = f"“{found.remark.excerpt}”" if found.remark.excerpt else ""
        return f"{found.where}：{found.label}{words}。{found.remark.hint} 理由留在稿件记录里。"

    def get_crumbs(self) -> list[Any]:
        return article_crumbs(super().get_crumbs(), self.object)

    def act(self, form: Any) -> IgnoredRemark:
        return ignore_remark(
            actor=self.person,
            at=self.at,
            article_id=self.object.pk,
            key=self.kwargs["key"],
            **form.cleaned_data,
        )

    def get_success_url(self, result: Any) -> str:
        return article_url(self.object.pk)


class OwnWordings(ListScreen):
    """The words that a unit has added to the checks."""

    title = WORDS[0]
    lead = (
        "稿件里出现这些词，稿件页和审核单上会有提示；“放行”的词不再提示。"
        "系统自带常见错别字，不用登记；自带的词误报时，把它登记为放行。"
    )
    right = MANAGE
    model = OwnWording
    order = ("-pk",)
    search_fields = ("word", "better")
    search_label = "词语"
    empty_text = "还没有登记用词。"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("unit", "added_by")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("词语", "word", kind="main", link=_remove_url),
            TableColumn("宜写作", lambda row: "（放行）" if row.is_allowed else row.better),
            TableColumn("说明", "why"),
            TableColumn("承办单位", lambda row: row.unit.short_name or row.unit.name),
            TableColumn("登记人", "added_by.name"),
            TableColumn("登记时间", "added_at", kind="moment"),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        url = reverse("review:wording-new")
        return (
            HeaderButton("登记用词", url, icon="plus", primary=True),
            HeaderButton("导入", reverse("review:wordings-import")),
            HeaderButton("忽略的提示", reverse("review:ignored")),
            HeaderButton("提示统计", reverse("review:remark-figures")),
        )


def _remove_url(row: OwnWording) -> str:
    return reverse("review:wording-remove", args=[row.pk])


def managed_sites(person: Person, at: datetime) -> Any:
    """Return the sites whose words a person keeps."""
    return GovSite.objects.filter(authority.sites_where(person, MANAGE, at).as_q("code"))


class WordingForm(DeskForm):
    """A word, what to write instead, and why."""

    site = ChoiceOfVisible(
        rows=managed_sites, label="网站", help_text="承办这个网站的单位的所有网站都按它检查。"
    )
    word = forms.CharField(label="词语", max_length=40, help_text="至少两个字。")
    is_allowed = forms.BooleanField(label="放行：这个词没有错，不再提示", required=False)
    better = forms.CharField(label="宜写作", max_length=60, required=False)
    why = forms.CharField(
        label="说明", max_length=200, required=False, help_text="显示给撰稿人，如“机构已更名”。"
    )


class AddWording(ActionForm):
    """Add a word to the checks."""

    title = "登记用词"
    right = MANAGE
    parents = (WORDS,)
    form_class = WordingForm
    submit_label = "登记"
    success_message = "已登记，下次打开稿件就按它检查。"

    def act(self, form: Any) -> OwnWording:
        values = dict(form.cleaned_data)
        site = values.pop("site")
        return add_wording(actor=self.person, at=self.at, site_id=site.pk, **values)

    def get_success_url(self, result: Any) -> str:
        return reverse("review:wordings")


class RemoveWording(ConfirmScreen):
    """Take a word off the list."""

    title = "删去用词"
    right = MANAGE
    parents = (WORDS,)
    model = OwnWording
    form_class = DeskForm
    submit_label = "删去"
    success_message = "已删去。"

    def get_title(self) -> str:
        return f"删去用词“{self.object.word}”"

    def get_consequences(self) -> Sequence[str]:
        return ("以后不再按它检查；已经发布的稿件不变。", "要修改，请删去后重新登记。")

    def act(self, form: Any) -> None:
        remove_wording(actor=self.person, at=self.at, wording_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        return reverse("review:wordings")


class IgnoredFilter(FilterForm):
    """Narrow ignored remarks by rule."""

    rule = forms.ChoiceField(
        label="类别",
        required=False,
        choices=[("", "全部"), *((one.code, one.label) for one in RULES.values())],
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        rule = self.cleaned_data["rule"]
        return rows.filter(rule=rule) if rule else rows


class IgnoredList(ListScreen):
    """The remarks that were set aside, with the reasons: where the checks err, a word is allowed."""

    title = "忽略的提示"
    lead = "撰稿人和编辑忽略的检查提示及理由。同一类误报多的，可以在用词表中放行。"
    right = MANAGE
    parents = (WORDS,)
    model = IgnoredRemark
    order = ("-pk",)
    search_fields = ("article__title",)
    search_label = "稿件标题"
    filter_class = IgnoredFilter
    empty_text = "还没有忽略过提示。"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("article", "ignored_by", "reason")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn(
                "稿件", "article.title", kind="main", link=lambda row: article_url(row.article_id)
            ),
            TableColumn("类别", lambda row: label_of(row.rule)),
            TableColumn("理由", lambda row: str(row.reason or "")),
            TableColumn("忽略人", "ignored_by.name"),
            TableColumn("时间", "ignored_at", kind="moment"),
        )


class RemarkFigures(Screen):
    """How often each rule was right: a rule that is mostly ignored needs allowed words."""

    template_name = "review/figures.html"
    title = "提示统计"
    lead = "最近90天：送审时稿件里还有的提示，和确认是误报而忽略的提示。忽略占比高的，请在用词表中放行误报的词。"
    right = MANAGE
    parents = (WORDS,)
    columns = (
        TableColumn("类别", lambda row: label_of(row.rule), kind="main"),
        TableColumn("送审时仍有", "stood", kind="number"),
        TableColumn("已忽略", "ignored", kind="number"),
        TableColumn("忽略占比", "share_ignored", kind="number"),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows: list[RuleFigures] = rule_figures(self.person, at=self.at)
        table = Table(self.columns, rows) if rows else None
        return super().get_context_data(table=table, **kwargs)
