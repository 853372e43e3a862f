"""The public form 写信; what comes in by it becomes a case.

Source: the Xingning measures, 21 to 23 (XN-16): leader's mailbox, inquiry, complaint and opinions online.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Decision
from mingtang.ground.foundation.text import shortened
from mingtang.service.letters.actions import LetterSent, open_letter
from mingtang.service.letters.enums import LetterCategory, ProgressChannel
from mingtang.service.letters.models import Mailbox
from mingtang.service.letters.policies import LetterFacts, may_write
from mingtang.service.letters.queries import mailboxes_of
from mingtang.service.responses.queries import matching_answers
from mingtang.service.responses.queries.policies import policy_online
from mingtang.workbench.casework.actions.opening import CITIZEN, CaseUpload, Sender
from mingtang.workbench.intake.enums import FieldKind, SignInNeed
from mingtang.workbench.intake.forms import (
    FileSlot,
    FormField,
    FormHint,
    PublicForm,
    ReceivedForm,
    register_form,
)
from mingtang.workbench.intake.policies import CHECKED

MOST_FILES, MOST_BYTES = 20, 5 * 1024 * 1024
MOST_SIGNS, TITLE, LONGEST_NUMBER = 5000, 60, 18
MOST_HINTS, SOUGHT = 5, 60  # answers shown before sending; characters of the text searched for


def mailboxes_at(site: str) -> list[tuple[str, str]]:
    """Return the mailboxes of a site as choices."""
    return [(str(one.pk), one.name) for one in mailboxes_of(site)]


def fits(values: Mapping[str, str]) -> Decision:
    """Answer whether the mailbox takes the letter, and whether its sender can be told as wished."""
    box = Mailbox.objects.filter(pk=int(values["mailbox"])).first()
    letter = LetterFacts(
        LetterCategory(values["category"]),
        values["text"],
        _progress(values),
        *(bool(values[name]) for name in ("name", "phone", "email")),
    )
    return may_write(letter, box.facts() if box else None)


def sign_in_need(values: Mapping[str, str], site: str) -> SignInNeed:
    """Return whether who writes to the chosen mailbox signs in; before the choice, whether one may."""
    needs = {str(one.pk): SignInNeed(one.sign_in) for one in mailboxes_of(site)}
    if (chosen := values.get("mailbox", "")) in needs:
        return needs[chosen]
    return SignInNeed.OFFERED if set(needs.values()) - {SignInNeed.NONE} else SignInNeed.NONE


def _progress(values: Mapping[str, str]) -> ProgressChannel:
    return ProgressChannel(values["progress"] or ProgressChannel.WEB)


def answered_before(values: Mapping[str, str], *, site: str, at: datetime) -> Sequence[FormHint]:
    """Return the published answers of the site that are most like a letter, before it is sent."""
    found = matching_answers(values["title"], site, at=at, limit=MOST_HINTS)
    found = found or matching_answers(values["text"][:SOUGHT], site, at=at, limit=MOST_HINTS)
    return [
        FormHint(one.title, one.link, f"{one.dated.astimezone(BEIJING):%Y-%m-%d} 公开的答复")
        for one in found
    ]


def about_policy(known: Mapping[str, str], site: str) -> Mapping[str, str]:
    """Return the initial values of a letter about a policy document: title, category, mailbox."""
    where = GovSite.objects.filter(code=site).first()
    number = _number(known.get("about", ""))
    found = policy_online(number, where.pk) if where and number else None
    if found is None:
        return {}
    boxes = [one for one in mailboxes_of(site) if one.unit == found.unit]
    box = {"mailbox": str(boxes[0].pk)} if boxes else {}
    title = f"关于《{shortened(found.title, TITLE - 4)}》"
    return {"title": title, "category": LetterCategory.INQUIRY.value, **box}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else None


def take_letter(received: ReceivedForm, *, at: datetime) -> None:
    """Open the case of a letter; its clocks run from the moment of receipt."""
    values = received.values
    open_letter(
        actor=CITIZEN,
        at=at,
        sent=LetterSent(
            category=LetterCategory(values["category"]),
            title=values["title"],
            text=values["text"],
            sender=Sender(values["name"], values["phone"], values["email"], values["address"]),
            may_publish=values["publish"] == CHECKED,
            progress=_progress(values),
            about=_number(values["about"]),
            verified=received.sender,
            uploads=[CaseUpload(one.judged.name, one.content.read()) for one in received.files],
        ),
        site=received.site,
        mailbox=int(values["mailbox"]),
        received_at=received.received_at,
        receipt=received.status_key,
    )


LETTER_FORM = PublicForm(
    code="letter",
    title="写信",
    intro=(
        "咨询、投诉、建议、举报、求助，都可以在这里写。\n"
        "姓名和联系方式加密保存，只用于办理这封信，不会公开。紧急情况请拨打 110、119、120。"
    ),
    receipt=(
        "您的来信已经收到。请保存好回执编号和查询码，凭这两项可以看到转给了哪个单位、办到哪一步和答复的内容。"
    ),
    next_steps=(
        "我们看信后转给负责的单位，由专人认领；不归本地办理的，当天告诉您应当找哪里。",
        "办理单位可能向您询问，您也可以补充说明。需要延长时间的，会说明原因。",
        "答复后请您评价。不满意的写明原因，由转办单位复核，结论告诉您。",
        "您同意公开的，隐去个人信息后公开。",
    ),
    hints=answered_before,
    sign_in=sign_in_need,
    fill_in=about_policy,
    fields=(
        FormField(
            name="mailbox",
            label="写给",
            kind=FieldKind.CHOICE,
            choices_at=mailboxes_at,
            is_required=True,
            is_in_address=True,
        ),
        FormField(
            name="category",
            label="类别",
            kind=FieldKind.CHOICE,
            choices=tuple(LetterCategory.choices()),
            is_required=True,
            is_in_address=True,
        ),
        FormField(
            name="title",
            label="标题",
            most=TITLE,
            is_required=True,
            is_in_address=True,
            help="用一句话说明是什么事",
        ),
        FormField(
            name="about", label="所问文件", kind=FieldKind.HIDDEN, most=20, is_in_address=True
        ),
        FormField(
            name="text",
            label="内容",
            kind=FieldKind.TEXT,
            most=MOST_SIGNS,
            is_required=True,
            help="请写明时间、地点、经过和您的要求；不要写身份证号、银行卡号",
        ),
        FormField(
            name="name", label="姓名", is_personal=True, most=40, autocomplete="name",
            help="有的信箱须填写真实姓名",
        ),
        FormField(
            name="phone", label="联系电话", kind=FieldKind.PHONE, is_personal=True, most=30,
            autocomplete="tel", help="办理单位可能需要向您核实情况",
        ),
        FormField(
            name="email", label="电子邮箱", kind=FieldKind.EMAIL, is_personal=True,
            autocomplete="email", help="可以不填",
        ),
        FormField(
            name="address", label="联系地址", is_personal=True, most=200,
            autocomplete="street-address", help="可以不填；反映的事与地址有关的，请填写",
        ),
        FormField(
            name="progress",
            label="怎样告诉您进度",
            kind=FieldKind.CHOICE,
            choices=tuple(ProgressChannel.choices()),
            help="不选的，凭回执编号和查询码在网上查询；选短信、电话的请填联系电话",
        ),
        FormField(
            name="publish",
            label="同意公开来信和答复（公开前隐去个人信息）",
            kind=FieldKind.CONSENT,
            help="不勾选的，答复只有您能看到",
        ),
    ),
    files=FileSlot(
        label="附件", help="可以不选", most_files=MOST_FILES, most_bytes=MOST_BYTES
    ),
    take=take_letter,
    check=fits,
)  # fmt: skip


def connect() -> None:
    """Declare the forms of this room."""
    register_form(LETTER_FORM)
