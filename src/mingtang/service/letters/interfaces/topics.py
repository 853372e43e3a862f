"""Office screens of hot topics: find letters about the same matter and answer them together."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from mingtang.editorial.content.interfaces.articles import article_url
from mingtang.editorial.publishing.actions.companions import request_interpretation
from mingtang.editorial.publishing.models import InterpretationRequest
from mingtang.editorial.series.enums import SeriesState
from mingtang.editorial.series.models import EmergencySeries
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import names_of_units
from mingtang.service.letters.actions import answer_by_article, answer_in_series
from mingtang.service.letters.enums import LETTER
from mingtang.service.letters.models import TOPICS, HotTopic, TopicLetter
from mingtang.service.letters.queries import SameQuestion, same_questions
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible, SearchOfVisible
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
    Screen,
)
from mingtang.workbench.backoffice.subjects import subjects
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag
from mingtang.workbench.casework.interfaces.lists import case_tag, case_url
from mingtang.workbench.casework.models import Case

LIST = ("热点回应", "letters:topics")
DAYS = 30
LONGEST_NAME = 60  # characters


class HotTopicList(ListScreen):
    """All topics, answered or not."""

    title = "热点回应"
    lead = (
        "多封来信问同一件事的，用一篇稿件或应急专题的最新进展一并回应。上线后，来信人会收到说明。"
    )
    right = TOPICS
    parents = (("办件", "casework:list"),)
    model = HotTopic
    order = ("-pk",)
    search_fields = ("name",)
    search_label = "反映的问题"
    empty_text = "还没有回应过热点。点“查找热点”，看最近大家在问什么。"

    def visible_rows(self) -> Any:
        rows = super().visible_rows().select_related("site", "made_by")
        return rows.annotate(number=Count("letters"))

    def get_buttons(self) -> Sequence[HeaderButton]:
        return (HeaderButton("查找热点", reverse("letters:find-topics"), primary=True),)

    def get_columns(self) -> Sequence[TableColumn]:
        def address(row: HotTopic) -> str:
            return reverse("letters:topic", args=[row.pk])

        return (
            TableColumn("反映的问题", "name", link=address, kind="main"),
            TableColumn("网站", "site.name"),
            TableColumn("来信", "number", kind="number"),
            TableColumn("建立", "made_at", kind="moment"),
            TableColumn(
                "状态",
                lambda row: tag("已回应", "good") if row.answered_at else tag("待上线", "wait"),
            ),
            TableColumn("回应时间", "answered_at", kind="moment"),
        )


class FindTopics(Screen):
    """Groups of recent letters about the same matter."""

    title = "查找热点"
    lead = f"最近 {DAYS} 天里内容相近的来信，按件数排列。是否回应、怎样回应，由您决定。"
    right = TOPICS
    parents = (("办件", "casework:list"), LIST)
    template_name = "letters/found_topics.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = same_questions(self.person, since=self.at - timedelta(days=DAYS), at=self.at)
        units = names_of_units(unit for one in found for unit in one.units)

        def address(one: SameQuestion) -> str:
            query = QueryDict(mutable=True)
            query["site"] = one.site
            query.setlist("letters", [str(key) for key in one.letters])
            return f"{reverse('letters:answer-topic')}?{query.urlencode()}"

        table = Table(
            (
                TableColumn("大家在问", "title", link=address, kind="main"),
                TableColumn("共同的词", lambda one: "、".join(one.words)),
                TableColumn("来信", lambda one: len(one.letters), kind="number"),
                TableColumn(
                    "办理单位", lambda one: "、".join(units.get(code, code) for code in one.units)
                ),
                TableColumn("最近收到", "latest", kind="moment"),
            ),
            found,
        )
        return super().get_context_data(found=table, days=DAYS, **kwargs)


def _open_series(person: Person, at: datetime) -> Any:
    rows = EmergencySeries.objects.visible_to(person, at=at).filter(state=SeriesState.OPEN.value)
    return rows.select_related("site").order_by("-changed_at")


class TopicAnswerForm(DeskForm):
    """The question of the letters, the answer, and where it appears."""

    name = forms.CharField(
        label="反映的问题",
        max_length=LONGEST_NAME,
        help_text="一句话，会写进回应的第一段，例如：供暖温度不够",
    )
    letters = forms.MultipleChoiceField(
        label="回应哪些来信",
        widget=forms.CheckboxSelectMultiple,
        help_text="不是问这件事的，请去掉",
    )
    text = forms.CharField(
        label="回应内容",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="先写要点，生成草稿后还可以修改；不要写来信人的姓名、电话、住址",
    )
    series = ChoiceOfVisible(
        rows=_open_series,
        label="写进应急专题",
        required=False,
        help_text="突发事件选对应的专题，作为最新进展；不选的，生成一篇稿件草稿",
    )

    def __init__(self, *args: Any, cases: Sequence[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), f"{one.number} {one.masked_title}") for one in cases]
        self.fields["letters"].choices = choices  # type: ignore[attr-defined]


class AnswerTopic(ActionForm):
    """Answer letters about the same matter by one text."""

    title = "回应热点"
    lead = "第一段会写明回应多少位群众反映的什么问题。稿件照常报送、审核；上线后来信人会收到说明。"
    right = TOPICS
    parents = (("办件", "casework:list"), LIST)
    form_class = TopicAnswerForm
    submit_label = "生成草稿"

    def get_buttons(self) -> Sequence[HeaderButton]:
        query = QueryDict(mutable=True)
        query["question"] = f"{self.get_initial()['name']}（近期来信 {len(self.cases)} 件）"
        url = f"{reverse('letters:ask-interpretation')}?{query.urlencode()}"
        return (HeaderButton("是政策问题，交起草单位解读", url),)

    @property
    def site(self) -> GovSite:
        """The site whose letters are answered."""
        found = GovSite.objects.filter(code=self.request.GET.get("site", "")).first()
        if found is None:
            raise NotVisible("site")
        return found

    @cached_property
    def cases(self) -> Sequence[Case]:
        """The letters that the address names, in its order."""
        asked = [int(one) for one in self.request.GET.getlist("letters") if one.isdecimal()]
        rows = Case.objects.visible_to(self.person, at=self.at)
        found = rows.filter(pk__in=asked[:200], kind=LETTER, site=self.site.code)
        return sorted(found, key=lambda one: asked.index(one.pk))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "cases": self.cases}

    def get_initial(self) -> dict[str, Any]:
        """Return all letters, with the title of the first as the question, as the list of groups shows it."""
        name = self.cases[0].masked_title[:LONGEST_NAME] if self.cases else ""
        return {"letters": [str(one.pk) for one in self.cases], "name": name}

    def act(self, form: Any) -> HotTopic:
        typed = form.cleaned_data
        given = {
            "actor": self.person,
            "at": self.at,
            "name": typed["name"],
            "text": typed["text"],
            "letters": [int(one) for one in typed["letters"]],
        }
        if typed["series"]:
            return answer_in_series(series_id=typed["series"].pk, **given)
        return answer_by_article(site=self.site.code, **given)

    def get_success_message(self, result: HotTopic) -> str:
        what = "专题的最新进展，待他人审定发布" if result.in_series else "稿件草稿，请修改后报送"
        return f"已生成{what}。"

    def get_success_url(self, result: HotTopic) -> str:
        return reverse("letters:topic", args=[result.pk])


class InterpretationForm(DeskForm):
    """Which policy is not understood, and what people ask."""

    policy = SearchOfVisible(
        "document", label="政策文件", help_text="输入标题或文号查找，从提示中选取已上线的文件。"
    )
    question = forms.CharField(
        label="需要解读的问题",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="不要写来信人的姓名、电话、住址。",
    )


class AskInterpretation(ActionForm):
    """Ask the unit of a policy to interpret what letters ask in common.

    Source: 宣政办〔2015〕 二（三） (XC-07): common questions are interpreted.
    """

    title = "交起草单位解读"
    lead = "来信问的是同一份政策的，请起草单位作针对性解读。任务马上计时，解读上线后自动办结。"
    right = TOPICS
    parents = (("办件", "casework:list"), LIST)
    form_class = InterpretationForm
    submit_label = "提出解读任务"
    success_message = "已提出解读任务，起草单位会看到。"

    def get_initial(self) -> dict[str, Any]:
        """Return the question that the found topic proposes."""
        return {"question": self.request.GET.get("question", "")[:500]}

    def act(self, form: Any) -> InterpretationRequest:
        typed = form.cleaned_data
        return request_interpretation(
            actor=self.person, at=self.at, article_id=typed["policy"].pk, question=typed["question"]
        )

    def get_success_url(self, result: InterpretationRequest) -> str:
        return article_url(result.policy_id)


class TopicScreen(DetailScreen):
    """One topic: its answer and its letters."""

    model = HotTopic
    parents = (("办件", "casework:list"), LIST)
    template_name = "letters/topic.html"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site", "made_by")

    def get_subject(self) -> str:
        return str(self.object.subject_key)

    def get_facts(self) -> Sequence[Fact]:
        topic: HotTopic = self.object
        found = subjects([topic.answer], self.person, self.at).get(topic.answer)
        word = "应急专题" if topic.in_series else "稿件"
        return (
            Fact("网站", topic.site.name),
            Fact(word, found.title if found else "您看不到", url=found.url if found else ""),
            Fact("建立人", topic.made_by.name),
            Fact("建立时间", topic.made_at),
            Fact("回应时间", topic.answered_at or "待上线"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.object.letters.filter(
            case__in=Case.objects.visible_to(self.person, at=self.at).values("pk")
        )
        return super().get_context_data(
            letters=_letters(list(rows.select_related("case").order_by("case"))), **kwargs
        )


def _letters(rows: Sequence[TopicLetter]) -> Table:
    return Table(
        (
            TableColumn(
                "来信",
                lambda row: f"{row.case.number} {row.case.masked_title}",
                link=lambda row: case_url(row.case_id),
                kind="main",
            ),
            TableColumn("状态", lambda row: case_tag(row.case)),
            TableColumn("告知来信人", "told_at", kind="moment"),
        ),
        rows,
    )
