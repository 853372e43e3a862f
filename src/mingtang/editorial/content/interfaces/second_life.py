"""Screens that take a discarded draft back, and begin a new article with an old one."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from mingtang.editorial.content.actions import copy_article, restore_article
from mingtang.editorial.content.enums import ArticleVerb
from mingtang.editorial.content.interfaces.articles import ArticleAction, article_crumbs
from mingtang.editorial.content.models import Article
from mingtang.ground.foundation.decisions import Decision
from mingtang.workbench.backoffice.media import may_use_media
from mingtang.workbench.backoffice.screens import ConfirmScreen


class RestoreArticle(ArticleAction):
    """Take a discarded draft back."""

    title = "恢复草稿"
    verb = ArticleVerb.RESTORE
    needs, is_of_unit = "content.write", True
    lead = "稿件恢复为草稿，标题、正文和历次版本都在，可以接着修改和报送。"
    submit_label = "恢复"
    success_message = "已恢复为草稿。"

    def act(self, form: Any) -> Article:
        """Restore it."""
        return restore_article(
            actor=self.person, at=self.at, article_id=self.object.pk, **form.cleaned_data
        )


class CopyArticle(ConfirmScreen):
    """Begin a new article with the words of an old one."""

    model = Article
    title = "复制为新稿"
    submit_label = "复制"
    success_message = "已复制为一篇新的草稿，请修改后保存。"

    def get_crumbs(self) -> list[Any]:
        """Return the way over the article's page."""
        return article_crumbs(super().get_crumbs(), self.object)

    def get_consequences(self) -> Sequence[str]:
        """Say what becomes of the copy."""
        return (
            "新建一篇草稿，标题、正文、栏目等与这一篇相同，原稿不变。",
            "文号、索引号、各种日期、有效性和文件关系不复制，请重新填写。",
        )

    def may_begin(self) -> Decision:
        """Answer whether the person writes for a unit."""
        article: Article = self.object
        of_unit = self.powers.may("content.write", unit=article.unit.code)
        return of_unit or self.powers.may("content.write", unit=self.person.unit.code)

    def act(self, form: Any) -> Article:
        """Copy it, unless it shows what the person may not use."""
        may_use_media(self.person, self.object.body).require()
        return copy_article(actor=self.person, at=self.at, article_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        """Return the form of the new article."""
        return reverse("content:edit", args=[result.pk])
