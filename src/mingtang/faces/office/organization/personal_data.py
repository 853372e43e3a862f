"""What people ask about their own data (个人信息): a copy of what is held, and erasure."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from mingtang.ground.foundation.files.names import safe_name
from mingtang.institution.organization.actions.personal_data import (
    RIGHT,
    Erasure,
    HeldData,
    copy_personal_data,
    erase_personal_data,
)
from mingtang.workbench.backoffice.actions.forms import spend_form_key
from mingtang.workbench.backoffice.form_keys import FormKey
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import ActionForm
from mingtang.workbench.backoffice.screens.base import Tab


class RequestForm(DeskForm):
    """Whose data, and on what ground."""

    contact = forms.CharField(
        label="手机号或电子邮箱",
        max_length=100,
        help_text="申请人留下的完整号码或邮箱。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="办理依据",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明申请日期、核实身份的方式。",
    )


class OfRequest(ActionForm):
    """One of the two things that can be asked."""

    right = RIGHT
    form_class = RequestForm
    stores_drafts = False

    def get_tabs(self) -> Sequence[Tab]:
        """Lead from one to the other."""
        names = (("提供副本", "personal-data"), ("删除", "erase-personal-data"))
        urls = [(label, reverse(f"organization:{name}")) for label, name in names]
        return [Tab(label, url, url == self.request.path) for label, url in urls]

    def get_success_url(self, result: Any) -> str:
        """Stay here: the next request is often of the same day."""
        return self.request.path


class CopyPersonalData(OfRequest):
    """A copy of all that is held of a person, as an archive."""

    title = "提供个人信息副本"
    lead = "先核实申请人身份。副本含办件原文和附件，只能交给本人；每次提供都有记录。"
    submit_label = "生成副本"

    def act(self, form: Any) -> tuple[HeldData, ...]:
        """Call the action."""
        return copy_personal_data(actor=self.person, at=self.at, **form.cleaned_data)

    def do(self, form: Any, key: FormKey) -> HttpResponseBase:
        """Answer with the archive; where nothing is held, with a sentence."""
        with transaction.atomic():
            spend_form_key(actor=self.person, at=self.at, key=key)
            held = self.act(form)
        if not any(one.records for one in held):
            messages.info(self.request, "没有查到这个号码或邮箱的个人信息，请核对。")
            return self.show(self.make_form())
        response = HttpResponse(archive_of(held), content_type="application/zip")
        response["Content-Disposition"] = 'attachment; filename="personal-data.zip"'
        response["Cache-Control"] = "no-store"
        return response


class ErasePersonalData(OfRequest):
    """Erase what is held of a person, as far as it may be."""

    title = "删除个人信息"
    lead = "先核实申请人身份。删除后不能恢复；正在办理的办件、在用的账号不会删除，并逐条说明。"
    submit_label = "删除"
    is_grave = True

    def act(self, form: Any) -> Erasure:
        """Call the action."""
        return erase_personal_data(actor=self.person, at=self.at, **form.cleaned_data)

    def get_success_message(self, result: Erasure) -> str:
        """Say how much is erased; what stays is said beside it."""
        for sentence in result.left:
            messages.warning(self.request, f"未删除：{sentence}")
        return f"已删除 {result.erased} 条。"


def archive_of(held: Sequence[HeldData]) -> bytes:
    """Return a ZIP file with a text of everything, and the files beside it."""
    buffer, lines, number = io.BytesIO(), ["个人信息副本", ""], 0
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for room in held:
            for record in room.records:
                lines += [f"【{room.label}】{record.title}"]
                lines += [f"{label}：{text}" for label, text in record.facts if text]
                for name, content in record.files:
                    number += 1
                    safe = f"{number:02d}-{safe_name(name)}"
                    archive.writestr(safe, content)
                    lines.append(f"附件：{safe}")
                lines.append("")
        archive.writestr("个人信息副本.txt", "\r\n".join(lines).encode("utf-8-sig"))
    return buffer.getvalue()
