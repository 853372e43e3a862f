"""Screens of submissions: send in, take, return, recall."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.urls import reverse

from mingtang.editorial.content.documents import ARTICLE
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.interfaces.articles import ArticleAction, article_url
from mingtang.editorial.content.interfaces.awaited import Awaiting
from mingtang.editorial.content.interfaces.panels import Occasion
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.policies.states import EDITABLE_BY_UNIT
from mingtang.editorial.content.queries import remarks_on
from mingtang.editorial.submission.actions import (
    accept_submission,
    recall_submission,
    return_submission,
    submit_article,
)
from mingtang.editorial.submission.enums import SubmissionState
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.policies.sending import Purpose, is_at_desk
from mingtang.editorial.submission.queries import (
    alike_to,
    further_uses,
    submission_classes,
    usual_class,
)
from mingtang.ground.foundation.decisions import Decision
from mingtang.workbench.approvals.enums import RoundState
from mingtang.workbench.approvals.interfaces.sheets import sheet_lines
from mingtang.workbench.approvals.policies import may_withdraw
from mingtang.workbench.approvals.queries import steps_waiting_for
from mingtang.workbench.backoffice.clocks import pressing_clocks
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import (
    ActionScreen,
    ConfirmScreen,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import TableColumn, tag

TONES = {
    SubmissionState.RELEASED: "good",
    SubmissionState.ACCEPTED: "good",
    SubmissionState.RETURNED: "warn",
    SubmissionState.RECALLED: "plain",
}


def submission_tag(submission: Submission) -> str:
    """Return the state of a submission as a small label."""
    return tag(submission.state_label, TONES.get(SubmissionState(submission.state), "wait"))


class SubmissionFilter(FilterForm):
    """Narrows the list of submissions."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *SubmissionState.choices()]
    )

    def narrow(self, rows: Any) -> Any:
        state = self.cleaned_data["state"]
        return rows.filter(state=state) if state else rows


class SubmissionList(ListScreen):
    """What one's units have sent in, and what came to one's desks."""

    title = "报送"
    lead = "本单位报送的稿件和送到您编辑部的稿件。"
    right = "submission.read"
    model = Submission
    order = ("-pk",)
    sorts = {"sent": ("pk",)}
    documents = ARTICLE
    document_key = "article_id"
    search_label = "标题、文号或正文"
    filter_class = SubmissionFilter
    empty_text = "还没有报送。写好稿件后，在稿件页面点“报送”。"

    def visible_rows(self) -> Any:
        related = ("article__unit", "article__site", "unit", "site", "round__started_by", "reason")
        return super().visible_rows().select_related(*related)

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn(
                "标题", "article.title", link=lambda s: article_url(s.article_id), kind="main"
            ),
            TableColumn("报送单位", lambda s: s.unit.short_name or s.unit.name),
            TableColumn("报送到", "site.name"),
            TableColumn("报送人", "round.started_by.name"),
            TableColumn("报送时间", "round.started_at", kind="moment", sort="sent"),
            TableColumn("送达时间", "arrived_at", kind="moment"),
            TableColumn("状态", submission_tag),
            TableColumn("待谁办理", Awaiting(self.page.rows, self.at, lambda s: s.article).cell),
            TableColumn("退回理由", "reason"),
        )


class SubmitForm(DeskForm):
    """Who sends, so that the desk can ask back."""

    author = forms.CharField(label="作者姓名", max_length=60)
    phone = forms.CharField(
        label="联系电话", max_length=40, help_text="只有编辑部能看到，每次查看都有记录；加密保存。"
    )


