"""The screen that replaces a picture or file: a proposed version in each article that shows it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property

from mingtang.editorial.content.models import Article
from mingtang.editorial.media.actions import may_replace, propose_replacement
from mingtang.editorial.media.interfaces.lists import media_url, unit_of
from mingtang.editorial.media.interfaces.screens import OneMedia
from mingtang.editorial.media.queries import working_copies_showing
from mingtang.ground.foundation.decisions import Decision
from mingtang.ground.foundation.files import FileUse
from mingtang.workbench.backoffice.actions.taking import take_file, take_picture
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.media_uses import media_key
from mingtang.workbench.backoffice.models import OfficeFile, Picture
from mingtang.workbench.backoffice.screens import ActionScreen

AT_ONCE = 50


class ReplacementForm(DeskForm):
    """The new one, from the library or from the computer; the articles; why."""

    file = forms.FileField(label="上传新的", required=False)
    new = SearchOfVisible("picture", label="或从素材库中选", required=False)
    articles = forms.MultipleChoiceField(
        label="在哪些稿件中替换",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "所选稿件已有变化，请重新选择。"},
    )
    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        """Take one new thing, no more."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(data.get("file")) == bool(data.get("new")):
            raise forms.ValidationError("请上传一份新的，或从素材库中选一份，两者只取其一。")
        return data


class FileReplacementForm(ReplacementForm):
    """The same of a file."""

    new = SearchOfVisible("file", label="或从素材库中选", required=False)


class ReplaceMedia(OneMedia, ActionScreen):
    """Take another one in its place, as a draft of each article that shows it."""

    title = "替换素材"
    lead = "原件不动。未发布的稿件直接存成新的一版；已发布的稿件打开更正，重新审核发布后网站上才会换成新的。"
    submit_label = "替换"
    form_class = ReplacementForm
    template_name = "media/replace.html"

    def may_begin(self) -> Decision:
        """Answer whether the person has it in hand."""
        return self.may_change()

    @cached_property
    def articles(self) -> Sequence[Article]:
        """The articles the person may see whose working copy shows it, the newest first."""
        rows = working_copies_showing(media_key(self.object), self.person, self.at)
        return list(rows[:AT_ONCE])

    def make_form(self, fields: Any = None) -> Any:
        """Return the form with the articles in which it can be replaced now, all of them ticked."""
        form = super().make_form(fields)
        use = FileUse.PICTURE if self.model is Picture else FileUse.ATTACHMENT
        form.fields["file"].help_text = "、".join(end.upper() for end in use.extensions)
        able = [one for one in self.articles if may_replace(self.person, one, at=self.at)]
        form.fields["articles"].choices = [
            (str(one.pk), f"{one.title}（{one.state_label}）") for one in able
        ]
        form.initial["articles"] = [str(one.pk) for one in able]
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand over the articles in which it cannot be replaced now, each with why."""
        waiting = [
            (one, decision.reasons[0].text)
            for one in self.articles
            if not (decision := may_replace(self.person, one, at=self.at))
        ]
        return super().get_context_data(waiting=waiting, **kwargs)

    def act(self, form: Any) -> int:
        """Take the new one in and propose it in each chosen article."""
        data, old = form.cleaned_data, self.object
        new = data["new"] or self._taken(data["file"])
        for article_id in data["articles"]:
            propose_replacement(
                actor=self.person,
                at=self.at,
                article_id=int(article_id),
                old=media_key(old),
                new=media_key(new),
                reason=data["reason"],
            )
        self.new = new
        return len(data["articles"])

    def _taken(self, file: Any) -> Any:
        take = take_picture if self.model is Picture else take_file
        pk = take(
            actor=self.person,
            at=self.at,
            unit=unit_of(self.object),
            data=file.read(),
            name=file.name,
            title=self.object.title,
        )
        return self.model._default_manager.get(pk=pk)

    def get_success_message(self, result: Any) -> str:
        """Say in how many articles, and what is still to do."""
        if not result:
            return "新的素材已收入素材库，没有改动稿件。"
        return f"已在 {result} 篇稿件中换成新的，请逐篇核对图片说明后报送或送审。"

    def get_success_url(self, result: Any) -> str:
        """Return the screen of the new one."""
        return media_url(self.new)


class ReplaceFile(ReplaceMedia):
    """The same of a file."""

    model = OfficeFile
    form_class = FileReplacementForm
