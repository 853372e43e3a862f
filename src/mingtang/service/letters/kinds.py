"""The kind of case that letters are."""

from mingtang.service.letters.enums import LETTER, LetterCategory
from mingtang.workbench.casework.kinds import JUDGEMENTS, CaseKind

LETTERS = CaseKind(
    LETTER,
    "来信",
    "来信〔{year}〕{number}号",
    categories=dict(LetterCategory.choices()),
    judgements=JUDGEMENTS,
    answer_rules=("reply.inquiry", "reply.complaint", "reply.letter", "reply.own_matter"),
)
