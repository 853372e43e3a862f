"""Screens for what is nearly the same, and for making one of two or several of one."""

from typing import Any

from django import forms
from django.urls import reverse

from mingtang.editorial.content.interfaces.articles import article_url
from mingtang.editorial.submission.actions import (
    claim_submission,
    hand_over_submission,
    merge_submission,
    split_submission,
)
from mingtang.editorial.submission.interfaces.desk import HandSubmissionForm
from mingtang.editorial.submission.interfaces.screens import SubmissionAction, submission_tag
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.policies.sending import is_at_desk
from mingtang.editorial.submission.queries import Alike, alike_to, submissions_at_desk
from mingtang.ground.foundation.decisions import Decision
from mingtang.ground.foundation.text import paragraphs
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import ConfirmScreen, DetailScreen, HeaderButton
from mingtang.workbench.backoffice.tables import Table, TableColumn

MOST_PARTS = 10


class AlikeScreen(DetailScreen):
    """The submissions whose words are nearly those of one."""

    model = Submission
    template_name = "submission/alike.html"
    parents = (("报送", "submission:list"),)

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("article", "unit", "site", "round")

    def get_title(self) -> str:
        return f"查重：{self.object.article.title}"

    def get_lead(self) -> str:
        return (
            f"{self.object.unit.name}报送。下面是近三个月内文字相近的稿件，只列出您有权查看的。"
            "确认是同一件事的，可以并入其中一件。"
        )

    def get_subject(self) -> str:
        return ""

    def get_buttons(self) -> list[HeaderButton]:
        if not _is_at_own_desk(self, "merge"):
            return []
        return [HeaderButton("并入其他稿件", reverse("submission:merge", args=[self.object.pk]))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        likes = alike_to([self.object], self.person, at=self.at)[self.object.pk]
        return super().get_context_data(alike=Table(_COLUMNS, likes), **kwargs)


_COLUMNS = (
    TableColumn(
        "标题",
        "submission.article.title",
        link=lambda one: article_url(one.submission.article_id),
        kind="main",
    ),
    TableColumn("报送单位", "submission.unit.name"),
    TableColumn("相近程度", lambda one: f"{one.percent}%"),
    TableColumn("状态", lambda one: submission_tag(one.submission)),
    TableColumn("送达时间", "submission.arrived_at", kind="moment"),
)


def _is_at_own_desk(screen: Any, act: str) -> Decision:
    found: Submission = screen.object
    right: Decision = screen.powers.may("submission.accept", site=found.site.code)
    return right & is_at_desk(found.state_now, act)


def _others_at_desk(person: Person, at: Any) -> Any:
    return submissions_at_desk(person, at=at).order_by("-pk")


class OtherSubmission(ChoiceOfVisible):
    """A drop-down of what is at the desk, the most alike first."""

    def label_from_instance(self, obj: Any) -> str:
        return f"《{obj.article.title}》（{obj.unit.short_name or obj.unit.name}）"


class MergeSubmissionForm(DeskForm):
    """Which submission stays."""

    into = OtherSubmission(rows=_others_at_desk, label="保留的稿件")

    def __init__(self, *args: Any, merged: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        field.queryset = field.queryset.filter(site=merged.site_id).exclude(pk=merged.pk)


class MergeSubmission(SubmissionAction):
    """Merge a submission into another."""

    title = "并入其他稿件"
    act_of_desk = "merge"
    form_class = MergeSubmissionForm
    submit_label = "并入"
    success_message = "已并入。保留的稿件已注明两个来源单位，另一单位会收到通知。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "merged": self.object}

    def get_initial(self) -> dict[str, Any]:
        likes: list[Alike] = alike_to([self.object], self.person, at=self.at)[self.object.pk]
        return {"into": likes[0].submission.pk} if likes else {}

    def act(self, form: Any) -> Submission:
        into = form.cleaned_data["into"].pk
        return merge_submission(**self.arguments(), into_id=into)

    def get_success_url(self, result: Any) -> str:
        if result is None or result.merged_into is None:
            return super().get_success_url(result)
        return article_url(result.merged_into.article_id)


class SplitForm(DeskForm):
    """The titles of the further items."""

    titles = forms.CharField(
        label="另拆出的稿件标题",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一个标题。每件先带有全部原文，拆分后请在各件中删去不属于它的部分。",
    )

    def clean_titles(self) -> list[str]:
        """Return the lines that have words.

        :raises ValidationError: more than a page of them.
        """
        titles = paragraphs(self.cleaned_data["titles"])
        if len(titles) > MOST_PARTS:
            raise forms.ValidationError(f"一次最多拆出 {MOST_PARTS} 件，请分几次拆分。")
        return titles


class SplitSubmission(SubmissionAction):
    """Make several items of one."""

    title = "拆分为几件"
    act_of_desk = "split"
    form_class = SplitForm
    submit_label = "拆分"

    def act(self, form: Any) -> list[Submission]:
        return split_submission(**self.arguments(), titles=form.cleaned_data["titles"])

    def get_success_message(self, result: Any) -> str:
        return f"已拆出 {len(result)} 件，都在“编辑部待办”中。"


class ClaimSubmission(SubmissionAction, ConfirmScreen):
    """Take a submission in hand."""

    title = "认领稿件"
    act_of_desk = "hold"
    submit_label = "认领"
    success_message = "已认领，由您经办。"

    def act(self, form: Any) -> Submission:
        return claim_submission(**self.arguments())


class HandOverSubmission(SubmissionAction):
    """Give a submission to a colleague."""

    title = "移交稿件"
    act_of_desk = "hold"
    form_class = HandSubmissionForm
    submit_label = "移交"

    def act(self, form: Any) -> Submission:
        return hand_over_submission(**self.arguments(), to=form.cleaned_data["to"])

    def get_success_message(self, result: Any) -> str:
        return f"已移交给{result.holder.name}，期限不变。"