class SubmitOneForm(SubmitForm):
    """Who sends, of which class the item is, and what it is for."""

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classes = submission_classes(article.unit, at=self.at)
        if classes:
            usual = usual_class(article.unit, article.kind)
            told = "，已按本单位以往的选择预选" if usual else ""
            self.fields["content_class"] = forms.ChoiceField(
                label="报送类别",
                choices=[("", "请选择"), *classes.items()],
                initial=usual,
                help_text=f"属于哪一类应报送的信息{told}。",
            )
        for code, label in further_uses(article.unit, at=self.at).items():
            self.fields[f"for_{code}"] = forms.BooleanField(
                label=f"同时用于{label}", required=False
            )
        self.order_fields(["content_class", "author", "phone"])

    @property
    def purpose(self) -> Purpose:
        """Return the class and the uses that were chosen."""
        values = self.cleaned_data
        return Purpose(
            values.get("content_class", ""),
            for_new_media=bool(values.get("for_new_media")),
            for_bulletin=bool(values.get("for_bulletin")),
        )


class SubmitArticle(ArticleAction):
    """Hand an article to the unit's leaders."""

    title = "报送"
    verb = ArticleVerb.SUBMIT
    needs, is_of_unit = "submission.submit", True
    lead = "提交后由本单位领导审签，全部同意后自动送达编辑部。审签完成前可以撤回。"
    template_name = "submission/submit.html"
    form_class = SubmitOneForm
    submit_label = "提交审签"
    success_message = "已提交，等待本单位领导审签。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "article": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(remarks=remarks_on(self.object), **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"author": self.object.author or self.person.name, "phone": self.person.phone}

    def act(self, form: Any) -> Submission:
        return submit_article(
            actor=self.person,
            at=self.at,
            article_id=self.object.pk,
            version=self.object.version,
            author=form.cleaned_data["author"],
            phone=form.cleaned_data["phone"],
            purpose=form.purpose,
        )


class SubmissionAction(ActionScreen):
    """A verb on one submission: of its desk, or else of its unit."""

    model = Submission
    act_of_desk: ClassVar[str] = ""

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("article__unit", "unit", "site", "round")

    def get_lead(self) -> str:
        return f"《{self.object.article.title}》（{self.object.unit.name}）"

    def get_success_url(self, result: Any) -> str:
        return article_url(self.object.article_id)

    def get_cancel_url(self) -> str:
        return article_url(self.object.article_id)

    def may_begin(self) -> Decision:
        submission: Submission = self.object
        state = SubmissionState(submission.state)
        if self.act_of_desk:
            right = self.powers.may("submission.accept", site=submission.site.code)
            return right & is_at_desk(state, self.act_of_desk)
        right = self.powers.may("submission.submit", unit=submission.article.unit.code)
        return right & may_withdraw(RoundState(submission.round.state))

    def arguments(self) -> dict[str, Any]:
        """Return what every action on a submission wants."""
        return {"actor": self.person, "at": self.at, "submission_id": self.object.pk}


class AcceptSubmission(SubmissionAction, ConfirmScreen):
    """Take an article into the desk's hands."""

    title = "接收稿件"
    act_of_desk = "accept"
    submit_label = "接收"
    success_message = "已接收，可以编辑、推送到栏目并送审。"

    def get_consequences(self) -> Sequence[str]:
        return (
            "由您负责编辑、选定栏目和送审。",
            "接收不停止计时：发布，或者写明理由退回，才算办结。",
        )

    def act(self, form: Any) -> Submission:
        return accept_submission(**self.arguments())


class ReturnSubmission(SubmissionAction):
    """Send an article back to its unit."""

    title = "退回报送单位"
    act_of_desk = "return"
    form_class = ReasonForm
    submit_label = "退回"
    success_message = "已退回，报送单位会看到理由。"

    def act(self, form: Any) -> Submission:
        return return_submission(**self.arguments(), **form.cleaned_data)


class RecallSubmission(SubmissionAction, ConfirmScreen):
    """Take a submission back."""

    title = "撤回报送"
    submit_label = "撤回"
    success_message = "已撤回，稿件恢复为草稿。"

    def act(self, form: Any) -> Submission:
        return recall_submission(**self.arguments())


