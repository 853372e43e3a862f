"""Machine remarks that are set aside, and the words that an office adds to the checks."""

from typing import Any

from mingtang.editorial.content.models import Article
from mingtang.editorial.review import actions as review
from mingtang.editorial.review.models import IgnoredRemark, OwnWording
from mingtang.editorial.review.policies import remark_key
from tests.actions.spec import Case
from tests.factories import content as make

OTHERS = ("stranger", "stranger_leader", "auditor")


def _remark(cast: Any, at: Any) -> dict[str, Any]:
    fields = make.news_fields(title="截止目前全市签约三十个项目")
    article = make.accepted(cast, at, fields)
    key = remark_key("wording", "截止目前")
    return {"article_id": article.pk, "key": key, "reason": "引用原文"}


def _set_aside(cast: Any, at: Any, given: dict[str, Any]) -> None:
    review.ignore_remark(actor=cast.desk_editor, at=at, **given)


def _word(cast: Any, at: Any) -> dict[str, Any]:
    return {"site_id": cast.portal.pk, "word": "打造", "better": "建设", "why": "用语规范"}


def _known(cast: Any, at: Any, given: dict[str, Any] | None = None) -> None:
    review.add_wording(actor=cast.desk_editor, at=at, **_word(cast, at))


def _listed(cast: Any, at: Any) -> dict[str, Any]:
    _known(cast, at)
    return {"wording_id": OwnWording.objects.get().pk}


CASES = (
    Case(
        review.ignore_remark,
        "desk_editor",
        _remark,
        "review.remark.ignored",
        lambda cast, row, _: (
            row.rule == "wording"
            and str(row.reason) == "引用原文"
            and row.article == Article.objects.get()
            and IgnoredRemark.objects.count() == 1
        ),
        (*OTHERS, "officer"),
        {
            "review.no_remark": _set_aside,
            "review.ignore_reason": lambda cast, at, _: {"reason": " "},
        },
    ),
    Case(
        review.add_wording,
        "desk_editor",
        _word,
        "review.wording.added",
        lambda cast, row, _: (
            row.unit == cast.portal.operating_unit and (row.word, row.better) == ("打造", "建设")
        ),
        (*OTHERS, "officer"),
        {
            "review.word_known": _known,
            "review.word_short": lambda cast, at, _: {"word": "打"},
            "review.allowed_better": lambda cast, at, _: {"is_allowed": True},
            "review.same_word": lambda cast, at, _: {"better": "打造"},
        },
    ),
    Case(
        review.remove_wording,
        "desk_editor",
        _listed,
        "review.wording.removed",
        lambda cast, _, given: not OwnWording.objects.exists(),
        (*OTHERS, "officer"),
        stateless="a word that is listed may always be taken off",
    ),
)
