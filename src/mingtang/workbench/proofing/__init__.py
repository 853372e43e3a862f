"""Machine remarks on a text (检查提示): what may be wrong in it, where, and what to write instead.

Pure: texts and lists in, remarks out; no tables, no Django, no network. Used beside the gates of review, and by
letters, accounts and the inspector. A remark informs; what may not pass is for a pack to say.

>>> from mingtang.workbench.proofing import ProofBook, proof
>>> [(one.rule, one.excerpt, one.better) for one in proof("截止目前共签定协议3份。", ProofBook())]
[('wording', '截止目前', '截至目前'), ('wording', '签定', '签订')]
"""

from mingtang.workbench.proofing.proof import ProofBook, proof
from mingtang.workbench.proofing.remarks import RULES, ProofRule, Remark
from mingtang.workbench.proofing.wordings import Wording

__all__ = ["RULES", "ProofBook", "ProofRule", "Remark", "Wording", "proof"]
