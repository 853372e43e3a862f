"""What a submission must carry, and where it can be taken, returned or recalled."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mingtang.editorial.submission.enums import SubmissionState
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words


@dataclass(frozen=True)
class SubmissionContact:
    """Who sends: what the desk must know to ask back."""

    unit: str
    author: str
    phone: str
    title: str
    unnamed_pictures: int
    remarks: tuple[str, ...] = ()


_FIELD_TEXTS = {
    "unit": "请填写报送单位。",
    "author": "请填写作者姓名。",
    "phone": "请填写联系电话，编辑部需要时好与您联系。",
    "title": "请填写信息名称（标题）。",
}
_FIELDS = ("unit", "author", "phone", "title")


def has_required_fields(contact: SubmissionContact, required: Collection[str]) -> Decision:
    """Answer whether a submission names what the pack requires.

    Source: 兴市府办〔2014〕19号 第二十八条 (XN-21).
    """
    decision = YES
    for name in _FIELDS:
        if name in required and not has_words(getattr(contact, name)):
            decision &= no(f"submission.{name}_missing", _FIELD_TEXTS[name], name)
    if "picture_names" in required and contact.unnamed_pictures:
        decision &= no(
            "submission.picture_unnamed",
            f"有 {contact.unnamed_pictures} 张图片没有名称，请逐张填写图片名称。",
            "body",
        )
    if "accessible_text" in required:
        for remark in contact.remarks:
            decision &= no("submission.inaccessible", remark, "body")
    return decision


@dataclass(frozen=True)
class Purpose:
    """Of which class an item is, and what it is for beside the site (报送类别和用途)."""

    content_class: str = ""
    for_new_media: bool = False
    for_bulletin: bool = False


SITE_ONLY = Purpose()


def is_known_class(code: str, known: Collection[str]) -> Decision:
    """Answer whether the unit has to send items of such a class; none may be left open."""
    if not code or code in known:
        return YES
    return no("submission.unknown_class", "报送类别不在现行制度中，请改选。", "content_class")


def is_at_desk(state: SubmissionState, act: str) -> Decision:
    """Answer whether a submission is where the desk can accept or return it."""
    if state in STATES_OF_DESK[act]:
        return YES
    return no("submission.not_at_desk", "这次报送不在编辑部手中，请刷新页面。")


def has_contact(phone: str) -> Decision:
    """Answer whether a submission still says whom to call."""
    if phone:
        return YES
    return no("submission.no_contact", "这次报送没有留联系电话，或者已按本人要求删除。")


def may_erase_contact(state: SubmissionState) -> Decision:
    """Answer whether a submission is closed to questions of the desk."""
    if state not in OPEN_STATES:
        return YES
    return no("submission.open", f"现在是“{state.label}”，发布、退回或撤回后才能删除联系人。")


OPEN_STATES = frozenset(
    {SubmissionState.WAITING, SubmissionState.ARRIVED, SubmissionState.ACCEPTED}
)
_AT_DESK = frozenset({SubmissionState.ARRIVED, SubmissionState.ACCEPTED})
STATES_OF_DESK: Mapping[str, frozenset[SubmissionState]] = {
    "accept": frozenset({SubmissionState.ARRIVED}),
    "return": _AT_DESK,
    "hold": _AT_DESK,
    "merge": _AT_DESK,
    "split": frozenset({SubmissionState.ACCEPTED}),
}
