"""Office screens of interviews: the list, one interview with its moderator's screen, and the draft."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.publishing.assets import asset_rows
from mingtang.editorial.publishing.interfaces import cells
from mingtang.editorial.publishing.queries.pages import page_url
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.service.interviews.actions.interviews import (
    RELEASE,
    TAKE_DOWN,
    WRITE,
    InterviewFacts,
    draft_interview,
)
from mingtang.service.interviews.enums import InterviewState, QuestionState, Speaker
from mingtang.service.interviews.models import (
    READ,
    Interview,
    InterviewPlanItem,
    InterviewTurn,
    ReaderQuestion,
)
from mingtang.service.interviews.policies import ONLINE
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible, SearchOfVisible
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DeskForm, MomentField, VersionField
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

ROOT = ("在线访谈", "interviews:list")
_S = InterviewState
_TONES = {_S.LIVE: "good", _S.ANNOUNCED: "wait", _S.POSTPONED: "warn", _S.ENDED: "warn"}
# What can be done in a state: name of the screen, label, right.
_VERBS: dict[InterviewState, tuple[tuple[str, str, str], ...]] = {
    _S.DRAFT: (
        ("announce", "审定预告", RELEASE), ("guests", "嘉宾", WRITE), ("edit", "修改", WRITE),
    ),
    _S.ANNOUNCED: (
        ("open", "开始直播", WRITE), ("guests", "嘉宾", WRITE), ("edit", "修改", WRITE),
        ("postpone", "改期", RELEASE), ("cancel", "取消访谈", RELEASE),
    ),
    _S.POSTPONED: (
        ("postpone", "改期", RELEASE), ("edit", "修改", WRITE), ("cancel", "取消访谈", RELEASE),
    ),
    _S.LIVE: (("say", "发言", WRITE), ("end", "结束直播", WRITE), ("guests", "嘉宾", WRITE)),
    _S.ENDED: (("archive", "审定发布实录", RELEASE), ("edit", "修改", WRITE)),
}  # fmt: skip


def interview_url(row: Interview) -> str:
    """Return the address of the screen of an interview."""
    return reverse("interviews:interview", args=[row.pk])


def state_tag(row: Interview) -> str:
    """Return the state as a small label."""
    return tag(row.now.label, _TONES.get(row.now, "plain"))


class InterviewFilter(FilterForm):
    """Narrow interviews by state."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *InterviewState.choices()]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        state = self.cleaned_data["state"]
        return rows.filter(state=state) if state else rows


class InterviewList(ListScreen):
    """The interviews of the sites that a person looks after."""

    title = ROOT[0]
    lead = "预告由另一位负责人审定后上线；直播结束后整理实录，审定后发布。"
    right = READ
    model = Interview
    order = ("-starts_at", "-pk")
    search_fields = ("title", "site__name")
    filter_class = InterviewFilter
    empty_text = "还没有在线访谈。"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("site", "item")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("主题", "title", link=interview_url, kind="main"),
            TableColumn("网站", "site.name"),
            TableColumn("开始时间", "starts_at", kind="moment"),
            TableColumn("状态", state_tag),
            TableColumn("年度方案", lambda row: "列入" if row.item_id else "未列入"),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        found = [HeaderButton("年度方案", reverse("interviews:plans"))]
        if self.powers.holds(WRITE):
            new = reverse("interviews:new")
            found.append(HeaderButton("起草访谈", new, icon="plus", primary=True))
        return found


def _written(person: Person, at: datetime) -> Any:
    return GovSite.objects.filter(authority.sites_where(person, WRITE, at).as_q("code"))


def _items(person: Person, at: datetime) -> Any:
    rows = InterviewPlanItem.objects.visible_to(person, at=at).planned()
    return rows.select_related("plan__unit").order_by("-plan__year", "month", "pk")


