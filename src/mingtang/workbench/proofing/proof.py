"""All rules over one text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from mingtang.workbench.proofing.dates import date_remarks
from mingtang.workbench.proofing.leaders import ListedLeader, leader_remarks
from mingtang.workbench.proofing.marks import secrecy_remarks
from mingtang.workbench.proofing.numbers import number_remarks
from mingtang.workbench.proofing.personal import personal_remarks
from mingtang.workbench.proofing.remarks import Remark
from mingtang.workbench.proofing.signs import sign_remarks
from mingtang.workbench.proofing.wordings import Wording, WordingList, bundled_wordings

LONGEST = 2_000_000  # characters looked at; a body holds no more


@dataclass
class ProofBook:
    """What an office adds to the rules: its words, its leaders in order, and today.

    Compiled once and used for many texts.
    """

    wordings: Sequence[Wording] = ()
    leaders: Sequence[ListedLeader] = ()
    today: date = date.max
    words: WordingList = field(init=False)

    def __post_init__(self) -> None:
        self.words = WordingList((*bundled_wordings(), *self.wordings))


def proof(text: str, book: ProofBook) -> list[Remark]:
    """Return what may be wrong in a text of one paragraph or many, in the order of the places.

    Of remarks on the same place the one of the more serious rule stays.
    """
    text = text[:LONGEST]
    found = [
        *secrecy_remarks(text),
        *personal_remarks(text),
        *book.words.remarks(text),
        *leader_remarks(text, book.leaders),
        *date_remarks(text),
        *number_remarks(text, today=book.today),
        *sign_remarks(text),
    ]
    first: dict[tuple[int, int], Remark] = {}
    for one in found:
        first.setdefault((one.start, one.end), one)
    return sorted(first.values(), key=lambda one: (one.start, one.end))
