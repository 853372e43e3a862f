"""Sizes of a picture, made in a process of their own: the one that asks does not grow."""

import json
import subprocess
import sys
from pathlib import Path

from mingtang.ground.foundation.files import sizes
from mingtang.ground.foundation.files.kinds import FileKind
from mingtang.ground.foundation.files.sizes import MadeSize

LONGEST = 180  # seconds by the clock, on a machine that has other work


class CannotResize(ValueError):
    """A picture cannot be made smaller; the text is Chinese and says why."""


def picture_sizes(source: Path, kind: FileKind, folder: Path, mark: str = "") -> list[MadeSize]:
    """Write the sizes of a picture into a folder and return them; none where none are needed.

    `mark` are words that each size shows in its corner; the source stays as it is.

    :raises CannotResize: it is damaged, too large, or takes too long.
    """
    asked = [sys.executable, "-m", sizes.__name__, str(source), kind.value, str(folder), mark]
    try:
        ended = subprocess.run(asked, capture_output=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired as error:
        raise CannotResize("图片处理超时，网页上用的是原图；请把图片缩小后重新上传") from error
    if ended.returncode == 0:
        return [MadeSize(**one) for one in json.loads(ended.stdout)]
    if ended.returncode == sizes.DAMAGED:
        raise CannotResize("图片已损坏，无法生成各种尺寸；请重新导出后上传")
    if ended.returncode == sizes.FONTLESS:
        raise CannotResize(
            "服务器没有中文字体，水印没有加上，网页上用的是原图；请平台管理员安装字体"
        )
    raise CannotResize("图片过大，无法生成各种尺寸，网页上用的是原图；请缩小后重新上传")
