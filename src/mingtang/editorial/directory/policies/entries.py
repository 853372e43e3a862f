"""What is said of leaders, institutions and contacts, and whether it may be shown."""

from dataclasses import dataclass

from mingtang.editorial.directory.enums import InstitutionKind
from mingtang.editorial.directory.policies.phones import check_phone
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words

LONGEST_TEXT = 5000  # characters of a résumé or of duties
MOST_ENTRIES = 500  # of one kind on one site


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderFacts:
    """What is said of a leader; `portrait_words` is read aloud in place of the portrait."""

    name: str
    post: str
    duties: str = ""
    resume: str = ""
    portrait_words: str = ""
    position: int = 0
    is_shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionFacts:
    """What is said of an institution; `former_names` are those that people still search for."""

    name: str
    former_names: str = ""
    kind: str = InstitutionKind.OFFICE.value
    duties: str = ""
    head: str = ""
    address: str = ""
    office_hours: str = ""
    phone: str = ""
    position: int = 0
    is_shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """How a post is reached; no name of a person."""

    post: str
    phone: str
    email: str = ""
    office_hours: str = ""
    note: str = ""
    position: int = 0
    is_shown: bool = True


def check_leader(facts: LeaderFacts, *, has_portrait: bool) -> Decision:
    """Answer whether a leader may be shown like this, with every reason why not.

    Source: WCAG 2.2, 1.1.1: a picture has words that say the same.
    """
    decision = _named(facts.name, "directory.no_name", "请填写姓名。", "name")
    decision &= _named(facts.post, "directory.no_post", "请填写职务。", "post")
    decision &= _short(facts.duties, "分管工作", "duties") & _short(facts.resume, "简历", "resume")
    if has_portrait and not has_words(facts.portrait_words):
        text = "请填写照片说明，如“某某某近照”，读屏软件会朗读。"
        decision &= no("directory.no_portrait_words", text, "portrait_words")
    return decision


def check_institution(facts: InstitutionFacts) -> Decision:
    """Answer whether an institution may be shown like this, with every reason why not."""
    decision = _named(facts.name, "directory.no_name", "请填写机构名称。", "name")
    decision &= _short(facts.duties, "主要职能", "duties") & check_phone(facts.phone)
    if facts.kind not in {one.value for one in InstitutionKind}:
        decision &= no("directory.bad_kind", "请选择机构类别。", "kind")
    return decision


def check_contact(facts: ContactFacts) -> Decision:
    """Answer whether a post may stand in the contact book, with every reason why not."""
    decision = _named(facts.post, "directory.no_post", "请填写岗位或窗口的名称。", "post")
    decision &= _named(facts.phone, "directory.no_phone", "请填写办公电话。", "phone")
    return decision & check_phone(facts.phone)


def check_number(count: int) -> Decision:
    """Answer whether one more entry fits beside those that a list has."""
    if count < MOST_ENTRIES:
        return YES
    text = f"一个网站最多列 {MOST_ENTRIES} 项，请停用不再使用的，或者合并几项。"
    return no("directory.too_many", text)


def _named(value: str, code: str, text: str, field: str) -> Decision:
    return YES if has_words(value) else no(code, text, field)


def _short(value: str, label: str, field: str) -> Decision:
    if len(value) <= LONGEST_TEXT:
        return YES
    text = f"“{label}”有 {len(value)} 字，最多 {LONGEST_TEXT} 字，请精简。"
    return no("directory.too_long", text, field)
