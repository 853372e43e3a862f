"""The open steps that nobody can take, for those who staff posts and for desks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.content.models import Article, StuckStep
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.screens import ListScreen
from mingtang.workbench.backoffice.start import Waiting
from mingtang.workbench.backoffice.tables import TableColumn

SHOWN = 20
RIGHTS = ("organization.manage", "review.manage")


def sees_stuck_steps(powers: Powers) -> bool:
    """Tell whether someone is told of stuck steps at all."""
    return any(powers.holds(right) for right in RIGHTS)


class StuckStepList(ListScreen):
    """Every open step without a person, with the posts that would fill it."""

    title = "无人办理的稿件"
    lead = "这些稿件的下一步没有人可以办理。任职或委托代行后，稿件会自动从这里消失。"
    model = StuckStep
    order = ("-pk",)
    empty_text = "没有无人办理的稿件。"

    def admit(self) -> None:
        """Let in who is told of stuck steps."""
        super().admit()
        if not sees_stuck_steps(self.powers):
            raise NotVisible

    def visible_rows(self) -> Any:
        """Return the rows with what the table shows of them."""
        return super().visible_rows().select_related("article__unit", "article__site")

    def get_columns(self) -> Sequence[TableColumn]:
        """Return the columns; a title only of what the person may read."""
        articles = [row.article_id for row in self.page.rows]
        visible = Article.objects.visible_to(self.person, at=self.at).filter(pk__in=articles)
        titles = dict(visible.values_list("pk", "title"))
        return (
            TableColumn(
                "稿件",
                lambda row: titles.get(row.article_id, f"稿件 {row.article_id}"),
                link=lambda row: (
                    reverse("content:show", args=[row.article_id])
                    if row.article_id in titles
                    else ""
                ),
                kind="main",
            ),
            TableColumn(
                "报送单位", lambda row: row.article.unit.short_name or row.article.unit.name
            ),
            TableColumn("报送到", "article.site.name"),
            TableColumn("无人办理的事项", "label"),
            TableColumn("所缺岗位", "wanted"),
            TableColumn("发现时间", "found_at", kind="moment"),
        )


def stuck_rows(person: Person, powers: Powers, at: datetime) -> list[QuerySet[Any]]:
    """Return what stuck steps a person is told of, for the start page."""
    return [StuckStep.objects.visible_to(person, at=at)]


def stuck_waiting(person: Person, powers: Powers, at: datetime) -> list[Waiting]:
    """Return one line for each stuck step that the person is told of."""
    rows = StuckStep.objects.visible_to(person, at=at).select_related("article__unit")
    url = reverse("content:stuck")
    return [
        Waiting(
            f"{row.label}：{row.article.unit.name}的稿件无人可以办理",
            url,
            "补充人员",
            note=f"缺 {row.wanted}",
            since=row.found_at,
        )
        for row in rows.order_by("pk")[:SHOWN]
    ]
