"""A public form of the tests: what is taken is an event, and what it should do is said in its text."""

import io
from datetime import datetime

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.spine.events.actions import record_event
from mingtang.spine.events.registry import EventType
from mingtang.workbench.intake.actions.receiving import SentForm
from mingtang.workbench.intake.enums import FieldKind
from mingtang.workbench.intake.forms import (
    FileSlot,
    FormField,
    FormLimits,
    PublicForm,
    ReceivedForm,
)
from mingtang.workbench.intake.inbox import SentFile

TAKEN = "intake.trial.taken"
EVENT_TYPE = EventType(TAKEN, "试验", frozenset({"code", "files", "turned_away", "text"}))
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"
TYPED = {
    "name": "王小明",
    "phone": "13800000000",
    "kind": "broken",
    "text": "首页的通知打不开。",
}


def take(received: ReceivedForm, *, at: datetime) -> None:
    """Record an event; a text with 拒收 is refused, one with 出错 fails."""
    text = received.values["text"]
    if "拒收" in text:
        raise Refused([Reason("trial.refused", "这里不受理。")])
    record_event(
        code=TAKEN,
        subject=f"intake.trial:{received.code}",
        actor="system",
        at=at,
        payload={
            "code": received.code,
            "files": [file.judged.name for file in received.files],
            "turned_away": [file.name for file in received.turned_away],
            "text": text,
        },
    )
    if "出错" in text:
        raise RuntimeError(f"what a citizen wrote: {text}")


FORM = PublicForm(
    code="trial",
    title="我为政府网站找错",
    intro="发现网站内容有错误、链接打不开，请告诉我们。",
    fields=(
        FormField(
            name="name", label="姓名", is_required=True, is_personal=True, autocomplete="name"
        ),
        FormField(
            name="phone",
            label="联系电话",
            kind=FieldKind.PHONE,
            most=20,
            is_personal=True,
            help="手机或固定电话，便于核实",
            autocomplete="tel",
        ),
        FormField(
            name="kind",
            label="问题类型",
            kind=FieldKind.CHOICE,
            is_required=True,
            choices=(("broken", "打不开"), ("wrong", "内容有误")),
        ),
        FormField(name="page", label="网页地址", kind=FieldKind.WEB_ADDRESS, most=300),
        FormField(
            name="text",
            label="问题描述",
            kind=FieldKind.TEXT,
            most=200,
            is_required=True,
            help="请写明哪个页面、哪一处",
        ),
    ),
    take=take,
    files=FileSlot(most_files=2, most_bytes=100_000),
    limits=FormLimits(by_address=3, by_all=5),
    receipt="我们将在三个工作日内答复。",
)


def pdf(name: str = "截图.pdf", content: bytes = PDF) -> SentFile:
    """Return a file that the door takes."""
    return SentFile(name, len(content), io.BytesIO(content))


def sent(client_id: str = "one", *files: SentFile, address: str = "", **typed: str) -> SentForm:
    """Return a form as a citizen sends it; each client has an address of its own."""
    return SentForm(client_id, TYPED | typed, address or f"198.51.100.{len(client_id)}", files)
