"""The furniture's part of `mingtang doctor`: is there a virus scanner, and does it answer?"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from mingtang.ground.foundation.checks import Check, Result, error, good, note
from mingtang.ground.foundation.files.clamav import ClamAV, ScannerDown
from mingtang.ground.foundation.files.films import ADVICE, film_converter


def _scanner(at: datetime) -> Iterator[Result]:
    if not settings.CLAMAV:
        yield note(
            "没有配置病毒检查程序",
            "建议安装 clamav-daemon，并设置 MINGTANG_CLAMAV=unix:/run/clamav/clamd.ctl",
        )
        return
    try:
        ClamAV(settings.CLAMAV, patience=10).ping()
    except ScannerDown as down:
        yield error(
            f"病毒检查程序 {settings.CLAMAV} 没有应答：{down}",
            "请检查 clamd 是否在运行、地址和权限是否正确；在此之前，文件不能上传和发布",
        )
    else:
        yield good("病毒检查程序有应答")


def _films(at: datetime) -> Iterator[Result]:
    if film_converter() is None:
        yield note("不能把 WMV 视频转成 MP4：没有安装 ffmpeg", ADVICE)
    else:
        yield good("可以把 WMV 视频转成 MP4")


CHECKS = (
    Check("desk.scanner", "病毒检查", _scanner),
    Check("desk.films", "视频转换", _films),
)
