"""Office screens that do something with one interview, up to its archive."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from mingtang.ground.foundation.decisions import Decision
from mingtang.service.interviews import policies
from mingtang.service.interviews.actions.interviews import (
    RELEASE,
    TAKE_DOWN,
    WRITE,
    GuestFacts,
    announce_interview,
    archive_interview,
    cancel_interview,
    edit_interview,
    end_interview,
    open_interview,
    postpone_interview,
    set_guests,
    take_down_interview,
)
from mingtang.service.interviews.enums import InterviewState
from mingtang.service.interviews.interfaces.screens import (
    ROOT,
    EditInterviewForm,
    facts_of,
    interview_url,
    picture_of,
)
from mingtang.service.interviews.models import Interview
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.forms import DeskForm, MomentField, ReasonForm
from mingtang.workbench.backoffice.screens import ActionScreen, ConfirmScreen, Crumb

MOST_GUESTS = 5


class InterviewAct(ActionScreen):
    """Something done with one interview."""

    model = Interview
    parents = (ROOT,)
    right_here = WRITE

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("site")

    def get_crumbs(self) -> list[Crumb]:
        *way, here = super().get_crumbs()
        return [*way, Crumb(self.object.title, interview_url(self.object)), here]

    def get_success_url(self, result: Any) -> str:
        return interview_url(self.object)

    def may_begin(self) -> Decision:
        may = self.powers.may(self.right_here, site=self.object.site.code)
        return may & self.may_now(self.object.now)

    def may_now(self, state: InterviewState) -> Decision:
        """Answer whether the state of the interview allows it."""
        return policies.may_edit(state)


class EditInterview(InterviewAct):
    """Change what readers are told."""

    title = "修改访谈"
    form_class = EditInterviewForm

    def get_initial(self) -> dict[str, Any]:
        row: Interview = self.object
        names = ("title", "intro", "how", "starts_at", "video", "picture_words", "version")
        shown = {name: getattr(row, name) for name in names}
        return {**shown, "picture": picture_of(row.picture)}

    def make_form(self, fields: Any = None) -> Any:
        form = super().make_form(fields)
        form.fields["picture"].chosen = form.initial["picture"]
        return form

    def act(self, form: Any) -> Interview:
        data = form.cleaned_data
        return edit_interview(
            actor=self.person, at=self.at, interview_id=self.object.pk, facts=facts_of(data),
            version=data["version"],
        )  # fmt: skip


class GuestsForm(DeskForm):
    """Up to five guests: name, post, portrait."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person, at = kwargs["person"], kwargs["at"]
        self.groups = [  # type: ignore[misc] # as many as there are places
            self._add(number, person, at) for number in range(MOST_GUESTS)
        ]

    def _add(self, number: int, person: Any, at: Any) -> tuple[str, list[str]]:
        portrait = SearchOfVisible("picture", label="照片", required=False)
        portrait.bind(person, at)
        portrait.chosen = self.initial.get(f"portrait_{number}")
        fields = {
            "name": forms.CharField(label="姓名", max_length=30, required=False),
            "post": forms.CharField(label="职务", max_length=100, required=False),
            "portrait": portrait,
        }
        for name, one in fields.items():
            self.fields[f"{name}_{number}"] = one
        return f"嘉宾{number + 1}", [f"{name}_{number}" for name in fields]

    def guests(self) -> list[GuestFacts]:
        """Return the guests that were filled in."""
        data = self.cleaned_data
        found = []
        for number in range(MOST_GUESTS):
            name, post = data[f"name_{number}"].strip(), data[f"post_{number}"].strip()
            portrait = data[f"portrait_{number}"]
            if name or post:
                found.append(GuestFacts(name, post, portrait.pk if portrait else None))
        return found


