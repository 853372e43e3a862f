"""States and choices of homes and topic pages. Pure: no Django."""

from mingtang.ground.foundation.labels import LabelledEnum


class LayoutKind(LabelledEnum):
    """What a page of blocks is (版面类型)."""

    HOME = "home", "首页"
    TOPIC = "topic", "专题页"


class LayoutState(LabelledEnum):
    """Where the working copy of a page of blocks stands; what readers see is another row."""

    DRAFT = "draft", "编辑中"
    IN_REVIEW = "in_review", "审核中"
    PASSED = "passed", "审核通过，待发布"
    ONLINE = "online", "已发布"


class TopicState(LabelledEnum):
    """Whether a topic goes on (专题状态); what is closed or archived stays readable, marked so."""

    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"
    ARCHIVED = "archived", "已归档"
