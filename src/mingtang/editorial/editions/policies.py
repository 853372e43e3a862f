"""Requirements of an edition in another language. Pure: no Django."""

from collections.abc import Collection
from dataclasses import dataclass

from mingtang.editorial.editions.enums import KeeperDuty
from mingtang.ground.foundation.decisions import YES, Decision, no


@dataclass(frozen=True)
class EditionFacts:
    """The facts about an edition to be set up."""

    is_foreign: bool
    mirrors_chinese: bool
    language_taken: bool
    updaters: int
    reviewers: int
    gone: tuple[str, ...] = ()


def may_be_declared(facts: EditionFacts) -> Decision:
    """Answer whether a site can be an edition, maintained by named people.

    Source: 国办发〔2014〕57号, 10 (GB-09): no edition in a foreign language without people who maintain it.
    """
    decision = YES
    if not facts.is_foreign:
        decision &= no("editions.not_foreign", "语种为“外文”的网站才能设为外文版。", "site")
    if not facts.mirrors_chinese:
        text = "外文版对应的应当是中文网站，请另选。"
        decision &= no("editions.mirrors_foreign", text, "mirrors")
    if facts.language_taken:
        text = "这个中文网站已有该语种的外文版，请另选语种。"
        decision &= no("editions.language_taken", text, "language")
    if not facts.updaters:
        decision &= no("editions.no_updater", "请写明负责更新的人员。", "updater")
    if not facts.reviewers:
        decision &= no("editions.no_reviewer", "请写明负责审校的人员。", "reviewer")
    if facts.gone:
        text = f"{'、'.join(facts.gone)}的账号已停用，请另选人员。"
        decision &= no("editions.person_gone", text)
    return decision


def may_be_opened(*, is_declared: bool, duties: Collection[KeeperDuty]) -> Decision:
    """Answer whether an edition has the people that it needs to be opened.

    `duties` are those that have a keeper with an active account.
    """
    if not is_declared:
        text = "请先在“外文版”中写明对应的中文网站，以及负责更新和审校的人员。"
        return no("editions.not_declared", text)
    decision = YES
    for duty in KeeperDuty:
        if duty not in duties:
            text = (
                f"没有在岗人员负责外文版的{duty.label}，按规定暂不开设；请先在“外文版”中写明人员。"
            )
            decision &= no(f"editions.nobody_to_{duty.value}", text)
    return decision


def may_match(*, is_here: bool, is_original: bool, is_taken: bool, what: str) -> Decision:
    """Answer whether a column or article of an edition can be matched with a Chinese one."""
    decision = YES
    if not is_here:
        decision &= no("editions.not_here", f"请选本外文版的{what}。", "translation")
    if not is_original:
        decision &= no("editions.not_original", f"请选对应中文网站上的{what}。", "original")
    if is_taken:
        text = f"这个中文{what}在本外文版已有对应，请先取消原来的对应。"
        decision &= no("editions.taken", text, "original")
    return decision