class InterviewForm(DeskForm):
    """What readers are told of an interview."""

    groups: ClassVar[Sequence[tuple[str, Sequence[str]]]] = (
        ("访谈", ("title", "intro", "starts_at", "how")),
        ("图片和视频（可不填）", ("picture", "picture_words", "video")),
    )
    title = forms.CharField(label="主题", max_length=100)
    intro = forms.CharField(
        label="内容简介", max_length=2000, help_text="每段一行。",
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    starts_at = MomentField(
        label="开始时间", help_text="预告后按这个时间上线，是否按时会记入考核。"
    )
    how = forms.CharField(
        label="参与方式", max_length=300, initial="访谈前和访谈中可在本页“向嘉宾提问”"
    )
    picture = SearchOfVisible(
        "picture", label="图片", required=False,
        help_text="先上传到本单位素材库；分享到微信时显示这张图。",
    )  # fmt: skip
    picture_words = forms.CharField(label="图片说明", required=False, max_length=100)
    video = forms.CharField(
        label="视频网址", required=False, max_length=300, help_text="直播或录像页面的网址。"
    )


class NewInterviewForm(InterviewForm):
    """Where, and for which entry of the plan."""

    groups = (("网站", ("site", "item")), *InterviewForm.groups)
    site = ChoiceOfVisible(rows=_written, label="网站")
    item = ChoiceOfVisible(
        rows=_items, label="年度方案", required=False, empty_label="不在方案内",
        help_text="选了方案里的一期，上线后即计为按方案举办。",
    )  # fmt: skip


def facts_of(data: dict[str, Any]) -> InterviewFacts:
    """Return what a form says of an interview."""
    picture = data["picture"].pk if data["picture"] else None
    names = ("title", "intro", "how", "starts_at", "video", "picture_words")
    return InterviewFacts(picture=picture, **{name: data[name] for name in names})


class NewInterview(ActionForm):
    """Draft an interview."""

    title = "起草访谈"
    right = WRITE
    parents = (ROOT,)
    form_class = NewInterviewForm
    success_message = "已保存，公众还看不到。请添加嘉宾，再由另一位负责人审定预告。"

    def act(self, form: Any) -> Interview:
        data = form.cleaned_data
        return draft_interview(
            actor=self.person, at=self.at, site_id=data["site"].pk, facts=facts_of(data),
            item_id=data["item"].pk if data["item"] else None,
        )  # fmt: skip

    def get_success_url(self, result: Interview) -> str:
        return interview_url(result)


class EditInterviewForm(InterviewForm):
    """The same, with the version that was read."""

    version = VersionField()


def picture_of(key: str) -> Any:
    """Return the row of a picture that is on the page, for the field that shows it."""
    return asset_rows([key]).get(key) if key else None


class InterviewScreen(DetailScreen):
    """One interview: what readers are told, turns, questions, and what can be done now."""

    model = Interview
    parents = (ROOT,)
    template_name = "interviews/interview.html"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("site", "item__plan", "written_by")

    def _may(self, right: str) -> bool:
        return bool(self.powers.may(right, site=self.object.site.code))

    def get_subject(self) -> str:
        return str(self.object.subject)

    def get_facts(self) -> Sequence[Fact]:
        row: Interview = self.object
        is_online = row.now in ONLINE
        return (
            Fact("网站", row.site.name),
            Fact("状态", state_tag(row)),
            Fact("开始时间", f"{row.starts_at.astimezone(BEIJING):%Y-%m-%d %H:%M}", note=row.notice),
            Fact("公众看到的", "页面" if is_online else "还没有上线或已撤下",
                 url=page_url(row.site.domain, row.path) if is_online else ""),
            Fact("年度方案", str(row.item) if row.item else "未列入"),
            Fact("嘉宾", "、".join(map(str, row.guests.all())) or "还没有"),
            Fact("起草人", row.written_by.name),
        )  # fmt: skip

    def get_buttons(self) -> Sequence[HeaderButton]:
        row: Interview = self.object
        verbs = [one for one in _VERBS.get(row.now, ()) if self._may(one[2])]
        if row.now in ONLINE and self._may(TAKE_DOWN):
            verbs.append(("take-down", "撤下", TAKE_DOWN))
        return [
            HeaderButton(label, reverse(f"interviews:{name}", args=[row.pk]), primary=place == 0)
            for place, (name, label, _) in enumerate(verbs)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        questions = list(self.object.questions.order_by("-pk")[:200])
        turns = list(self.object.turns.select_related("guest", "edited_by").order_by("-pk"))
        return super().get_context_data(
            questions=Table(self._question_columns(), questions),
            turns=Table(self._turn_columns(), turns),
            **kwargs,
        )

    def _turn_columns(self) -> tuple[TableColumn, ...]:
        def words(row: InterviewTurn) -> str:
            return row.revised or row.text or "（图片）"

        def who(row: InterviewTurn) -> str:
            return row.guest.name if row.guest else Speaker(row.speaker).label

        def state(row: InterviewTurn) -> str:
            if row.is_removed or row.is_cut:
                return tag("已删去", "bad")
            return "已整理" if row.revised else "—"

        return (
            TableColumn("发言", words, kind="main"),
            TableColumn("发言人", who),
            TableColumn("时间", "said_at", kind="moment"),
            TableColumn("整理", state),
            TableColumn("操作", self._turn_verbs),
        )

    def _turn_verbs(self, row: InterviewTurn) -> str:
        right = RELEASE if self.object.now is _S.ARCHIVED else WRITE
        can = self.object.now in {_S.LIVE, _S.ENDED, _S.ARCHIVED} and self._may(right)
        return cells.buttons([("修改", reverse("interviews:turn", args=[row.pk]))] if can else [])

    def _question_columns(self) -> tuple[TableColumn, ...]:
        def state(row: ReaderQuestion) -> str:
            return tag(QuestionState(row.state).label, "plain")

        return (
            TableColumn("提问", lambda row: row.wording or row.text, kind="main"),
            TableColumn("收到时间", "received_at", kind="moment"),
            TableColumn("状态", state),
            TableColumn("操作", self._question_verbs),
        )

    def _question_verbs(self, row: ReaderQuestion) -> str:
        names: list[tuple[str, str]] = []
        if self._may(WRITE) and self.object.now in {_S.ANNOUNCED, _S.POSTPONED, _S.LIVE}:
            if row.state != QuestionState.ASKED:
                names += [("选用", "choose"), ("不选用", "reject")]
            if row.state == QuestionState.CHOSEN and self.object.now is _S.LIVE:
                names.insert(0, ("提出", "ask"))
        return cells.buttons(
            (label, reverse(f"interviews:{name}", args=[row.pk])) for label, name in names
        )
