"""Screens of countersigns: asking other units, their sheet, and the section on an article's page."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.urls import reverse

from mingtang.editorial.content.interfaces.articles import ActionOnArticle
from mingtang.editorial.content.interfaces.panels import Occasion
from mingtang.editorial.review.actions import ask_countersign, withdraw_countersign
from mingtang.editorial.review.models import Countersign
from mingtang.editorial.review.queries import MANAGE
from mingtang.editorial.review.queries.countersigns import countersigning, newest_countersign
from mingtang.institution.organization.models import Unit
from mingtang.workbench.approvals.interfaces.sheets import SheetScreen, round_tag, sheet_lines
from mingtang.workbench.backoffice.choosers import Chooser, SearchOfVisible, register_chooser
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import Fact, HeaderButton, ListScreen
from mingtang.workbench.backoffice.tables import TableColumn

MOST_UNITS = 5


def _described(unit: Any) -> str:
    return f"{unit.name}（{unit.code}）"


def _units(person: Any, at: Any) -> Any:
    """Return all units: which there are is no secret, and any may be concerned."""
    return Unit.objects.all()


register_chooser(
    Chooser("countersign-unit", _units, "code", ("name", "code", "short_name"), _described)
)


class CountersignForm(DeskForm):
    """Which units are asked, and what they should look at."""

    unit_1 = SearchOfVisible("countersign-unit", label="会签单位")
    reason = forms.CharField(
        label="请对方核对什么（可不填）",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(2, MOST_UNITS + 1):
            name = f"unit_{number}"
            label = f"第{'一二三四五'[number - 1]}个单位（可不填）"
            self.fields[name] = SearchOfVisible("countersign-unit", label=label, required=False)
        self.order_fields([f"unit_{number}" for number in range(1, MOST_UNITS + 1)])


class AskCountersign(ActionOnArticle):
    """Ask other units to countersign."""

    title = "送会签"
    form_class = CountersignForm
    lead = "请有关单位对稿件内容会签，几个单位同时办理。会签期间稿件有改动的，要重新送会签。"
    submit_label = "送会签"
    success_message = "已送会签，已通知各单位。"

    def act(self, form: Any) -> Countersign:
        values = form.cleaned_data
        chosen = [values[f"unit_{number}"] for number in range(1, MOST_UNITS + 1)]
        return ask_countersign(
            actor=self.person,
            at=self.at,
            article_id=self.object.pk,
            unit_ids=[one.pk for one in chosen if one],
            reason=values["reason"],
        )


class WithdrawCountersign(ActionOnArticle):
    """Take a text back from the units asked."""

    title = "撤回会签"
    form_class = ReasonForm
    lead = "还没有办理的单位不再办理；已经写的意见仍然保留。"
    submit_label = "撤回会签"
    success_message = "已撤回会签。"

    def act(self, form: Any) -> Countersign:
        return withdraw_countersign(
            actor=self.person, at=self.at, article_id=self.object.pk, **form.cleaned_data
        )


class CountersignList(ListScreen):
    """What a person's units were asked to countersign, and what was asked for texts they handle."""

    title = "会签"
    lead = "请其他单位会签的稿件，和其他单位送来会签的稿件。"
    right = "review.read"
    model = Countersign
    order = ("-pk",)
    search_fields = ("article__title",)
    search_label = "稿件标题"
    empty_text = "还没有会签。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("article__unit", "started_by")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn(
                "稿件",
                "article.title",
                link=lambda r: reverse("review:countersign", args=[r.pk]),
                kind="main",
            ),
            TableColumn("单位", lambda r: r.article.unit.short_name or r.article.unit.name),
            TableColumn("送会签时间", "started_at", kind="moment"),
            TableColumn("结果", round_tag),
        )


class CountersignScreen(SheetScreen):
    """One sheet: the text, the units asked, what each said."""

    model = Countersign
    parents = (("会签", "review:countersigns"),)
    template_name = "review/countersign.html"

    def bodies_of(self, row: Any) -> Iterator[Any]:
        yield row.article.body

    def visible_rows(self) -> Any:
        related = ("article__unit", "article__site", "revision", "started_by", "note")
        return super().visible_rows().select_related(*related)

    def get_title(self) -> str:
        return f"会签单：{self.object.article.title}"

    def get_facts(self) -> Sequence[Fact]:
        found: Countersign = self.object
        return (
            Fact("报送单位", found.article.unit.name),
            Fact("送会签", f"{found.started_by.name}，第 {found.number} 次"),
            Fact("请核对", str(found.note or "")),
            Fact("送会签版本", f"第 {found.revision.number} 版"),
            Fact("结果", round_tag(found)),
        )


def countersign_section(occasion: Occasion) -> dict[str, Any] | None:
    """Return the newest countersign of an article, for its page."""
    newest = newest_countersign(occasion.article)
    if newest is None:
        return None
    return {
        "round": newest,
        "tag": round_tag(newest),
        "is_old": newest.revision_id != occasion.article.revision_id,
        "lines": sheet_lines(newest, occasion.person, occasion.at),
        "url": reverse("review:countersign", args=[newest.pk]),
    }


def countersign_buttons(occasion: Occasion) -> list[HeaderButton]:
    """Offer to ask other units, or to take the text back from them, to those who may."""
    article = occasion.article
    may = occasion.powers.may(MANAGE, site=article.site.code) or occasion.powers.may(
        "submission.submit", unit=article.unit.code
    )
    if not may or countersigning(article.site, occasion.at)[1] is None:
        return []
    newest = newest_countersign(article)
    if newest is not None and newest.is_open:
        url = reverse("review:countersign-withdraw", args=[article.pk])
        return [HeaderButton("撤回会签", url, icon="rotate")]
    url = reverse("review:countersign-ask", args=[article.pk])
    return [HeaderButton("送会签", url, icon="group")]
