"""States and choices of pages. Pure: no Django."""

from enum import IntEnum, StrEnum

from mingtang.ground.foundation.labels import LabelledEnum


class TargetState(LabelledEnum):
    """Where one file of one site stands (页面状态)."""

    WAITING = "waiting", "等待生成"
    RUNNING = "running", "正在生成"
    WRITTEN = "written", "已上线"
    VERIFIED = "verified", "已上线并核验"
    FAILED = "failed", "生成失败"
    HELD = "held", "已回退，暂停更新"
    GONE = "gone", "已删除"


class TargetLane(IntEnum):
    """Which queue a target waits in (发布通道); a smaller number goes first."""

    OWN = 1
    DEPENDENT = 2
    BULK = 3

    @property
    def label(self) -> str:
        """Return the Chinese words for the lane."""
        return {1: "本稿页面", 2: "关联页面", 3: "批量任务"}[self]


class PageScope(StrEnum):
    """What a page kind has one page of; a kind of scope OWN lists its pages itself."""

    SITE = "site"
    COLUMN = "column"
    OWN = "own"


class BatchKind(LabelledEnum):
    """Why files were written together (发布批次)."""

    OWN = "own", "稿件发布"
    DEPENDENT = "dependent", "关联更新"
    BULK = "bulk", "批量生成"
    ROLLBACK = "rollback", "回退"
    REPACK = "repack", "整理存储"


class BatchState(LabelledEnum):
    """How far a batch has come; what is `writing` and has no living owner has crashed."""

    WRITING = "writing", "正在写入"
    DONE = "done", "已完成"


class RunKind(LabelledEnum):
    """A walk over many pages in the bulk lane (批量任务)."""

    FULL = "full", "全站生成"
    RESHELL = "reshell", "更换页面外框"
    COLUMN = "column", "栏目变更"
    MERGE = "merge", "栏目合并"
    SUBJECT = "subject", "引用更新"
    VERIFY = "verify", "核对文件"


class RunState(LabelledEnum):
    """Where a bulk run stands."""

    RUNNING = "running", "进行中"
    PAUSED = "paused", "已暂停"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"


class TamperingKind(LabelledEnum):
    """How a file on disk differs from what was published (篡改类型)."""

    ALTERED = "altered", "内容被改动"
    ADDED = "added", "多出的文件"
    REMOVED = "removed", "文件被删除"
    TWIN = "twin", "压缩副本被改动"
    RIGHTS = "rights", "属主或权限被改动"


class TakeDownReason(LabelledEnum):
    """Why something is taken offline (下线原因)."""

    ERROR = "error", "内容有误"
    OUTDATED = "outdated", "内容过期"
    LAPSED = "lapsed", "文件失效"
    RIGHTS = "rights", "涉及权益"
    SECRECY = "secrecy", "涉密"
    ORDER = "order", "上级要求"
    OTHER = "other", "其他"


class MapSection(LabelledEnum):
    """A section of the map of a site, in its order (网站地图)."""

    COLUMNS = "columns", "栏目"
    TOPICS = "topics", "专题"
    INSTITUTIONS = "institutions", "领导和机构"
    STANDING = "standing", "常用页面"
