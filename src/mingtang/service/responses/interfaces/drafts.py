"""Screens of answers: write one with what helps, send it to review, see how it stands."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from mingtang.ground.foundation.decisions import Decision
from mingtang.service.responses.actions.drafts import save_draft, send_draft, withdraw_draft
from mingtang.service.responses.enums import DraftState
from mingtang.service.responses.kinds import response_kind
from mingtang.service.responses.models import AnswerDraft, facts_of_sender
from mingtang.service.responses.policies.checks import remarks_on
from mingtang.service.responses.policies.drafts import is_reviewed, may_send, may_write
from mingtang.service.responses.queries import like_answers, phrases_of
from mingtang.workbench.approvals.interfaces.sheets import sheet_lines
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import ConfirmScreen, DetailScreen, Fact, HeaderButton
from mingtang.workbench.backoffice.screens.base import Crumb
from mingtang.workbench.backoffice.tables import tag
from mingtang.workbench.casework.enums import CaseVerb
from mingtang.workbench.casework.interfaces.acts import CaseScreenOfVerb
from mingtang.workbench.casework.interfaces.lists import case_url
from mingtang.workbench.casework.models import Case
from mingtang.workbench.casework.queries import may_act

LIST = ("办件", "casework:list")
TONES = {
    DraftState.WRITING: "wait",
    DraftState.IN_REVIEW: "wait",
    DraftState.RETURNED: "warn",
    DraftState.SENT: "good",
}


class AnswerForm(DeskForm):
    """The answer, and a phrase to put behind it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="答复", max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 12}),
        help_text="来件人会看到全文：写明结果、依据和办理途径，不写来件人和他人的信息。",
    )  # fmt: skip
    phrase = forms.ChoiceField(
        label="加上常用语", required=False, help_text="选中后保存，加在答复末尾。"
    )

    def __init__(self, *args: Any, phrases: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if phrases:
            self.fields["phrase"].choices = [("", "不加"), *phrases]  # type: ignore[attr-defined]
        else:
            del self.fields["phrase"]


class DraftAnswer(CaseScreenOfVerb):
    """Write the answer to a case."""

    template_name = "responses/draft.html"
    verb, form_class = CaseVerb.ANSWER, AnswerForm
    title, submit_label = "起草答复", "保存并核对"
    success_message = "已保存，请核对后送审。"

    @cached_property
    def draft(self) -> AnswerDraft | None:
        """The draft there is."""
        return AnswerDraft.objects.filter(case=self.case).first()

    def may_begin(self) -> Decision:
        state = DraftState(self.draft.state) if self.draft else DraftState.WRITING
        reviewed = is_reviewed(response_kind(self.case.kind))
        return super().may_begin() & reviewed & may_write(state)

    def get_initial(self) -> dict[str, Any]:
        draft = self.draft
        return {"text": draft.text, "version": draft.version} if draft else {"version": 0}

    def get_form_kwargs(self) -> dict[str, Any]:
        phrases = [(str(one.pk), one.title) for one in phrases_of(self.case.unit)]
        return {**super().get_form_kwargs(), "phrases": phrases}

    def act(self, form: Any) -> AnswerDraft:
        values = form.cleaned_data
        chosen = {str(one.pk): one.text for one in phrases_of(self.case.unit)}
        parts = (values["text"], chosen.get(values.get("phrase", ""), ""))
        return save_draft(
            actor=self.person, at=self.at, case_id=self.case.pk, version=values["version"],
            text="\n".join(part for part in parts if part),
        )  # fmt: skip

    def get_success_url(self, result: Any) -> str:
        return reverse("responses:answer", args=[self.case.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        phrases = phrases_of(self.case.unit)
        text = f"{self.case.masked_title} {self.case.masked_body}"
        like = like_answers(text, self.case.site, at=self.at)
        return super().get_context_data(case=self.case, phrases=phrases, like=like, **kwargs)


class AnswerScreen(DetailScreen):
    """The answer to a case as it is written: question, text, remarks and who lets it go."""

    template_name = "responses/answer.html"
    title = "答复"
    model = Case
    parents = (LIST,)
    with_history = False

    @cached_property
    def draft(self) -> AnswerDraft:
        """The draft of the case."""
        rows = AnswerDraft.objects.select_related("written_by", "round")
        found = rows.filter(case=self.object).first()
        if found is None:
            raise Http404
        return found

    def get_title(self) -> str:
        return f"答复 {self.object.number}"

    def get_lead(self) -> str:
        return str(self.object.masked_title)

    def get_crumbs(self) -> list[Crumb]:
        first, *middle, last = super().get_crumbs()
        return [first, *middle, Crumb(self.object.number, case_url(self.object.pk)), last]

    def get_buttons(self) -> Sequence[HeaderButton]:
        if not may_act(self.powers, self.object, CaseVerb.ANSWER):
            return ()
        state, key = DraftState(self.draft.state), [self.object.pk]
        if state is DraftState.IN_REVIEW:
            return (HeaderButton("撤回修改", reverse("responses:withdraw", args=key)),)
        send = HeaderButton("送审", reverse("responses:send", args=key), primary=True)
        write = HeaderButton("修改", reverse("responses:draft", args=key))
        return (send, write) if may_send(state, self.draft.text) else (write,)

    def get_facts(self) -> Sequence[Fact]:
        state = DraftState(self.draft.state)
        return (
            Fact("状态", tag(state.label, TONES[state])),
            Fact("起草人", self.draft.written_by.name),
            Fact("修改时间", self.draft.written_at),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.draft
        lines = sheet_lines(draft.round, self.person, self.at) if draft.round else []
        remarks = remarks_on(draft.text, facts_of_sender(self.object))
        return super().get_context_data(draft=draft, lines=lines, remarks=remarks, **kwargs)


class OfDraft(CaseScreenOfVerb):
    """A verb on the draft of a case."""

    verb = CaseVerb.ANSWER

    def get_success_url(self, result: Any) -> str:
        return reverse("responses:answer", args=[self.case.pk])


class SendDraft(OfDraft, ConfirmScreen):
    """Send the draft to review."""

    action = send_draft
    title, submit_label, success_message = "答复送审", "送审", "已送审，审核人会收到通知。"

    def get_consequences(self) -> Sequence[str]:
        return ("审核期间不能修改，需要修改的先撤回。", "审核通过后，答复自动发给来件人。")


class WithdrawDraft(OfDraft):
    """Take the draft back from review."""

    action, form_class = withdraw_draft, ReasonForm
    title, submit_label, success_message = "撤回送审", "撤回", "已撤回，可以继续修改。"
