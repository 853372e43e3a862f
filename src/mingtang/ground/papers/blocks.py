"""What a document is made of (文书): plain values that Word, PDF and HTML are written from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

DEEPEST_HEADING = 4


@dataclass(frozen=True)
class HeadingText:
    """A heading inside the body (结构层次): level 1 to 4 is 一、 （一） 1. （1）.

    `is_numbered` has the number written in front; a text that has its own says False.
    """

    text: str
    level: int = 1
    is_numbered: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.level <= DEEPEST_HEADING:
            raise ValueError(f"a heading has level 1 to {DEEPEST_HEADING}, not {self.level}")


@dataclass(frozen=True)
class BodyText:
    """A paragraph (自然段): its first line begins two characters in, unless `align` says otherwise.

    `align` is `center`, `right` or `flush` (顶格).
    """

    text: str
    align: str = ""


@dataclass(frozen=True)
class DataTable:
    """A table with a row of headings; a row that is shorter than they are is filled up."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""


@dataclass(frozen=True)
class BodyPicture:
    """A picture: the bytes of a file that Pillow reads, what it shows in words, its width at most."""

    content: bytes
    description: str
    caption: str = ""
    width: float = 130  # millimetres

    def __post_init__(self) -> None:
        if not self.description.strip():
            raise ValueError("a picture needs a description for those who do not see it")


BodyBlock = HeadingText | BodyText | DataTable | BodyPicture


@dataclass(frozen=True)
class OfficialDocument:
    """A document in the parts of the standard for official documents (公文); all but title and body optional.

    Without `mark` there is no red head, and the document is a plain report in the same layout.
    Source: GB/T 9704-2012, chapter 7.
    """

    title: str  # \\n where a line is to end
    body: Sequence[BodyBlock] = ()
    # 版头
    copy_number: str = ""  # 份号
    secrecy: str = ""  # 密级和保密期限
    urgency: str = ""  # 紧急程度
    mark: Sequence[str] = ()  # 发文机关标志, the leading office first
    mark_suffix: str = "文件"
    number: str = ""  # 发文字号
    signers: Sequence[str] = ()  # 签发人, of what goes upwards
    # 主体
    receivers: Sequence[str] = ()  # 主送机关
    attachments: Sequence[str] = ()  # 附件说明
    offices: Sequence[str] = ()  # 发文机关署名
    written_on: date | None = None  # 成文日期
    is_sealed: bool = False  # 加盖印章: date and offices stand where the seal covers them
    note: str = ""  # 附注
    # 版记
    copies_to: Sequence[str] = ()  # 抄送机关
    printed_by: str = ""  # 印发机关
    printed_on: date | None = None  # 印发日期
