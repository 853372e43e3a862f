"""This room's part of `mingtang doctor`: can this machine make PDF, with Chinese letters?"""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime

from mingtang.ground.foundation.checks import Check, Result, good, note, warning
from mingtang.ground.papers.old_word import ADVICE as OLD_ADVICE
from mingtang.ground.papers.old_word import converter
from mingtang.ground.papers.pdf import ADVICE, PdfUnavailable, load_pdf_maker

PATIENCE = 20  # seconds


def _pdf(at: datetime) -> Iterator[Result]:
    try:
        load_pdf_maker()
    except PdfUnavailable as missing:
        yield note(f"不能导出 PDF：{missing}", ADVICE)
        return
    yield good("可以导出 PDF")
    if not _has_chinese_font():
        yield warning(
            "没有中文字体，导出的 PDF 中汉字会显示为方框",
            "请安装中文字体：apt-get install fonts-noto-cjk",
        )


def _has_chinese_font() -> bool:
    """Ask the system's list of fonts; a machine without that list is not accused."""
    program = shutil.which("fc-list")
    if program is None:
        return True
    try:
        asked = subprocess.run(
            [program, ":lang=zh-cn", "family"], capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return True
    return asked.returncode != 0 or bool(asked.stdout.strip())


def _old_word(at: datetime) -> Iterator[Result]:
    if converter() is None:
        yield note("不能导入旧的 .doc 和 .wps 文件：没有安装 LibreOffice", OLD_ADVICE)
    else:
        yield good("可以导入旧的 .doc 和 .wps 文件")


CHECKS = (
    Check("papers.old_word", "导入旧的 Word 文件", _old_word),
    Check("papers.pdf", "导出 PDF", _pdf),
)
