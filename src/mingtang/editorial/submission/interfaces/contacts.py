"""The screen that shows the desk whom to ask back about a submission."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase

from mingtang.editorial.content.interfaces.articles import article_url
from mingtang.editorial.submission.actions import view_contact
from mingtang.editorial.submission.interfaces.screens import SubmissionAction
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.policies.sending import has_contact
from mingtang.ground.foundation.decisions import Decision
from mingtang.workbench.backoffice.actions.forms import note_outcome, spend_form_key
from mingtang.workbench.backoffice.form_keys import FormKey
from mingtang.workbench.backoffice.screens import ConfirmScreen, Fact


class ViewContact(SubmissionAction, ConfirmScreen):
    """Show name and number of who wrote a submission, nothing masked."""

    template_name = "submission/contact.html"
    title = "查看联系人"
    submit_label = "查看"
    shown: Submission | None = None

    def get_consequences(self) -> Sequence[str]:
        return (
            "本次查看会记入操作记录：谁、何时、哪一次报送。",
            "联系电话只能用于核实和编辑本稿。",
        )

    def may_begin(self) -> Decision:
        right = self.powers.may("submission.accept", site=self.object.site.code)
        return right & has_contact(self.object.phone)

    def do(self, form: Any, key: FormKey) -> HttpResponseBase:
        with transaction.atomic():
            spend_form_key(actor=self.person, at=self.at, key=key)
            note_outcome(key=key, outcome=article_url(self.object.article_id))
            self.shown = view_contact(**self.arguments())
        return self.show(self.make_form())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen = self.shown
        facts = [Fact("作者", seen.author), Fact("联系电话", seen.phone)] if seen else []
        return super().get_context_data(shown=seen, facts=facts, **kwargs)
