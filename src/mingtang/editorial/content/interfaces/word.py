"""The screen on which a draft is made of a document of Word."""

from typing import Any

from django.contrib import messages
from django.urls import reverse

from mingtang.editorial.content.importing.word import WordDraft, import_word
from mingtang.editorial.content.interfaces.import_forms import WordForm
from mingtang.workbench.backoffice.screens import ActionForm


class ImportWord(ActionForm):
    """Make a draft of a document of Word, and go on in its editor."""

    title = "从 Word 导入"
    right = "content.write"
    parents = (("稿件", "content:list"),)
    lead = "上传一个 Word 文件，生成一篇草稿；核对后再报送，不会直接发布。"
    form_class = WordForm
    submit_label = "生成草稿"
    success_message = "草稿已生成，请对照 Word 文件核对后保存。"

    def act(self, form: Any) -> WordDraft:
        upload = form.cleaned_data["upload"]
        draft = import_word(
            actor=self.person,
            at=self.at,
            unit=form.cleaned_data["unit"],
            site=form.cleaned_data["site"],
            name=upload.name,
            data=upload.read(),
        )
        for note in draft.notes:
            messages.warning(self.request, note)
        return draft

    def get_success_url(self, result: WordDraft) -> str:
        return reverse("content:edit", args=[result.article.pk])
