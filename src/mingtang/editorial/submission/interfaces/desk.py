"""The desk's list: all that has to be accepted, edited, reviewed or released, by deadline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingtang.editorial.content.documents import ARTICLE
from mingtang.editorial.content.enums import ArticleState
from mingtang.editorial.content.interfaces.articles import article_url, state_tag
from mingtang.editorial.content.interfaces.awaited import Awaiting
from mingtang.editorial.submission.actions import (
    accept_submission,
    claim_submission,
    hand_over_submission,
    return_submission,
)
from mingtang.editorial.submission.enums import SubmissionState
from mingtang.editorial.submission.models import NO_DEADLINE, Submission
from mingtang.editorial.submission.policies.holding import may_claim
from mingtang.editorial.submission.policies.sending import is_at_desk
from mingtang.editorial.submission.queries import (
    alike_to,
    class_labels,
    colleagues,
    submissions_at_desk,
)
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.clocks import pressing_clocks
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import BatchAct, ListScreen
from mingtang.workbench.backoffice.tables import TableColumn, tag
from mingtang.workbench.backoffice.templatetags.desk_tags import countdown_html

MINE, FREE = "mine", "free"
STAGES = (
    ArticleState.ARRIVED,
    ArticleState.ACCEPTED,
    ArticleState.IN_REVIEW,
    ArticleState.PASSED,
)


class DeskFilter(FilterForm):
    """Narrows the desk's list by who has it in hand, where it stands, and its site."""

    held = forms.ChoiceField(
        label="经办人",
        required=False,
        choices=[("", "全部"), (MINE, "我经办的"), (FREE, "待认领的")],
    )
    stage = forms.ChoiceField(
        label="环节",
        required=False,
        choices=[("", "全部"), *((one.value, one.label) for one in STAGES)],
    )
    site = forms.ChoiceField(label="报送到", required=False)
    content_class = forms.ChoiceField(label="报送类别", required=False)
    use = forms.ChoiceField(
        label="用途",
        required=False,
        choices=[("", "全部"), ("for_new_media", "政务新媒体"), ("for_bulletin", "政务信息刊物")],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = submissions_at_desk(self.person, at=self.at).order_by("site__name")
        sites = rows.values_list("site__code", "site__name").distinct()
        self.fields["site"].choices = [("", "全部"), *sites]  # type: ignore[attr-defined]
        found = class_labels(self.person, at=self.at).items()
        self.fields["content_class"].choices = [("", "全部"), *found]  # type: ignore[attr-defined]

    def narrow(self, rows: Any) -> Any:
        values = self.cleaned_data
        if values["held"] == MINE:
            rows = rows.filter(holder=self.person)
        elif values["held"] == FREE:
            rows = rows.filter(holder=None)
        if values["stage"]:
            rows = rows.filter(article__state=values["stage"])
        if values["content_class"]:
            rows = rows.filter(content_class=values["content_class"])
        if values["use"]:
            rows = rows.filter(**{values["use"]: True})
        return rows.filter(site__code=values["site"]) if values["site"] else rows


class AcceptTickedSubmissions(BatchAct):
    """Accept the ticked submissions."""

    name, label, done = "accept", "接收所选", "已接收"

    def may_begin(self, row: Submission) -> Decision:
        return is_at_desk(SubmissionState(row.state), "accept")

    def do(
        self, *, actor: Person, at: datetime, row: Submission, values: dict[str, Any]
    ) -> Submission:
        return accept_submission(actor=actor, at=at, submission_id=row.pk)


class ClaimTicked(BatchAct):
    """Take the ticked submissions in hand."""

    name, label, done = "claim", "认领所选", "已认领"

    def may_begin(self, row: Submission) -> Decision:
        return may_claim(row.holder.name if row.holder else "")

    def do(
        self, *, actor: Person, at: datetime, row: Submission, values: dict[str, Any]
    ) -> Submission:
        return claim_submission(actor=actor, at=at, submission_id=row.pk)


def _colleagues(person: Person, at: datetime) -> Any:
    return colleagues(person, at=at)


class HandSubmissionForm(DeskForm):
    """To whom of the desk."""

    to = ChoiceOfVisible(rows=_colleagues, label="移交给")


class HandOverTicked(BatchAct):
    """Give the ticked submissions to one colleague."""

    name, label, done = "hand-over", "移交所选", "已移交"
    form_class = HandSubmissionForm

    def do(
        self, *, actor: Person, at: datetime, row: Submission, values: dict[str, Any]
    ) -> Submission:
        return hand_over_submission(actor=actor, at=at, submission_id=row.pk, to=values["to"])


class ReturnTicked(BatchAct):
    """Return the ticked submissions for one reason."""

    name, label, done = "return", "退回所选", "已退回"
    form_class = ReasonForm

    def may_begin(self, row: Submission) -> Decision:
        return is_at_desk(SubmissionState(row.state), "return")

    def do(
        self, *, actor: Person, at: datetime, row: Submission, values: dict[str, Any]
    ) -> Submission:
        return return_submission(actor=actor, at=at, submission_id=row.pk, reason=values["reason"])


class DeskList(ListScreen):
    """What the desks of a person have to accept, edit, review or release, nearest deadline first."""

    title = "编辑部待办"
    lead = "送到您所在编辑部、还没有发布或退回的稿件，按期限排列。一件一行，谁在办一目了然。"
    right = "submission.accept"
    model = Submission
    order = ("due_at", "pk")
    documents = ARTICLE
    document_key = "article_id"
    search_label = "标题、文号或正文"
    filter_class = DeskFilter
    empty_text = "编辑部没有待办的稿件。"
    batch_acts = (AcceptTickedSubmissions, ClaimTicked, HandOverTicked, ReturnTicked)

    def visible_rows(self) -> Any:
        rows = submissions_at_desk(self.person, at=self.at).with_deadlines()
        return rows.select_related(
            "article__unit", "article__site", "article__release", "unit", "site", "holder"
        )

    def get_row_tone(self, row: Any) -> str:
        return "late" if row.due_at < self.at else ""

    @cached_property
    def clocks(self) -> Any:
        """The deadline of each row of the page, with its clause."""
        return pressing_clocks(row.article.subject for row in self.page.rows)

    def get_columns(self) -> Sequence[TableColumn]:
        classes = class_labels(self.person, at=self.at)
        likes = alike_to(self.page.rows, self.person, at=self.at)
        return (
            TableColumn(
                "标题", "article.title", link=lambda s: article_url(s.article_id), kind="main"
            ),
            TableColumn(
                "报送单位和类别",
                lambda s: _sender(s, classes.get(s.content_class, "")),
                kind="words",
            ),
            TableColumn("报送到", lambda s: f"{s.site.name}：{s.uses_label}"),
            TableColumn("环节", lambda s: state_tag(s.article)),
            TableColumn("期限", self._deadline),
            TableColumn("经办人", holder_cell),
            TableColumn(
                "待谁办理",
                Awaiting(self.page.rows, self.at, lambda s: s.article).cell,
                kind="words",
            ),
            TableColumn("查重", lambda s: alike_cell(s, len(likes[s.pk]))),
            TableColumn("送达时间", "arrived_at", kind="moment"),
        )

    def _deadline(self, row: Any) -> SafeString | str:
        clock = self.clocks.get(row.article.subject)
        if clock is None or row.due_at == NO_DEADLINE:
            return ""
        return countdown_html(clock.due_at, self.at, provisional=clock.provisional)


def _sender(row: Submission, label: str) -> str:
    unit = row.unit.short_name or row.unit.name
    return f"{unit}：{label}" if label else unit


def holder_cell(row: Submission) -> SafeString | str:
    """Return who has a submission in hand and since when."""
    if row.holder is None or row.held_since is None:
        return tag("待认领", "wait")
    since = row.held_since.astimezone(BEIJING)
    return f"{row.holder.name}（{since.month}月{since.day}日起）"


def alike_cell(row: Submission, number: int) -> SafeString | str:
    """Return how many others are nearly the same, leading to them."""
    if not number:
        return ""
    url = reverse("submission:alike", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, f"有 {number} 件相近")
