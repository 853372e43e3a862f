"""Names of the review room."""

from mingtang.ground.foundation.labels import LabelledEnum

KIND = "review"
AFTERWARDS = "afterwards"
COUNTERSIGN = "countersign"
COUNTERSIGN_RIGHT = "review.countersign"
URGENT_SIGNATURE = "urgent"
URGENT_SIGNATURE_LABEL = "紧急签发"
SIGNATURE = "signature"
SIGNATURE_LABEL = "主要领导签发"
SECRECY = "secrecy"
READ_FILE = "review.read_file"
CHECK_LINKS = "review.check_links"


class LinkState(LabelledEnum):
    """What came of requesting a link (链接检查); what may be a passing trouble is no fault of the text."""

    ALIVE = "alive", "打得开"
    DEAD = "dead", "打不开"
    UNSURE = "unsure", "没有连上"
