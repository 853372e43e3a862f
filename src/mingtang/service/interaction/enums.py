"""What is wrong with a page, as people report it."""

from mingtang.ground.foundation.labels import LabelledEnum

SITE_ERROR = "site_error"  # the code of the kind of case, and its category in the rules of packs


class ErrorTopic(LabelledEnum):
    """What is wrong (问题类型), as 我为政府网站找错 asks.

    Source: the national platform's own form, as it is retold; its text was not seen.
    """

    UNREACHABLE = "unreachable", "内容无法访问"
    STALE = "stale", "信息不更新"
    INACCURATE = "inaccurate", "内容不准确"
    MISSPELT = "misspelt", "错别字"
    UNANSWERED = "unanswered", "咨询留言不回复"
    FORGED = "forged", "虚假伪造内容"
    IMPRACTICAL = "impractical", "服务不实用"
    OTHER = "other", "其他"
