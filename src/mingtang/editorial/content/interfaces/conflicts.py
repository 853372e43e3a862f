"""Two people, or two windows, changed one article: both texts side by side, and a way to go on."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from mingtang.editorial.content.actions import save_article
from mingtang.editorial.content.actions.fields import FIELD_NAMES, fields_from, stored
from mingtang.editorial.content.interfaces.relations import relation_words
from mingtang.editorial.content.models import Article, Revision
from mingtang.editorial.content.policies.merging import (
    BODY,
    Difference,
    Side,
    Stretch,
    differences,
    merged,
    stretches,
)
from mingtang.editorial.sites.models import Column
from mingtang.ground.foundation.decisions import Refused
from mingtang.workbench.backoffice.form_keys import new_form_key
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.media import may_use_media
from mingtang.workbench.backoffice.screens import ActionScreen

NEWER = "content.newer_version"
MODEL_FIELDS = {"interprets_id": "interprets"}


def is_conflict(refused: Refused) -> bool:
    """Tell whether a save was refused because another one came first, and for nothing else."""
    return {reason.code for reason in refused.reasons} == {NEWER}


class TextField(forms.CharField):
    """The fields of a text, as a revision stores them."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> dict[str, Any]:
        """Return the fields.

        :raises ValidationError: when it is not what this page wrote.
        """
        try:
            data = json.loads(super().clean(value))
            stored(fields_from(data))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise forms.ValidationError("提交的内容不完整，请返回稿件重新修改。") from error
        return {name: data[name] for name in FIELD_NAMES if name in data}


class MergeForm(DeskForm):
    """My text, the version it began from, the version it met, and a choice for each difference."""

    mine = TextField()
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, found: list[Difference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in found:
            self.fields[f"choice-{one.key}"] = forms.ChoiceField(
                label="保留哪一方",
                choices=[(side.value, side.label) for side in one.sides],
                initial=one.proposed.value,
                required=False,
                widget=forms.RadioSelect,
            )

    def choices(self) -> dict[str, Side]:
        """Return what was chosen, by the key of the difference."""
        return {
            name.removeprefix("choice-"): Side(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("choice-") and value
        }


class MergeArticle(ActionScreen):
    """Shows both texts, field by field and block by block, and saves what is chosen."""

    model = Article
    title = "两份修改"
    lead = "您编辑期间，这篇稿件又保存过。请逐处选择保留哪一方，两边的内容都不会丢失。"
    template_name = "content/conflict.html"
    submit_label = "按所选内容保存"
    success_message = "已保存合并后的内容，请核对。"

    def visible_rows(self) -> Any:
        """Return the rows with what both texts are compared by."""
        return super().visible_rows().select_related("unit", "site", "revision__saved_by")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the article: there is nothing to compare without a text that was sent."""
        return redirect("content:show", pk=self.object.pk)

    def make_form(self, fields: Any = None) -> MergeForm:
        """Return the form with a choice for each place where the texts differ now."""
        return MergeForm(data=fields, found=self.differences, person=self.person, at=self.at)

    def begin(self, mine: Mapping[str, Any], base: int) -> HttpResponse:
        """Show a text that met a newer version."""
        self.__dict__["texts"] = (self._base(base), dict(mine), self._theirs())
        form = MergeForm(
            initial={
                "mine": json.dumps(mine, ensure_ascii=False, default=str),
                "base": base,
                "version": self.object.version,
            },
            found=self.differences,
            person=self.person,
            at=self.at,
        )
        return self.show(form, status=409)

    @cached_property
    def new_key(self) -> str:
        """The key of the form: it is sent to the address of this screen, wherever it is shown."""
        return new_form_key(self.person.pk, reverse("content:merge", args=[self.object.pk]))

    @cached_property
    def texts(self) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """The text both began from, mine and theirs."""
        try:
            mine = TextField().clean(self.request.POST.get("mine", ""))
        except forms.ValidationError:
            mine = self._theirs()  # the form itself says what is wrong
        base = self.request.POST.get("base", "")
        return self._base(int(base) if base.isdecimal() else 0), mine, self._theirs()

    @cached_property
    def differences(self) -> list[Difference]:
        """The places where both differ."""
        return differences(*self.texts)

    def act(self, form: Any) -> Article:
        """Save what was chosen."""
        article: Article = self.object
        base, mine, theirs = self.texts
        data = merged(base, mine, theirs, form.choices())
        body_field: Any = Article._meta.get_field("body")
        may_use_media(self.person, body_field.to_python(data[BODY]), article.body).require()
        return save_article(
            actor=self.person,
            at=self.at,
            article_id=article.pk,
            version=form.cleaned_data["version"],
            fields=fields_from(data),
            note="合并两份修改",
        )

    def refused(self, form: Any, refused: Refused) -> HttpResponseBase:
        """Compare again where yet another save came in between."""
        if is_conflict(refused):
            return self.begin(form.cleaned_data["mine"], form.cleaned_data["base"])
        return super().refused(form, refused)

    def get_success_url(self, result: Any) -> str:
        """Return the address of the article."""
        return reverse("content:show", args=[self.object.pk])

    def get_cancel_url(self) -> str:
        """Return the address of the article."""
        return reverse("content:show", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand over the lines to compare, and whose the other text is."""
        form = kwargs["form"]
        revision = self.object.revision
        return super().get_context_data(
            object=self.object,
            lines=[_line(one, form) for one in self.differences if one.name != BODY],
            places=[_place(one, form) for one in stretches(*(t.get(BODY, []) for t in self.texts))],
            saved_by=revision.saved_by if revision else None,
            saved_at=revision.saved_at if revision else None,
            edit_draft=f"{self.person.pk}:{reverse('content:edit', args=[self.object.pk])}",
            merge_url=reverse("content:merge", args=[self.object.pk]),
            **kwargs,
        )

    def _base(self, number: int) -> dict[str, Any]:
        row = Revision.objects.filter(article=self.object, number=number).first()
        return dict(row.data) if row else {}  # type: ignore[attr-defined]

    def _theirs(self) -> dict[str, Any]:
        return dict(self.object.revision.data)


def _line(one: Difference, form: MergeForm) -> dict[str, Any]:
    field: Any = Article._meta.get_field(MODEL_FIELDS.get(one.name, one.name))
    return {
        "label": field.verbose_name,
        "mine": shown_value(one.name, field, one.mine),
        "theirs": shown_value(one.name, field, one.theirs),
        "choice": form[f"choice-{one.key}"],
    }


def shown_value(name: str, field: Any, value: Any) -> str:
    """Return the value of a field of a revision as a screen shows it."""
    if value in (None, "", [], {}):
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "wanted_columns":
        return "、".join(Column.objects.filter(pk__in=value).values_list("name", flat=True))
    if isinstance(value, dict):  # declared fields, by the names that their rules give them
        return "；".join(str(one) for one in value.values())
    if name == "relations":
        return "；".join(relation_words(value))
    if name == "interprets_id":
        return f"稿件 {value}"
    return str(dict(field.flatchoices).get(value, value))


def _place(one: Stretch, form: MergeForm) -> dict[str, Any]:
    body_field: Any = Article._meta.get_field("body")
    return {
        "mine": body_field.to_python(list(one.mine)),
        "theirs": body_field.to_python(list(one.theirs)),
        "choice": form[f"choice-{one.difference.key}"] if one.difference else None,
    }
