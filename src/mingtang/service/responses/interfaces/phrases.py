"""Screens of phrases: those of one's unit, written, changed and retired."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse

from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.institution.organization.queries import names_of_units
from mingtang.service.responses.actions.phrases import retire_phrase, save_phrase
from mingtang.service.responses.models import AnswerPhrase
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    ConfirmScreen,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import TableColumn

ROOT = ("答复常用语", "responses:phrases")
HANDLE = "casework.handle"


class PhraseList(ListScreen):
    """Phrases of the units in which a person handles cases."""

    title = ROOT[0]
    lead = "起草答复时可以直接加上的话，例如咨询电话、办事地点、政策依据。只有本单位看得到。"
    right = HANDLE
    model = AnswerPhrase
    order = ("unit", "title", "pk")
    search_fields = ("title", "text")
    empty_text = "还没有常用语。点“新增”写第一条。"

    def get_columns(self) -> Sequence[TableColumn]:
        units = names_of_units(row.unit for row in self.page.rows)
        return (
            TableColumn("名称", "title", link=_edit, kind="main"),
            TableColumn("内容", "text"),
            TableColumn("单位", lambda row: units.get(row.unit, row.unit)),
            TableColumn("修改时间", "changed_at", kind="moment"),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        return (HeaderButton("新增", reverse("responses:phrase-new"), icon="plus", primary=True),)


def _edit(row: AnswerPhrase) -> str:
    return reverse("responses:phrase", args=[row.pk])


def _units(person: Person, at: datetime) -> Any:
    units = authority.powers_of(person, at).units_where(HANDLE)
    return Unit.objects.active().filter(units.as_code_q("code"))


class PhraseForm(DeskForm):
    """Name and words of a phrase."""

    title = forms.CharField(label="名称", max_length=40)
    text = forms.CharField(label="内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))


class NewPhraseForm(PhraseForm):
    """A new phrase, and of which unit."""

    field_order = ("unit", "title", "text")
    unit = ChoiceOfVisible(rows=_units, label="单位")


class NewPhrase(ActionForm):
    """Write a phrase."""

    title = "新增常用语"
    right = HANDLE
    parents = (ROOT,)
    form_class = NewPhraseForm

    def act(self, form: Any) -> AnswerPhrase:
        values = dict(form.cleaned_data)
        unit = values.pop("unit").code
        return save_phrase(actor=self.person, at=self.at, unit=unit, **values)

    def get_success_url(self, result: Any) -> str:
        return reverse("responses:phrases")


class EditPhrase(ActionScreen):
    """Change a phrase."""

    title = "修改常用语"
    right = HANDLE
    model = AnswerPhrase
    parents = (ROOT,)
    form_class = PhraseForm
    template_name = "responses/phrase.html"

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.object.title, "text": self.object.text}

    def act(self, form: Any) -> AnswerPhrase:
        return save_phrase(
            actor=self.person, at=self.at, unit=self.object.unit, phrase_id=self.object.pk,
            **form.cleaned_data,
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(object=self.object, **kwargs)

    def get_success_url(self, result: Any) -> str:
        return reverse("responses:phrases")


class RetirePhrase(ConfirmScreen):
    """Offer a phrase no longer."""

    title, submit_label, success_message = "停用常用语", "停用", "已停用。"
    right = HANDLE
    model = AnswerPhrase
    parents = (ROOT,)

    def get_consequences(self) -> Sequence[str]:
        return ("起草答复时不再列出；已经写进答复的不变。",)

    def act(self, form: Any) -> AnswerPhrase:
        return retire_phrase(actor=self.person, at=self.at, phrase_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        return reverse("responses:phrases")
