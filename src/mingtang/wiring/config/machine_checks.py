"""What `mingtang doctor` looks at on the machine itself (运行环境); nothing here needs Django."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import metadata
from pathlib import Path

from mingtang.ground.foundation.checks import Check, Result, error, good, note, warning
from mingtang.wiring.config.environment import (
    PROJECT_ROOT,
    data_dir,
    database_settings,
    sqlite_files,
)
from mingtang.wiring.config.ports import (
    OFFICE_PORT,
    PUBLIC_PORT,
    UnusablePort,
    answers,
    is_free,
    port_from,
)
from mingtang.wiring.config.private_files import exposed, make_private

OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 35)
LITTLE_SPACE = 2 * 1024**3
TOO_LITTLE_SPACE = 200 * 1024**2
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts")
CHINESE_FONTS = re.compile(
    r"cjk|wqy|simsun|simhei|source.?han|pingfang|songti|fangsong", re.IGNORECASE
)


def check_python(at: datetime) -> Iterator[Result]:
    """Look at the version of Python."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        yield error(f"Python {version} 过旧", "请安装 Python 3.11 或更新版本，再运行 make setup")
    else:
        yield good(f"Python {version}")


def check_sqlite(at: datetime) -> Iterator[Result]:
    """Look at the version of SQLite and at its full-text search."""
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield error(f"SQLite {version} 过旧", "请升级系统的 SQLite 到 3.35 以上，或改用 PostgreSQL")
        return
    with sqlite3.connect(":memory:") as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    connection.close()
    if "ENABLE_FTS5" in options:
        yield good(f"SQLite {version}（含全文检索）")
    else:
        yield warning(
            f"SQLite {version} 不含全文检索模块 FTS5", "请换用带 FTS5 的 Python，或改用 PostgreSQL"
        )


def check_data_dir(at: datetime) -> Iterator[Result]:
    """Look whether data can be written, and how much space is left."""
    folder = data_dir()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        yield error(
            f"数据目录 {folder} 不可写", "请修改目录权限，或用环境变量 MINGTANG_HOME 指定别的目录"
        )
        return
    free = shutil.disk_usage(existing).free
    left = f"剩余空间 {free / 1024**3:.1f} GB"
    if free < TOO_LITTLE_SPACE:
        yield error(
            f"数据目录 {folder} 所在磁盘已满：{left}", "请清理磁盘，或把数据目录移到别的磁盘"
        )
    elif free < LITTLE_SPACE:
        yield warning(f"数据目录 {folder} 所在磁盘将满：{left}", "请尽快清理磁盘")
    else:
        yield good(f"数据目录 {folder} 可写，{left}")


def check_private_files(at: datetime) -> Iterator[Result]:
    """Look whether anybody else can read keys, database, logs or files, and take that right away."""
    home = data_dir()
    if not (home / "secrets").is_dir():
        yield note("密钥尚未生成，首次启动时自动生成")
        return
    try:
        databases = sqlite_files(database_settings())
    except ValueError:  # told where the settings are loaded
        databases = ()
    found = list(exposed(home, databases))
    corrected = make_private(home, databases)
    for one in found:
        advice = (
            "权限已改正；请确认没有被他人复制，必要时更换密钥和密码"
            if one in corrected
            else f"请运行：chmod {one.mode:o} {one.path}"
        )
        yield error(f"其他用户可以读取 {one.path}", advice)
    if not found:
        yield good("密钥、数据库、日志和附件只有本用户可读")


def check_ports(at: datetime) -> Iterator[Result]:
    """Look whether the ports of the two faces are free, or held by ourselves."""
    for title, variable, usual in (
        ("公众端", "PORT", PUBLIC_PORT),
        ("工作台", "OFFICE_PORT", OFFICE_PORT),
    ):
        try:
            port = port_from(variable, usual)
        except UnusablePort as problem:
            yield error(str(problem), f"请改正环境变量 {variable}")
            continue
        if is_free(port):
            yield good(f"{title}端口 {port} 空闲")
        elif answers(port):
            yield good(f"{title}正在端口 {port} 运行")
        else:
            yield warning(
                f"{title}端口 {port} 被别的程序占用", f"请停止该程序，或用 {variable}= 另选端口"
            )


def check_lock(at: datetime) -> Iterator[Result]:
    """Compare what is installed with the lock file; an installed package has no lock file beside."""
    lock = PROJECT_ROOT / "requirements" / "runtime.lock"
    if not lock.is_file():
        yield note("不是源码目录，未核对依赖版本")
        return
    wrong = list(_drift(lock.read_text("utf-8")))
    if wrong:
        yield error(f"依赖与锁定版本不一致：{'，'.join(wrong)}", "请运行 make setup")
    else:
        yield good("依赖与锁定版本一致")


def _drift(lock: str) -> Iterator[str]:
    for name, pinned in re.findall(
        r"^([a-z0-9._-]+)==([^\s;\\]+)", lock, re.MULTILINE | re.IGNORECASE
    ):
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            installed = "未安装"
        if installed != pinned:
            yield f"{name} {installed}（应为 {pinned}）"


def check_programs(at: datetime) -> Iterator[Result]:
    """Look for the programs of the system that some work needs; none is needed to start."""
    chromium = next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), "")
    if chromium:
        yield good(f"Chromium：{chromium}")
    else:
        yield note("未找到 Chromium", "只有浏览器测试和网页截图需要，可安装系统软件包 chromium")
    nginx = shutil.which("nginx") or (_existing("/usr/sbin/nginx"))
    if nginx:
        yield good(f"nginx：{nginx}")
    else:
        yield note("未找到 nginx", "试用不需要；正式对外服务时请安装系统软件包 nginx")
    if _has_chinese_font():
        yield good("系统已有中文字体")
    else:
        yield note("未找到中文字体", "网页截图和 PDF 需要，可安装系统软件包 fonts-noto-cjk")


def _existing(path: str) -> str:
    return path if Path(path).exists() else ""


def _has_chinese_font() -> bool:
    if lister := shutil.which("fc-list"):
        listed = subprocess.run(
            [lister, ":lang=zh", "file"], capture_output=True, text=True, check=False
        )
        return bool(listed.stdout.strip())
    files: Iterable[Path] = (
        path for top in FONT_FOLDERS for path in Path(top).rglob("*.[ot]t[cf]")
    )
    return any(CHINESE_FONTS.search(path.name) for path in files)


CHECKS = (
    Check("machine.python", "Python", check_python),
    Check("machine.sqlite", "SQLite", check_sqlite),
    Check("machine.lock", "依赖", check_lock),
    Check("machine.data_dir", "数据目录", check_data_dir),
    Check("machine.private_files", "文件权限", check_private_files),
    Check("machine.ports", "端口", check_ports),
    Check("machine.programs", "辅助程序", check_programs),
)
