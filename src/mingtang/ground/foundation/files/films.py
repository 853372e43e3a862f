"""Films that browsers do not play (WMV) made MP4 by ffmpeg, where it is installed."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

LONGEST = 2 * 60 * 60  # seconds by the clock
ADVICE = "apt-get install --no-install-recommends ffmpeg"
MISSING = (
    "服务器没有安装视频转换程序 ffmpeg，暂时不能转成 MP4；原件保存完好。"
    "请平台管理员安装后，在这一页点“重新转换”，或者自行转成 MP4 后上传。"
)
_TIMED_OUT = 124  # how `timeout` ends
_TIME = re.compile(r"(\d+):(\d\d):(\d\d)")
_DURATION = re.compile(r"Duration: (\d+):(\d\d):(\d\d)")
# The form of the source is stated, so that no list of other addresses is taken for a film.
_COMMAND = (
    *("-nostdin", "-hide_banner", "-y", "-protocol_whitelist", "file,pipe", "-f", "asf"),
    *("-i", "{source}", "-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn", "-map_metadata", "-1"),
    *("-vf", "scale='min(1280,iw)':-2", "-pix_fmt", "yuv420p"),
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-c:a", "aac", "-b:a", "128k"),
    *("-threads", "2", "-movflags", "+faststart", "-progress", "pipe:1", "{target}"),
)


class CannotConvert(ValueError):
    """A film cannot be made MP4 here; the text is Chinese and says what to do."""


def film_converter() -> str | None:
    """Return the program that converts films, None where it is not installed."""
    return shutil.which("ffmpeg")


def write_mp4(source: Path, target: Path, tell: Callable[[int, int | None], None]) -> None:
    """Write a WMV film as an MP4 that plays while it loads, at most 1280 pixels wide.

    `tell` hears the seconds done and the seconds in all, once known; what it raises ends the work.

    :raises CannotConvert: no program, a damaged film, or more than two hours of work.
    """
    program = film_converter()
    if program is None:
        raise CannotConvert(MISSING)
    command = [program, *(one.format(source=source, target=target) for one in _COMMAND)]
    log = target.with_suffix(".log")
    with log.open("w") as said:
        working = subprocess.Popen(
            ["nice", "timeout", str(LONGEST), *command],  # readers and editors first
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
        with working:
            try:
                _follow(working, log, tell)
            except BaseException:
                working.kill()
                raise
    if working.returncode == _TIMED_OUT:
        raise CannotConvert("视频太长，两小时内没有转完；原件保存完好，请剪短后重新上传。")
    if working.returncode or not target.exists() or not target.stat().st_size:
        raise CannotConvert("视频已损坏或编码特殊，不能转成 MP4；原件保存完好，请转成 MP4 后上传。")


def _follow(
    working: "subprocess.Popen[str]", log: Path, tell: Callable[[int, int | None], None]
) -> None:
    total: int | None = None
    for line in working.stdout or ():
        name, _, value = line.strip().partition("=")
        if name == "out_time" and value[:2].isdigit():
            total = total or _seconds(_DURATION.search(log.read_text(errors="replace")))
            tell(_seconds(_TIME.search(value)) or 0, total)


def _seconds(found: "re.Match[str] | None") -> int | None:
    if found is None:
        return None
    hours, minutes, seconds = map(int, found.groups())
    return hours * 3600 + minutes * 60 + seconds
