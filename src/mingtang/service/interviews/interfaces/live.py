"""The moderator's screens: say something, put a reader's question, choose among questions, edit a turn."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.ground.foundation.decisions import Decision
from mingtang.service.interviews import policies
from mingtang.service.interviews.actions.interviews import RELEASE, WRITE
from mingtang.service.interviews.actions.live import (
    ask_question,
    choose_question,
    edit_turn,
    reject_question,
    store_turn,
)
from mingtang.service.interviews.enums import InterviewState, QuestionState, Speaker
from mingtang.service.interviews.interfaces.screens import ROOT, interview_url
from mingtang.service.interviews.interfaces.verbs import InterviewAct
from mingtang.service.interviews.models import Interview, InterviewTurn, ReaderQuestion
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import ActionScreen, ConfirmScreen, Crumb, HeaderButton


class SayForm(DeskForm):
    """Who says what, with a picture where there is one."""

    speaker = forms.ChoiceField(label="发言人", widget=forms.RadioSelect)
    text = forms.CharField(
        label="内容", required=False, max_length=policies.LONGEST_TURN,
        help_text="每段一行。", widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    picture = SearchOfVisible("picture", label="图片", required=False, help_text="可以不选。")
    picture_words = forms.CharField(label="图片说明", required=False, max_length=100)


class Say(InterviewAct):
    """Store a turn; the form comes back for the next one."""

    title = "发言"
    lead = "提交后几秒内公众可见。网友的问题请在访谈页面“提出”。"
    form_class = SayForm
    submit_label = "发布"
    success_message = "已发布，可以继续。"

    def may_now(self, state: InterviewState) -> Decision:
        return policies.may_say(
            state, text="…", speaker=Speaker.HOST, has_guest=False, has_picture=False
        )

    def make_form(self, fields: Any = None) -> Any:
        form = super().make_form(fields)
        guests = [(str(guest.pk), str(guest)) for guest in self.object.guests.all()]
        form.fields["speaker"].choices = [("host", Speaker.HOST.label), *guests]
        return form

    def get_buttons(self) -> Sequence[HeaderButton]:
        return (HeaderButton("网友提问和全部发言", interview_url(self.object)),)

    def get_success_url(self, result: Any) -> str:
        return reverse("interviews:say", args=[self.object.pk])

    def act(self, form: Any) -> InterviewTurn:
        data = form.cleaned_data
        is_host = data["speaker"] == "host"
        return store_turn(
            actor=self.person, at=self.at, interview_id=self.object.pk, text=data["text"],
            speaker=Speaker.HOST if is_host else Speaker.GUEST,
            guest_id=None if is_host else int(data["speaker"]),
            picture=data["picture"].pk if data["picture"] else None,
            picture_words=data["picture_words"],
        )  # fmt: skip


class PartAct(ActionScreen):
    """Something done with a question or a turn of an interview."""

    parents = (ROOT,)

    @property
    def interview(self) -> Interview:
        """The interview it belongs to."""
        found: Interview = self.object.interview
        return found

    def visible_rows(self) -> QuerySet[Any]:
        visible = Interview.objects.visible_to(self.person, at=self.at)
        rows: QuerySet[Any] = self.model.objects.filter(interview__in=visible)  # type: ignore[attr-defined]
        return rows.select_related("interview__site")

    def get_crumbs(self) -> list[Crumb]:
        *way, here = super().get_crumbs()
        return [*way, Crumb(self.interview.title, interview_url(self.interview)), here]

    def get_success_url(self, result: Any) -> str:
        return interview_url(self.interview)


class EditTurnForm(DeskForm):
    """The words, or none of them."""

    text = forms.CharField(
        label="内容", max_length=policies.LONGEST_TURN, widget=forms.Textarea(attrs={"rows": 8})
    )
    is_removed = forms.BooleanField(label="删去这条发言", required=False)


class EditTurn(PartAct):
    """Change the words of a turn."""

    model = InterviewTurn
    title = "修改发言"
    lead = "直播中修改，公众几秒内看到；结束后修改的是实录，审定发布后公众才看到。"
    form_class = EditTurnForm

    def get_initial(self) -> dict[str, Any]:
        row: InterviewTurn = self.object
        return {"text": row.revised or row.text, "is_removed": row.is_removed or row.is_cut}

    def may_begin(self) -> Decision:
        right = RELEASE if self.interview.now is InterviewState.ARCHIVED else WRITE
        may = self.powers.may(right, site=self.interview.site.code)
        return may & policies.may_edit_turn(self.interview.now, "")

    def act(self, form: Any) -> InterviewTurn:
        return edit_turn(actor=self.person, at=self.at, turn_id=self.object.pk, **form.cleaned_data)


class QuestionAct(PartAct):
    """Something done with a reader's question."""

    model = ReaderQuestion

    def may_begin(self) -> Decision:
        may = self.powers.may(WRITE, site=self.interview.site.code)
        return may & policies.may_judge(QuestionState(self.object.state), self.interview.now)


class ChooseForm(DeskForm):
    """The words that go public."""

    wording = forms.CharField(
        label="公开的文字", max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="请删去姓名、电话、住址等个人信息。公众只看到“网友”。",
    )  # fmt: skip


class ChooseQuestion(QuestionAct):
    """Choose a question."""

    title = submit_label = "选用"
    form_class = ChooseForm
    stores_drafts = False
    success_message = "已选用，直播时可以提出。"

    def get_initial(self) -> dict[str, Any]:
        return {"wording": self.object.wording or self.object.text}

    def act(self, form: Any) -> ReaderQuestion:
        wording = form.cleaned_data["wording"]
        return choose_question(
            actor=self.person, at=self.at, question_id=self.object.pk, wording=wording
        )


class RejectQuestion(QuestionAct, ConfirmScreen):
    """Leave a question out."""

    title = submit_label = "不选用"
    success_message = "已标为不选用。"

    def get_consequences(self) -> Sequence[str]:
        return ("这个问题不会提出；访谈结束前可以改为选用。",)

    def act(self, form: Any) -> ReaderQuestion:
        return reject_question(actor=self.person, at=self.at, question_id=self.object.pk)


class AskQuestion(QuestionAct, ConfirmScreen):
    """Put a question to the guests."""

    title = submit_label = "提出"
    success_message = "已提出。"

    def may_begin(self) -> Decision:
        return super().may_begin() & policies.may_ask(QuestionState(self.object.state))

    def get_consequences(self) -> Sequence[str]:
        return (f"网友：{self.object.wording}", "公众几秒内看到。")

    def act(self, form: Any) -> InterviewTurn:
        return ask_question(actor=self.person, at=self.at, question_id=self.object.pk)
