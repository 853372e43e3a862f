"""Office screens for the questions of a draft and the units of an appraisal."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from mingtang.ground.foundation.decisions import Decision
from mingtang.ground.foundation.text import shortened
from mingtang.service.surveys.actions.access import WRITE
from mingtang.service.surveys.actions.questions import (
    add_subject,
    choices_of,
    remove_question,
    remove_subject,
    save_question,
)
from mingtang.service.surveys.enums import SurveyQuestionKind
from mingtang.service.surveys.interfaces.forms import QuestionForm, SubjectForm
from mingtang.service.surveys.interfaces.screens import ROOT, SurveyAct, show_url
from mingtang.service.surveys.models import Survey, SurveyQuestion, SurveySubject
from mingtang.service.surveys.policies import SurveyVerb, may_do, written_choices
from mingtang.workbench.backoffice.screens import (
    ActionScreen,
    ConfirmScreen,
    Crumb,
    HeaderButton,
)


class AddQuestion(SurveyAct):
    """Add a question."""

    title = "增加题目"
    form_class = QuestionForm
    success_message = "已增加题目。"

    def get_initial(self) -> dict[str, Any]:
        last = self.object.questions.order_by("-position").first()
        return {
            "kind": SurveyQuestionKind.SINGLE.value,
            "section": last.section if last else 1,
            "is_required": True,
        }

    def act(self, form: Any) -> SurveyQuestion:
        return save_question(
            actor=self.person,
            at=self.at,
            survey_id=self.object.pk,
            text=form.text(),
            position=form.cleaned_data["position"],
        )


class PartOfDraft(ActionScreen):
    """An act on a question or a unit of a draft."""

    parents = (ROOT,)

    def visible_rows(self) -> QuerySet[Any]:
        seen = Survey.objects.visible_to(self.person, at=self.at)
        rows: QuerySet[Any] = self.model._default_manager.filter(survey__in=seen)
        return rows.select_related("survey__unit", "survey__site")

    def get_crumbs(self) -> list[Crumb]:
        *way, here = super().get_crumbs()
        row: Survey = self.object.survey
        return [*way, Crumb(shortened(row.title, 30), show_url(row)), here]

    def get_success_url(self, result: Any) -> str:
        return show_url(self.object.survey)

    def may_begin(self) -> Decision:
        row: Survey = self.object.survey
        may = self.powers.may(WRITE, unit=row.unit.code, site=row.site.code)
        return may & may_do(SurveyVerb.EDIT, row.state)


class EditQuestion(PartOfDraft):
    """Change a question."""

    title = "修改题目"
    model = SurveyQuestion
    form_class = QuestionForm
    success_message = "已保存题目。"

    def get_buttons(self) -> Sequence[HeaderButton]:
        return (HeaderButton("删去", reverse("surveys:question-remove", args=[self.object.pk])),)

    def get_initial(self) -> dict[str, Any]:
        row: SurveyQuestion = self.object
        names = ("kind", "label", "help", "section", "is_required", "position")
        values = {name: getattr(row, name) for name in names}
        values |= {"most": row.most or None, "choices": written_choices(choices_of(row))}
        if decides := row.depends_on:
            labels = [one.label for one in choices_of(decides) if one.key in row.depends_values]
            values |= {"depends_on": decides.position, "depends_words": "\n".join(labels)}
        return values

    def act(self, form: Any) -> SurveyQuestion:
        row: SurveyQuestion = self.object
        return save_question(
            actor=self.person,
            at=self.at,
            survey_id=row.survey_id,
            question_id=row.pk,
            text=form.text(),
            position=form.cleaned_data["position"],
        )


class RemoveQuestion(PartOfDraft, ConfirmScreen):
    """Remove a question."""

    title = submit_label = "删去题目"
    model = SurveyQuestion
    is_grave = True
    success_message = "已删去题目。"

    def get_consequences(self) -> Sequence[str]:
        row: SurveyQuestion = self.object
        return (f"删去第 {row.position} 题“{row.label}”，后面的题号依次提前。",)

    def act(self, form: Any) -> Any:
        return remove_question(actor=self.person, at=self.at, question_id=self.object.pk)


class AddSubject(SurveyAct):
    """Add a unit to an appraisal."""

    title = "增加被评议单位"
    form_class = SubjectForm
    success_message = "已增加单位。"

    def act(self, form: Any) -> SurveySubject:
        return add_subject(
            actor=self.person,
            at=self.at,
            survey_id=self.object.pk,
            unit_id=form.cleaned_data["unit"].pk,
        )


class RemoveSubject(PartOfDraft, ConfirmScreen):
    """Remove a unit from an appraisal."""

    title = submit_label = "删去被评议单位"
    model = SurveySubject
    is_grave = True
    success_message = "已删去单位。"

    def get_consequences(self) -> Sequence[str]:
        return (f"“{self.object.name}”不再列入本次评议。",)

    def act(self, form: Any) -> Any:
        return remove_subject(actor=self.person, at=self.at, subject_id=self.object.pk)
