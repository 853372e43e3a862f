"""The disks that an installation fills (磁盘)."""

import shutil
from pathlib import Path

from django.conf import settings

LITTLE = 200 * 1024**2  # bytes; below this writing fails soon


def spaces() -> dict[str, int]:
    """Return the free bytes of each disk, by the Chinese name of what is on it."""
    folders = {
        "数据目录": settings.DATA_DIR,
        "发布目录": settings.PUBLISH_ROOT,
        "存储目录": settings.PUBLISH_STORE,
    }
    return {name: shutil.disk_usage(_existing(Path(path))).free for name, path in folders.items()}


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())
