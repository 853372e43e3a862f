"""Screens on which columns and articles of an edition are matched with Chinese ones."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse

from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.editions.actions import (
    check_article,
    match_article,
    match_column,
    unmatch_article,
    unmatch_column,
)
from mingtang.editorial.editions.interfaces.screens import (
    EditionRoom,
    ListOfEdition,
    OfEdition,
    edition_crumbs,
    edition_url,
)
from mingtang.editorial.editions.models import MATCH, ArticleTwin, ColumnTwin, Edition
from mingtang.editorial.publishing.interfaces import cells
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.sites.models import Column
from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import Chooser, SearchOfVisible, register_chooser
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import (
    ActionScreen,
    ConfirmScreen,
    Crumb,
    HeaderButton,
)
from mingtang.workbench.backoffice.tables import TableColumn


def _translations(person: Person, at: datetime) -> Any:
    rows = Article.objects.visible_to(person, at=at)
    return rows.filter(site__in=Edition.objects.visible_to(person, at=at).values("site"))


def _originals(person: Person, at: datetime) -> Any:
    sites = Edition.objects.visible_to(person, at=at).values("mirrors")
    shown = Address.objects.filter(site__in=sites, is_live=True)
    return Release.objects.filter(is_live=True, pk__in=shown.values("article"))


def _named(row: Any) -> str:
    return f"{row.title}（{row.pk}）"


register_chooser(Chooser("translation", _translations, "id", ("title",), _named, order="-id"))
register_chooser(
    Chooser("original", _originals, "article_id", ("title", "document_number"), _named,
            order="-released_at")
)  # fmt: skip


class MatchArticleForm(DeskForm):
    """A translation and its original."""

    article = SearchOfVisible("translation", label="外文稿件", help_text="输入标题或编号查找。")
    original = SearchOfVisible(
        "original", label="中文原文", help_text="已在中文网站发布的稿件，输入标题、文号或编号查找。"
    )


class MatchArticle(OfEdition, ActionScreen):
    """Match an article of the edition with its Chinese original."""

    title = "指定对应译稿"
    form_class = MatchArticleForm
    success_message = "已指定。两边都在线时，页面互相链接。"

    def may_begin(self) -> Decision:
        return self.powers.may(MATCH, site=self.object.site.code)

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("original", "")
        if not (asked.isdecimal() and len(asked) < 19):
            return {}
        row = _originals(self.person, self.at).filter(pk=int(asked)).first()
        return {"original": row} if row else {}

    def act(self, form: Any) -> ArticleTwin:
        data = form.cleaned_data
        return match_article(
            actor=self.person, at=self.at, edition_id=self.object.pk,
            article_id=data["article"].pk, original_id=data["original"].pk,
        )  # fmt: skip

    def get_success_url(self, result: ArticleTwin) -> str:
        return reverse("editions:articles", args=[result.edition_id])


class MatchColumnForm(DeskForm):
    """A column of the edition, and the Chinese one."""

    column = forms.ModelChoiceField(
        label="外文栏目", queryset=Column.objects.none(), empty_label="请选择"
    )
    original = forms.ModelChoiceField(
        label="中文栏目", queryset=Column.objects.none(), empty_label="请选择"
    )
    is_core = forms.BooleanField(
        label="核心内容", required=False, initial=True,
        help_text="中文栏目的新稿件和改动应在规定时间内译出，没有译出的列入不同步清单。",
    )  # fmt: skip

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, site_id in (("column", edition.site_id), ("original", edition.mirrors_id)):
            field: Any = self.fields[name]
            field.queryset = Column.objects.open().filter(site=site_id).order_by("path")


class MatchColumn(OfEdition, ActionScreen):
    """Match a column of the edition with a Chinese one."""

    title = "指定对应栏目"
    form_class = MatchColumnForm
    success_message = "已指定。"

    def may_begin(self) -> Decision:
        return self.powers.may(MATCH, site=self.object.site.code)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "edition": self.object}

    def act(self, form: Any) -> ColumnTwin:
        data = form.cleaned_data
        return match_column(
            actor=self.person, at=self.at, edition_id=self.object.pk, column_id=data["column"].pk,
            original_id=data["original"].pk, is_core=data["is_core"],
        )  # fmt: skip

    def get_success_url(self, result: ColumnTwin) -> str:
        return edition_url(result.edition)


class MatchedArticles(ListOfEdition):
    """Translations and their originals, the newest first."""

    title = "对应译稿"
    here = "articles"
    model = ArticleTwin
    order = ("-named_at", "-pk")
    search_fields = ("article__title", "original__release__title")
    search_label = "标题"
    empty_text = "还没有指定对应译稿。"

    def visible_rows(self) -> Any:
        rows = ArticleTwin.objects.visible_to(self.person, at=self.at).filter(edition=self.edition)
        return rows.select_related("article", "original__release", "named_by", "checked_by")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("外文稿件", "article.title", kind="main"),
            TableColumn("中文原文", "original.release.title"),
            TableColumn("指定人", "named_by.name"),
            TableColumn("最近核对", "checked_at", kind="moment"),
            TableColumn("操作", self._verbs),
        )

    def _verbs(self, row: ArticleTwin) -> str:
        if not self.powers.may(MATCH, site=self.edition.site.code):
            return ""
        verbs = (("核对一致", "check"), ("取消", "end"))
        return cells.buttons(
            (label, reverse(f"editions:article-{name}", args=[row.pk])) for label, name in verbs
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        if not self.powers.may(MATCH, site=self.edition.site.code):
            return ()
        url = reverse("editions:article-new", args=[self.edition.pk])
        return (HeaderButton("指定对应译稿", url, icon="plus", primary=True),)


class OfTwin(EditionRoom, ConfirmScreen):
    """A confirmation screen about a pair of columns or articles."""

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("edition__site")

    def may_begin(self) -> Decision:
        return self.powers.may(MATCH, site=self.object.edition.site.code)

    def get_crumbs(self) -> list[Crumb]:
        return [*edition_crumbs(self.object.edition), Crumb(self.get_title(), self.request.path)]

    def get_lead(self) -> str:
        return str(self.object)


class CheckArticle(OfTwin):
    """Record that a translation agrees with its original."""

    title = submit_label = "核对一致"
    model = ArticleTwin
    success_message = "已记录核对。"

    def get_consequences(self) -> Sequence[str]:
        return ("您已对照中文原文的现在内容，译稿不需要修改；这篇稿件从不同步清单中去掉。",)

    def act(self, form: Any) -> ArticleTwin:
        return check_article(actor=self.person, at=self.at, twin_id=self.object.pk)

    def get_success_url(self, result: ArticleTwin) -> str:
        return reverse("editions:behind", args=[result.edition_id])


class UnmatchArticle(OfTwin):
    """Remove the match of two articles."""

    title = submit_label = "取消对应"
    model = ArticleTwin
    success_message = "已取消。"

    def get_consequences(self) -> Sequence[str]:
        return ("两边页面不再互相链接，稿件本身不变。",)

    def act(self, form: Any) -> None:
        unmatch_article(actor=self.person, at=self.at, twin_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        return reverse("editions:articles", args=[self.object.edition_id])


class UnmatchColumn(OfTwin):
    """Remove the match of two columns."""

    title = submit_label = "取消对应"
    model = ColumnTwin
    success_message = "已取消。"

    def get_consequences(self) -> Sequence[str]:
        return ("两个栏目不再互相链接，中文栏目的稿件不再列入不同步清单。",)

    def act(self, form: Any) -> None:
        unmatch_column(actor=self.person, at=self.at, twin_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        return edition_url(self.object.edition)