def submission_buttons(occasion: Occasion) -> list[HeaderButton]:
    """Return the buttons of this room for an article's page."""
    article, powers, buttons = occasion.article, occasion.powers, []
    of_unit = bool(powers.may("submission.submit", unit=article.unit.code))
    if ArticleState(article.state) in EDITABLE_BY_UNIT and of_unit:
        url = reverse("submission:submit", args=[article.pk])
        buttons.append(HeaderButton("报送", url, icon="upload", primary=True))
    standing = article.submissions.filter(
        state__in=[SubmissionState.WAITING, SubmissionState.ARRIVED, SubmissionState.ACCEPTED]
    ).first()
    if standing is None:
        return buttons
    if standing.state == SubmissionState.WAITING:
        waiting = steps_waiting_for(occasion.person, at=occasion.at, found=standing.round)
        for step in waiting[:1]:
            buttons += _step_buttons(step.pk)
        if of_unit:
            buttons.append(HeaderButton("撤回", reverse("submission:recall", args=[standing.pk])))
    elif powers.may("submission.accept", site=article.site.code):
        buttons += _desk_buttons(standing, ArticleState(article.state))
    return buttons


def _step_buttons(step_id: int) -> list[HeaderButton]:
    agree = reverse("submission:approve", args=[step_id])
    back = reverse("submission:return-step", args=[step_id])
    return [
        HeaderButton("同意", agree, icon="check", primary=True),
        HeaderButton("退回", back, icon="arrow-left"),
    ]


def _desk_buttons(standing: Submission, state: ArticleState) -> list[HeaderButton]:
    buttons = [] if state in OUT_OF_HAND else _holding_buttons(standing)
    if state is ArticleState.ARRIVED:
        url = reverse("submission:accept", args=[standing.pk])
        buttons.append(HeaderButton("接收", url, icon="check", primary=True))
    if state is ArticleState.ACCEPTED:
        buttons.append(HeaderButton("拆分", reverse("submission:split", args=[standing.pk])))
    if state in {ArticleState.ARRIVED, ArticleState.ACCEPTED}:
        buttons.append(HeaderButton("并稿", reverse("submission:merge", args=[standing.pk])))
    if state in {ArticleState.ARRIVED, ArticleState.ACCEPTED}:
        url = reverse("submission:return", args=[standing.pk])
        buttons.append(HeaderButton("退回报送单位", url, icon="arrow-left"))
    return buttons


OUT_OF_HAND = frozenset({ArticleState.IN_REVIEW, ArticleState.PASSED})


def _holding_buttons(standing: Submission) -> list[HeaderButton]:
    verb, label = ("hand-over", "移交") if standing.holder_id else ("claim", "认领")
    return [HeaderButton(label, reverse(f"submission:{verb}", args=[standing.pk]))]


def submission_section(occasion: Occasion) -> dict[str, Any] | None:
    """Return how the newest submission of the article stands, step by step."""
    visible = Submission.objects.visible_to(occasion.person, at=occasion.at)
    people = ("round__started_by", "accepted_by", "ended_by", "holder")
    rows = visible.filter(article=occasion.article).select_related(
        *people, "reason", "part_of__article", "merged_into__unit"
    )
    newest = rows.order_by("-pk").first()
    if newest is None:
        return None
    reads_phone = occasion.powers.may("submission.accept", site=occasion.article.site.code)
    clock = pressing_clocks([occasion.article.subject]).get(occasion.article.subject)
    return {
        "submission": newest,
        "tag": submission_tag(newest),
        "lines": sheet_lines(newest.round, occasion.person, occasion.at),
        "phone": newest.masked_phone if reads_phone else "",
        "clock": clock,
        "at": occasion.at,
        "class_label": submission_classes(newest.unit, at=occasion.at).get(newest.content_class),
        "alike": len(alike_to([newest], occasion.person, at=occasion.at)[newest.pk]),
    }