class SetGuests(InterviewAct):
    """Say who the guests are."""

    title = "嘉宾"
    lead = "最多五位，没有的留空。照片先上传到本单位素材库，竖版最合适。"
    form_class = GuestsForm

    def get_initial(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for number, guest in enumerate(self.object.guests.all()[:MOST_GUESTS]):
            found[f"name_{number}"], found[f"post_{number}"] = guest.name, guest.post
            found[f"portrait_{number}"] = picture_of(guest.portrait)
        return found

    def act(self, form: Any) -> Interview:
        return set_guests(
            actor=self.person, at=self.at, interview_id=self.object.pk, guests=form.guests()
        )


class AnnounceInterview(InterviewAct, ConfirmScreen):
    """Announce an interview."""

    title = submit_label = "审定预告"
    right_here = RELEASE
    success_message = "已预告，几秒后上线。"

    def may_now(self, state: InterviewState) -> Decision:
        row: Interview = self.object
        return policies.may_announce(
            state, starts_at=row.starts_at, at=self.at, guests=row.guests.count(),
            wrote=row.written_by_id == self.person.pk,
        )  # fmt: skip

    def get_consequences(self) -> Sequence[str]:
        return ("预告页面几秒后上线，公众可以提问。", "应按预告的时间上线，是否按时会记入考核。")

    def act(self, form: Any) -> Interview:
        return announce_interview(actor=self.person, at=self.at, interview_id=self.object.pk)


class PostponeForm(ReasonForm):
    """Another time, or none, and why."""

    starts_at = MomentField(label="新的开始时间", required=False, help_text="暂定不下来的留空。")


class PostponeInterview(InterviewAct):
    """Give an interview another time."""

    title = submit_label = "改期"
    lead = "原因会显示在公众页面上，请不要写个人信息。"
    right_here = RELEASE
    form_class = PostponeForm
    success_message = "已改期。"

    def may_now(self, state: InterviewState) -> Decision:
        return policies.may_move(state, InterviewState.POSTPONED)

    def act(self, form: Any) -> Interview:
        return postpone_interview(
            actor=self.person, at=self.at, interview_id=self.object.pk, **form.cleaned_data
        )


class CancelInterview(InterviewAct):
    """Cancel an interview."""

    title = submit_label = "取消访谈"
    lead = "页面保留，原因会显示在页面上。"
    right_here = RELEASE
    form_class = ReasonForm
    is_grave = True
    success_message = "已取消。"

    def may_now(self, state: InterviewState) -> Decision:
        return policies.may_move(state, InterviewState.CANCELLED)

    def act(self, form: Any) -> Interview:
        reason = form.cleaned_data["reason"]
        return cancel_interview(
            actor=self.person, at=self.at, interview_id=self.object.pk, reason=reason
        )


class OpenInterview(InterviewAct, ConfirmScreen):
    """Go live."""

    title = submit_label = "开始直播"
    success_message = "已上线，请发言。"

    def may_now(self, state: InterviewState) -> Decision:
        return policies.may_move(state, InterviewState.LIVE)

    def get_consequences(self) -> Sequence[str]:
        return ("公众页面显示“正在直播”，发言几秒内可见。", "上线时间以现在为准。")

    def act(self, form: Any) -> Interview:
        return open_interview(actor=self.person, at=self.at, interview_id=self.object.pk)


class EndInterview(InterviewAct, ConfirmScreen):
    """End the live time."""

    title = submit_label = "结束直播"
    success_message = "已结束，请整理实录。"

    def may_now(self, state: InterviewState) -> Decision:
        return policies.may_move(state, InterviewState.ENDED)

    def get_consequences(self) -> Sequence[str]:
        return ("不再接受提问和发言。", "整理后的实录由另一位负责人审定发布。")

    def act(self, form: Any) -> Interview:
        return end_interview(actor=self.person, at=self.at, interview_id=self.object.pk)


class ArchiveInterview(InterviewAct, ConfirmScreen):
    """Release the transcript."""

    title = submit_label = "审定发布实录"
    right_here = RELEASE
    success_message = "实录已发布，归入往期。"

    def may_now(self, state: InterviewState) -> Decision:
        return policies.may_move(state, InterviewState.ARCHIVED)

    def get_consequences(self) -> Sequence[str]:
        return ("公众页面改用整理后的实录，归入当年往期。",)

    def act(self, form: Any) -> Interview:
        return archive_interview(actor=self.person, at=self.at, interview_id=self.object.pk)


class InterviewTakeDownForm(ReasonForm):
    """Why, and what readers are told."""

    public_reason = forms.CharField(
        label="对公众的说明", required=False, max_length=200, help_text="可以不填。"
    )


class TakeDownInterview(InterviewAct):
    """Take an interview offline."""

    title = submit_label = "撤下"
    right_here = TAKE_DOWN
    form_class = InterviewTakeDownForm
    is_grave = True
    success_message = "已撤下，几秒后公众看不到。"

    def may_now(self, state: InterviewState) -> Decision:
        return policies.may_move(state, InterviewState.TAKEN_DOWN)

    def act(self, form: Any) -> Interview:
        return take_down_interview(
            actor=self.person, at=self.at, interview_id=self.object.pk, **form.cleaned_data
        )
