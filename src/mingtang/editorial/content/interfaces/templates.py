"""Screens of templates: the list, storing an article as one, beginning an article with one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse

from mingtang.editorial.content.actions.templates import (
    create_from_template,
    delete_template,
    may_delete_template,
    store_template,
)
from mingtang.editorial.content.interfaces.articles import ActionOnArticle
from mingtang.editorial.content.models import Article, ArticleTemplate
from mingtang.ground.foundation.decisions import Decision
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.media import may_use_media
from mingtang.workbench.backoffice.screens import ConfirmScreen, ListScreen
from mingtang.workbench.backoffice.tables import TableColumn, tag

TITLE = "稿件模板"
WAY = (("稿件", "content:list"), (TITLE, "content:templates"))


def _use_url(row: ArticleTemplate) -> str:
    return reverse("content:use-template", args=[row.pk])


class TemplateList(ListScreen):
    """Templates of the own unit, and those for all units."""

    title = TITLE
    lead = "点名称用模板写一篇新稿。要增加模板，打开一篇写好的稿件，点“存为模板”。"
    right = "content.write"
    parents = WAY[:1]
    model = ArticleTemplate
    order = ("-stored_at", "-pk")
    search_fields = ("name", "kind_label")
    empty_text = "还没有模板。打开一篇写好的稿件，点“存为模板”。"

    def visible_rows(self) -> Any:
        """Return the rows with their unit."""
        return super().visible_rows().select_related("unit", "site", "stored_by").defer("data")

    def get_columns(self) -> Sequence[TableColumn]:
        """Return the columns of the table."""
        return (
            TableColumn("模板名称", "name", link=_use_url, kind="main"),
            TableColumn("类型", "kind_label"),
            TableColumn(
                "范围", lambda row: tag("各单位通用", "good") if row.is_for_all else "本单位"
            ),
            TableColumn("单位", lambda row: row.unit.short_name or row.unit.name),
            TableColumn("保存时间", "stored_at", kind="moment"),
            TableColumn("操作", self._delete_words, link=self._delete_url),
        )

    def _may_delete(self, row: ArticleTemplate) -> bool:
        return bool(may_delete_template(self.person, row, at=self.at))

    def _delete_words(self, row: ArticleTemplate) -> str:
        return "删除" if self._may_delete(row) else ""

    def _delete_url(self, row: ArticleTemplate) -> str:
        if not self._may_delete(row):
            return ""
        return reverse("content:delete-template", args=[row.pk])


class TemplateForm(DeskForm):
    """Under which name, and for whom."""

    name = forms.CharField(
        label="模板名称",
        max_length=60,
        help_text="与已有的模板同名，就用这一篇更新那个模板。",
    )
    is_for_all = forms.BooleanField(
        label="各单位通用",
        required=False,
        help_text="各单位的信息员都能用这个模板写稿。",
    )

    def __init__(self, *args: Any, may_serve_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_serve_all:
            del self.fields["is_for_all"]


class StoreTemplate(ActionOnArticle):
    """Store the words of an article as a template."""

    title = "存为模板"
    lead = "保存标题、正文、栏目等，以后写同类稿件时从这里开始；文号、索引号、日期和有效性不保存。"
    form_class = TemplateForm
    success_message = "已存为模板，写稿件时点“从模板新建”选用。"

    def may_begin(self) -> Decision:
        """Answer whether the person writes for a unit."""
        article: Article = self.object
        of_unit = self.powers.may("content.write", unit=article.unit.code)
        of_desk = self.powers.may("content.edit", site=article.site.code)
        return of_unit or of_desk or self.powers.may("content.write", unit=self.person.unit.code)

    def get_initial(self) -> dict[str, Any]:
        """Begin with the title."""
        return {"name": self.object.title[:60]}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form whether the person may serve all units."""
        may = self.powers.may("content.edit", site=self.object.site.code)
        return {**super().get_form_kwargs(), "may_serve_all": bool(may)}

    def act(self, form: Any) -> ArticleTemplate:
        """Store it."""
        return store_template(
            actor=self.person, at=self.at, article_id=self.object.pk, **form.cleaned_data
        )

    def get_success_url(self, result: Any) -> str:
        """Return the list of templates."""
        return reverse("content:templates")


class UseTemplate(ConfirmScreen):
    """Begin an article with a template."""

    model = ArticleTemplate
    parents = WAY
    submit_label = "新建草稿"
    success_message = "已按模板新建一篇草稿，请修改后保存。"

    def get_title(self) -> str:
        """Return the name of the template."""
        return f"从模板新建：{self.object.name}"

    def get_consequences(self) -> Sequence[str]:
        """Say what becomes of it."""
        return ("为本单位新建一篇草稿，标题、正文、栏目等与模板相同，模板不变。",)

    def may_begin(self) -> Decision:
        """Answer whether the person writes for the own unit."""
        return self.powers.may("content.write", unit=self.person.unit.code)

    def act(self, form: Any) -> Article:
        """Begin it, unless it shows what the person may not use."""
        made = create_from_template(actor=self.person, at=self.at, template_id=self.object.pk)
        may_use_media(self.person, made.body).require()
        return made

    def get_success_url(self, result: Any) -> str:
        """Return the form of the new article."""
        return reverse("content:edit", args=[result.pk])


class DeleteTemplate(ConfirmScreen):
    """Delete a template."""

    model = ArticleTemplate
    parents = WAY
    title = "删除模板"
    submit_label = "删除"
    success_message = "模板已删除。"
    is_grave = True

    def get_consequences(self) -> Sequence[str]:
        """Say what becomes of it."""
        return (f"模板“{self.object.name}”删去，不能恢复；用它写的稿件不受影响。",)

    def may_begin(self) -> Decision:
        """Answer whether it is the person's to delete."""
        return may_delete_template(self.person, self.object, at=self.at)

    def act(self, form: Any) -> None:
        """Delete it."""
        delete_template(actor=self.person, at=self.at, template_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        """Return the list of templates."""
        return reverse("content:templates")
