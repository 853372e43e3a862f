"""A form with Wagtail's editors for blocks, rich text and media, saved through an action."""

from typing import Any, ClassVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase, QueryDict
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import Panel
from wagtail.admin.telepath import JSContext
from wagtail.blocks import StreamBlockValidationError

from mingtang.workbench.backoffice.forms import tidy_texts
from mingtang.workbench.backoffice.screens.forms import ActionForm


class PastTheAction(RuntimeError):
    """Something called `save()` of a form whose values belong into an action."""


class BlockForm(WagtailAdminModelForm):  # type: ignore[misc]
    """The form class under :class:`BlockFormScreen`; give it to `ObjectList(base_form_class=…)`.

    `for_user` is the person. Checking the form writes into its instance, also when the action then
    refuses: an action gets the cleaned values and reads its row again, never the instance.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tidy_texts(self)

    def add_error(self, field: str | None, error: Any) -> None:
        """Say in Chinese that a block is wrong; which one, stands beside the block itself."""
        if isinstance(error, StreamBlockValidationError):
            error.message = "有内容块没有填好，请按下面红色提示修改。"
        super().add_error(field, error)

    def save(self, commit: bool = True) -> Any:
        """Refuse: only the action saves."""
        raise PastTheAction(type(self).__name__)


class BlockFormScreen(ActionForm):
    """Edits a thing with a StreamField. `edit_handler` is a bound `ObjectList` of panels."""

    template_name = "desk/block_form.html"
    edit_handler: ClassVar[Panel]

    def get_instance(self) -> Model:
        """Return the visible thing to edit, or a new one that is not saved yet."""
        raise NotImplementedError

    def make_form(self, fields: QueryDict | None = None) -> Any:
        """Return the form of the panels, filled with posted fields or with the thing's values."""
        form_class: Any = self.edit_handler.get_form_class()
        return form_class(
            data=fields,
            files=self.request.FILES if fields is not None else None,
            instance=self.get_instance(),
            initial=self.get_initial(),
            for_user=self.person,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Save; a post without the fields of the block editor is not one of its forms."""
        try:
            return super().post(request, *args, **kwargs)
        except KeyError as error:
            if str(error).strip("'").endswith("-count"):
                return HttpResponseBadRequest("提交的内容不完整，请返回编辑页面重新提交。")
            raise

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the bound panels and their scripts to the template."""
        form = kwargs["form"]
        panel = self.edit_handler.get_bound_panel(
            instance=form.instance, request=self.request, form=form
        )
        packing = JSContext()
        packed = packing.pack(panel)
        return super().get_context_data(
            panel=panel,
            edit_handler_data=packed,
            media=form.media + panel.media + packing.media,
            **kwargs,
        )
