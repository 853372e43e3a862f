"""Office screens of written answers: the list with batch acts, one answer, and its acts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.ground.foundation.decisions import Decision, no
from mingtang.ground.foundation.masking import mask_personal_data
from mingtang.ground.foundation.text import shortened
from mingtang.institution.organization.models import Person
from mingtang.service.surveys.actions.access import WRITE
from mingtang.service.surveys.actions.words import erase_words, hide_words, show_words
from mingtang.service.surveys.enums import SurveyWordsState
from mingtang.service.surveys.interfaces.forms import ShowWordsForm
from mingtang.service.surveys.interfaces.screens import ROOT, show_url
from mingtang.service.surveys.models import (
    READ,
    Survey,
    SurveyWords,
)
from mingtang.service.surveys.policies import SurveyVerb, is_there, may_do
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import ReasonForm
from mingtang.workbench.backoffice.screens import (
    ActionScreen,
    Crumb,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.screens.base import LARGEST_KEY
from mingtang.workbench.backoffice.screens.batch import BatchAct
from mingtang.workbench.backoffice.tables import TableColumn, tag

_TONES = {SurveyWordsState.WAITING: "wait", SurveyWordsState.SHOWN: "good"}
LONGEST_SHOWN = 200  # characters of a text that the list shows in full


class WordsFilter(FilterForm):
    """Narrow written answers by state and survey."""

    state = forms.ChoiceField(
        label="审核", required=False, choices=[("", "全部"), *SurveyWordsState.choices()]
    )
    survey = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if state := self.cleaned_data["state"]:
            rows = rows.filter(state=state)
        if number := self.cleaned_data["survey"]:
            rows = rows.filter(survey=number)
        return rows


def _words_url(row: SurveyWords) -> str:
    return reverse("surveys:words-show", args=[row.pk])


def _state(row: SurveyWords) -> str:
    state = SurveyWordsState(row.state)
    return tag(state.label, _TONES.get(state, "plain"))


class ShowTicked(BatchAct):
    """Show the ticked answers as they were written; those with personal data are refused."""

    name = "show"
    label = "公开所选（原文）"
    done = "已公开"

    def may_begin(self, row: SurveyWords) -> Decision:
        decision = may_do(SurveyVerb.MODERATE, row.survey.state) & is_there(row.state)
        if len(row.text) > LONGEST_SHOWN:
            decision &= no("surveys.long_words", "文字较长，请打开看完再审核。")
        return decision

    def do(
        self, *, actor: Person, at: datetime, row: SurveyWords, values: dict[str, Any]
    ) -> SurveyWords:
        return show_words(actor=actor, at=at, words_id=row.pk, public_text=row.text)


class HideTicked(BatchAct):
    """Hide the ticked answers with one reason."""

    name = "hide"
    label = "不公开所选"
    done = "已设为不公开"
    form_class = ReasonForm

    def may_begin(self, row: SurveyWords) -> Decision:
        return may_do(SurveyVerb.MODERATE, row.survey.state) & is_there(row.state)

    def do(
        self, *, actor: Person, at: datetime, row: SurveyWords, values: dict[str, Any]
    ) -> SurveyWords:
        return hide_words(actor=actor, at=at, words_id=row.pk, reason=values["reason"])


class WordsList(ListScreen):
    """The written answers to the surveys that a person may read."""

    title = "答卷中的文字"
    lead = "先审核，再决定是否随结果公开。没有审核的不公开。"
    right = READ
    parents = (ROOT,)
    model = SurveyWords
    order = ("-received_at", "-pk")
    search_fields = ("survey__title", "question__label")
    search_label = "调查名称或题目"
    filter_class = WordsFilter
    empty_text = "还没有收到文字。"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("survey", "question")

    def get_batch_acts(self) -> Sequence[type[BatchAct]]:
        return (ShowTicked, HideTicked) if self.powers.holds(WRITE) else ()

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("文字", _excerpt, link=_words_url, kind="main"),
            TableColumn("题目", "question.label"),
            TableColumn("调查", "survey.title"),
            TableColumn("收到时间", "received_at", kind="moment"),
            TableColumn("审核", _state),
        )


def _excerpt(row: SurveyWords) -> str:
    text = mask_personal_data(row.text) if row.text else "（已删除）"
    return shortened(text, LONGEST_SHOWN)


class WordsScreen(DetailScreen):
    """One written answer."""

    model = SurveyWords
    parents = (ROOT, (WordsList.title, "surveys:words"))
    template_name = "surveys/words.html"

    def visible_rows(self) -> QuerySet[Any]:
        rows = super().visible_rows()
        return rows.select_related(
            "survey__unit", "survey__site", "question", "judged_by", "reason"
        )

    def get_title(self) -> str:
        return f"文字 {self.object.pk}"

    def get_facts(self) -> Sequence[Fact]:
        row: SurveyWords = self.object
        facts = [
            Fact("调查", row.survey.title, url=show_url(row.survey)),
            Fact("题目", row.question.label),
            Fact("收到时间", row.received_at),
            Fact("审核", _state(row), note=str(row.reason or "")),
        ]
        if row.judged_by:
            facts.append(Fact("审核人", row.judged_by.name))
        return facts

    def get_buttons(self) -> Sequence[HeaderButton]:
        row: SurveyWords = self.object
        may = self.powers.may(WRITE, unit=row.survey.unit.code, site=row.survey.site.code)
        if not may & is_there(row.state):
            return ()
        names = [("words-erase", "删除")]
        if may_do(SurveyVerb.MODERATE, row.survey.state):
            names = [("words-publish", "公开"), ("words-hide", "不公开"), *names]
        return [
            HeaderButton(
                label, reverse(f"surveys:{name}", args=[row.pk]), primary=name == "words-publish"
            )
            for name, label in names
        ]


class WordsAct(ActionScreen):
    """An act on one written answer."""

    model = SurveyWords
    parents = (ROOT, (WordsList.title, "surveys:words"))

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("survey__unit", "survey__site")

    def get_success_url(self, result: Any) -> str:
        return _words_url(self.object)

    def get_crumbs(self) -> list[Crumb]:
        *way, here = super().get_crumbs()
        return [*way, Crumb(f"文字 {self.object.pk}", _words_url(self.object)), here]

    def may_begin(self) -> Decision:
        row: Survey = self.object.survey
        may = self.powers.may(WRITE, unit=row.unit.code, site=row.site.code)
        return may & may_do(SurveyVerb.MODERATE, row.state) & is_there(self.object.state)


class PublishWords(WordsAct):
    """Show a written answer to readers."""

    title = submit_label = "公开"
    form_class = ShowWordsForm
    success_message = "已审核为公开，随结果显示在网页上。"
    stores_drafts = False

    def get_initial(self) -> dict[str, Any]:
        row: SurveyWords = self.object
        return {"public_text": row.public_text or mask_personal_data(row.text)}

    def act(self, form: Any) -> SurveyWords:
        return show_words(
            actor=self.person, at=self.at, words_id=self.object.pk, **form.cleaned_data
        )


class HideWords(WordsAct):
    """Hide a written answer from readers."""

    title = submit_label = "不公开"
    form_class = ReasonForm
    success_message = "已审核为不公开。"

    def act(self, form: Any) -> SurveyWords:
        return hide_words(
            actor=self.person, at=self.at, words_id=self.object.pk, **form.cleaned_data
        )


class EraseWords(WordsAct):
    """Erase a written answer."""

    title = submit_label = "删除文字"
    lead = "原文和公开的文字一并删除，不能恢复；答卷照常计入。用于文字中有他人信息等情形。"
    form_class = ReasonForm
    is_grave = True
    success_message = "已删除。"

    def may_begin(self) -> Decision:
        row: Survey = self.object.survey
        may = self.powers.may(WRITE, unit=row.unit.code, site=row.site.code)
        return may & is_there(self.object.state)

    def act(self, form: Any) -> SurveyWords:
        return erase_words(
            actor=self.person, at=self.at, words_id=self.object.pk, **form.cleaned_data
        )
