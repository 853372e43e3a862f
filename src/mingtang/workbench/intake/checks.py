"""What `mingtang doctor` looks at: the key pair of sealed forms, and forms that nobody takes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from mingtang.ground.foundation.checks import Check, Result, error, good, warning
from mingtang.spine.vault.boxes import public_key_of
from mingtang.spine.vault.key_files import NoKey, read_private_keys, read_public_key
from mingtang.workbench.intake.models import IntakeRow
from mingtang.workbench.intake.queries import waiting_since

LONG = timedelta(minutes=10)


def check_keys(at: datetime) -> Iterator[Result]:
    """Look whether what is sealed with the public key can be opened here."""
    private = Path(settings.INTAKE_KEY_FILE)
    try:
        public_key = read_public_key(Path(settings.INTAKE_PUBLIC_KEY_FILE))
    except NoKey as problem:
        yield error(
            f"公众表单不能提交：没有加密用的公钥（{problem}）",
            "请从运行后台任务的主机复制 secrets/intake.pub；单机安装请运行 mingtang prepare",
        )
        return
    try:
        private_keys = read_private_keys(private)
    except NoKey:
        yield warning(
            "这台主机没有打开公众来件的私钥，只能收件",
            "只运行公众端的主机应当如此；运行后台任务的主机请恢复备份的 secrets/intake",
        )
        return
    if public_key_of(private_keys[0]) != public_key:
        yield error(
            "公众来件的公钥与私钥不配对，新收的来件将打不开",
            "请立即恢复备份的 secrets/intake 和 secrets/intake.pub，两个文件须同时恢复",
        )
        return
    yield good("公众来件的加密密钥成对，请确认 secrets/intake 已备份")


def check_rows(at: datetime) -> Iterator[Result]:
    """Look whether forms wait too long, or could not be taken."""
    since = waiting_since()
    if since is not None and since < at - LONG:
        minutes = int((at - since).total_seconds() // 60)
        yield error(
            f"有公众来件已等待 {minutes} 分钟没有接收",
            "请确认后台任务进程在运行，再看 mingtang intake list --state waiting 列出的错误",
        )
    if refused := IntakeRow.objects.refused()[:1000].count():
        yield error(
            f"有 {refused} 份公众来件未能接收，内容仍加密保存",
            "请看 mingtang intake list --state refused，排除原因后用 mingtang intake retry 重新接收",
        )


CHECKS = (
    Check("intake.keys", "公众来件密钥", check_keys),
    Check("intake.rows", "公众来件", check_rows, needs_database=True),
)
