"""A screen that does something: its form goes into one action, and comes back with every reason."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.functional import cached_property

from mingtang.ground.foundation.decisions import YES, Decision, Refused
from mingtang.workbench.backoffice.actions.forms import (
    AlreadySpent,
    discard_kept_form,
    note_outcome,
    spend_form_key,
)
from mingtang.workbench.backoffice.form_keys import FIELD, FormKey, new_form_key, read_form_key
from mingtang.workbench.backoffice.forms import DeskForm, show_refusal, without_checks
from mingtang.workbench.backoffice.queries import kept_fields
from mingtang.workbench.backoffice.screens.base import Scoped, Screen


class ActionForm(Screen):
    """Saves a form through an action.

    A subclass gives `form_class` and writes :meth:`act`, which calls one action with the cleaned
    values, and :meth:`get_success_url`. Everything else is done here: every reason of a refusal
    stands beside its field; the same form sent twice is done once; what was typed while the session
    ended is filled in again.
    """

    template_name = "desk/form.html"
    form_class: ClassVar[type[forms.BaseForm]] = DeskForm
    submit_label: ClassVar[str] = "保存"
    success_message: ClassVar[str] = "已保存。"
    is_grave: ClassVar[bool] = False  # cannot be undone: the button says so by its look
    stores_drafts: ClassVar[bool] = True  # False where what is typed must not stay in the browser

    def act(self, form: Any) -> Any:
        """Call the action with the cleaned values and return what it made."""
        raise NotImplementedError

    def get_success_url(self, result: Any) -> str:
        """Return the address to go to after the action."""
        raise NotImplementedError

    def get_success_message(self, result: Any) -> str:
        """Return the sentence that says what was done."""
        return self.success_message

    def get_cancel_url(self) -> str:
        """Return the address of the way back: the step before this screen."""
        return self.get_crumbs()[-2].url

    def get_initial(self) -> dict[str, Any]:
        """Return what the fields show at first."""
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return what else the form class wants."""
        return {"person": self.person, "at": self.at}

    def make_form(self, fields: QueryDict | None = None) -> Any:
        """Return the form, filled with posted fields or with the initial values."""
        files = self.request.FILES if fields is not None else None
        return self.form_class(
            data=fields, files=files, initial=self.get_initial(), **self.get_form_kwargs()
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, with what was typed before and not saved."""
        kept = kept_fields(self.person, request.path, self.at)
        form = without_checks(self.make_form(kept.fields)) if kept else self.make_form()
        return self.show(form, restored_at=kept.at if kept else None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Do what the form says, once."""
        if "discard-kept" in request.POST:
            discard_kept_form(actor=self.person, path=request.path)
            return redirect(request.get_full_path())
        form = self.make_form(request.POST)
        key = read_form_key(request.POST.get(FIELD, ""))
        if not form.is_valid():
            return self.show(form, status=422)
        if key is None or not key.belongs_to(self.person.pk, request.path):
            form.add_error(None, "这张表单放得太久，已经失效。内容都在，请核对后再提交一次。")
            return self.show(form, status=422)
        try:
            return self.do(form, key)
        except Refused as refused:
            return self.refused(form, refused)
        except AlreadySpent as spent:
            messages.info(request, "这张表单已经提交过，没有重复办理。")
            return redirect(spent.outcome or self.get_cancel_url())

    def refused(self, form: Any, refused: Refused) -> HttpResponseBase:
        """Show the form again with every reason; what was typed stays in it."""
        show_refusal(form, refused)
        return self.show(form, status=422)

    def do(self, form: Any, key: FormKey) -> HttpResponseBase:
        """Spend the key and act, both or neither."""
        with transaction.atomic():
            spend_form_key(actor=self.person, at=self.at, key=key)
            result = self.act(form)
            outcome = self.get_success_url(result)
            note_outcome(key=key, outcome=outcome)
            discard_kept_form(actor=self.person, path=self.request.path)
        messages.success(self.request, self.get_success_message(result))
        return redirect(outcome)

    def show(
        self, form: Any, *, status: int = 200, restored_at: datetime | None = None
    ) -> HttpResponse:
        """Show the form as it stands."""
        context = self.get_context_data(form=form, restored_at=restored_at)
        return self.render_to_response(context, status=status)

    @cached_property
    def new_key(self) -> str:
        """The key of the form that is being shown."""
        return new_form_key(self.person.pk, self.request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the form and its furniture to the template."""
        kwargs.setdefault("media", kwargs["form"].media)
        return super().get_context_data(
            form_key=self.new_key,
            submit_label=self.submit_label,
            is_grave=self.is_grave,
            cancel_url=self.get_cancel_url(),
            draft_id=f"{self.person.pk}:{self.request.path}" if self.stores_drafts else "",
            **kwargs,
        )


class ActionScreen(Scoped, ActionForm):
    """A form about one visible thing; `object` is the thing."""

    def admit(self) -> None:
        """Let in anyone who may see the thing; whether it may be done is the action's to say.

        A form that could only be refused is not offered; what is sent is never lost by that.
        """
        super().admit()
        self.object  # noqa: B018 - raises NotVisible
        if self.request.method in {"GET", "HEAD"}:
            self.may_begin().require()

    def may_begin(self) -> Decision:
        """Answer whether it could be done now, whatever is filled in; the action asks again."""
        return YES


class ConfirmScreen(ActionScreen):
    """Asks once more before something is done. `get_consequences` says what will follow from it."""

    template_name = "desk/confirm.html"
    submit_label = "确定"
    success_message = "已办理。"

    def get_consequences(self) -> Sequence[str]:
        """Return sentences that say what will happen."""
        return ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the consequences to the template."""
        return super().get_context_data(
            object=self.object, consequences=self.get_consequences(), **kwargs
        )
