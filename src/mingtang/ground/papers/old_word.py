"""Old documents of Word and WPS (.doc, .wps, .rtf) made .docx by LibreOffice, where it is installed."""

import shutil
import tempfile
import threading
from pathlib import Path

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.papers.bounded import run_bounded

OLD = frozenset({"doc", "wps", "rtf"})
PATIENCE = 60  # seconds
BY_HAND = "请用 Word 或 WPS 打开，另存为 .docx 后再上传。"
ADVICE = "apt-get install --no-install-recommends libreoffice-writer-nogui"
# No macro runs, and nothing that a document names elsewhere is fetched.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
_one_at_a_time = threading.Lock()  # each takes some 300 MB


def converter() -> str | None:
    """Return the program that converts, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def as_docx(data: bytes, extension: str) -> bytes:
    """Return an old document as .docx; what it holds is judged before and after by the caller.

    :raises Refused: it cannot be converted here; the reason says what to do.
    """
    program = converter()
    if program is None:
        raise _refusal("missing", f"这是旧格式的文件，{BY_HAND}")
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise _refusal("busy", f"正在转换别的文件，请过一会儿再试，或者{BY_HAND}")
    try:
        return _converted(program, data, extension)
    finally:
        _one_at_a_time.release()


def _converted(program: str, data: bytes, extension: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="mingtang-word-") as name:
        folder = Path(name)
        settings = folder / "profile" / "user"
        settings.mkdir(parents=True)
        (settings / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        source = folder / f"in.{extension}"
        source.write_bytes(data)
        command = [
            program,
            "--headless",
            "--norestore",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out")),
            str(source),
        ]
        try:
            is_done = run_bounded(command, folder, seconds=PATIENCE)
        except TimeoutError:
            raise _refusal("slow", f"文件太大或太复杂，没能在一分钟内转换。{BY_HAND}") from None
        made = folder / "out" / "in.docx"
        if not is_done or not made.is_file():
            raise _refusal("failed", f"文件不能转换，可能已损坏或设有密码。{BY_HAND}")
        return made.read_bytes()


def _refusal(code: str, text: str) -> Refused:
    return Refused([Reason(f"word.old_{code}", text, "upload")])
