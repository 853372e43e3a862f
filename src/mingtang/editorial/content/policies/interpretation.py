"""When a policy document has to be interpreted (政策解读), and what may go online with it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingtang.editorial.content.enums import PolicyArea
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words

KEY_POLICY = "key_policy"


def area_is_told(area: str, *, is_asked: bool) -> Decision:
    """Answer whether a policy document says what it is about, where the rules ask it."""
    if area or not is_asked:
        return YES
    text = "请选择政策领域：涉及经济发展、社会民生的政策，解读要与文件同时发布。"
    return no("content.policy_area_missing", text, "policy_area")


def facts_of(kind: str, area: str, *, is_key: bool) -> Mapping[str, Any]:
    """Return what the condition of the rule of joint release is asked about."""
    topics = [area]
    if area == PolicyArea.BOTH:
        topics = [PolicyArea.ECONOMY.value, PolicyArea.LIVELIHOOD.value]
    return {"kind": kind, "topic": [*topics, KEY_POLICY] if is_key else topics}


@dataclass(frozen=True)
class FoundInterpretation:
    """One interpretation of a policy: its title, where it stands, whether it may go online now."""

    article_id: int
    title: str
    state: str
    is_ready: bool
    is_live: bool


def may_release_policy(
    explanations: Sequence[FoundInterpretation], *, excepted: bool, may_except: bool
) -> Decision:
    """Answer whether a policy that has to be interpreted may go online.

    Source: 宣政办〔2015〕 二（三） (XC-06); 国办发〔2014〕57号（四） (GB-02): at the same time.
    """
    if excepted or any(one.is_ready for one in explanations):
        return YES
    ways = "；确需先发文件的，请写明理由办理“先发文件”" if may_except else ""
    if not explanations:
        text = f"这份文件的解读要与文件同时发布，现在还没有解读稿。请先写好解读并通过审核{ways}。"
        return no("publishing.interpretation_missing", text)
    where = "、".join(f"《{one.title}》现在是“{one.state}”" for one in explanations)
    text = f"解读要与文件同时发布，{where}，审核通过后才能一并发布{ways}。"
    return no("publishing.interpretation_not_ready", text)


def may_not_precede(title: str) -> Decision:
    """Refuse to put an interpretation online before its policy, whose title is given."""
    text = f"所解读的《{title}》还没有上线。请在文件的页面发布，解读随文件同时上线。"
    return no("publishing.interpretation_precedes", text)


def may_state_exception(*, may_except: bool, is_needed: bool, reason: str) -> Decision:
    """Answer whether a policy may go online before its interpretation: the rules allow it, for a reason."""
    decision = YES
    if not is_needed:
        decision &= no(
            "publishing.exception_needless", "这份文件不要求与解读同时发布，直接发布即可。"
        )
    elif not may_except:
        text = "所依制度要求解读与文件同时发布，没有例外。请先备好解读。"
        decision &= no("publishing.exception_not_allowed", text)
    if not has_words(reason):
        decision &= no("publishing.reason_missing", "请写明先发文件的理由。", "reason")
    return decision
