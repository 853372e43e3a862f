"""The screens of words that copies in traditional characters write otherwise."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse

from mingtang.editorial.operating.actions.scripts import (
    RIGHT,
    add_script_exception,
    delete_script_exception,
)
from mingtang.editorial.operating.interfaces.screens import ROOT, operating_tabs
from mingtang.editorial.publishing.interfaces import cells
from mingtang.editorial.publishing.models import ScriptException
from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.authority import authority
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ConfirmScreen,
    HeaderButton,
    ListScreen,
    Tab,
)
from mingtang.workbench.backoffice.tables import TableColumn

HERE = "publishing:scripts"
PARENTS = (ROOT, ("繁体例外词", HERE))


class ScriptExceptions(ListScreen):
    """All words that are stated."""

    title = "繁体例外词"
    lead = "繁体版按通用字词表转换；这里的词以本表为准，长词优先。改动后各繁体页面在后台重新生成。"
    right = RIGHT
    model = ScriptException
    order = ("simplified", "pk")
    search_fields = ("simplified", "traditional")
    empty_text = "还没有例外词。发现繁体版写错的词，点“增加”填写。"

    def get_tabs(self) -> Sequence[Tab]:
        """Return the neighbours."""
        return operating_tabs(self.powers, HERE)

    def get_columns(self) -> tuple[TableColumn, ...]:
        return (
            TableColumn("简体", "simplified", kind="main"),
            TableColumn("繁体", "traditional"),
            TableColumn("修改时间", "changed_at", kind="moment"),
            TableColumn(
                "操作",
                lambda row: cells.buttons(
                    [("删除", reverse("publishing:script-delete", args=[row.pk]))]
                ),
            ),
        )

    def get_buttons(self) -> tuple[HeaderButton, ...]:
        if not authority.may(self.person, RIGHT, at=self.at):
            return ()
        url = reverse("publishing:script-new")
        return (HeaderButton("增加", url, icon="plus", primary=True),)


class ScriptWordForm(DeskForm):
    """A word in both scripts."""

    simplified = forms.CharField(label="简体", max_length=40, help_text="如：面粉")
    traditional = forms.CharField(label="繁体", max_length=40, help_text="如：麵粉")


class AddScriptException(ActionForm):
    """State how a word is written."""

    title = "增加繁体例外词"
    right = RIGHT
    parents = PARENTS
    form_class = ScriptWordForm
    success_message = "已增加，繁体页面正在后台重新生成。"

    def may_begin(self) -> Decision:
        return authority.may(self.person, RIGHT, at=self.at)

    def act(self, form: Any) -> ScriptException:
        return add_script_exception(actor=self.person, at=self.at, **form.cleaned_data)

    def get_success_url(self, result: Any) -> str:
        return reverse(HERE)


class DeleteScriptException(ConfirmScreen):
    """Leave a word to the general tables again."""

    title = "删除繁体例外词"
    right = RIGHT
    model = ScriptException
    parents = PARENTS
    submit_label = "删除"
    success_message = "已删除，繁体页面正在后台重新生成。"

    def get_lead(self) -> str:
        return str(self.object)

    def get_consequences(self) -> Sequence[str]:
        return ["这个词重新按通用字词表转换，各繁体页面在后台重新生成。"]

    def act(self, form: Any) -> None:
        delete_script_exception(actor=self.person, at=self.at, exception_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        return reverse(HERE)
