"""Old documents are converted by another program, within limits; without it the reason says what to do."""

import os
from pathlib import Path

import pytest

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.papers import old_word
from mingtang.ground.papers.bounded import FILE, run_bounded
from mingtang.ground.papers.old_word import as_docx, converter
from tests.ground.papers.word_files import notice_file


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program that takes the arguments of the real one before all others."""
    program = folder / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


def reason(data: bytes = b"old") -> str:
    with pytest.raises(Refused) as refused:
        as_docx(data, "doc")
    return str(refused.value)


def test_document_is_converted_in_a_folder_that_is_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = notice_file()  # holds the time of its making
    (tmp_path / "made.docx").write_bytes(made)
    script = (
        f'pwd > {tmp_path}/where; printf "%s\\n" "$@" > {tmp_path}/asked; mkdir out; '
        f"cp profile/user/registrymodifications.xcu in.doc {tmp_path}/; "
        f"cp {tmp_path}/made.docx out/in.docx"
    )
    install(tmp_path, monkeypatch, script)

    assert as_docx(b"old words", "doc") == made

    assert (tmp_path / "in.doc").read_bytes() == b"old words"
    settings = (tmp_path / "registrymodifications.xcu").read_text("utf-8")
    assert "DisableMacrosExecution" in settings
    assert "BlockUntrustedRefererLinks" in settings
    assert "--headless" in (tmp_path / "asked").read_text("utf-8")
    assert not Path((tmp_path / "where").read_text("utf-8").strip()).exists()


def test_document_that_cannot_be_converted_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, "exit 0")  # the real one ends well, too, and writes nothing
    assert "可能已损坏或设有密码" in reason()
    assert "另存为 .docx" in reason()


def test_conversion_without_end_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(old_word, "PATIENCE", 1)
    install(tmp_path, monkeypatch, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    assert "没能在一分钟内转换" in reason()
    child = int((tmp_path / "child").read_text("utf-8"))
    status = Path(f"/proc/{child}/status")
    assert not status.exists() or "zombie" in status.read_text("utf-8")


def test_program_cannot_fill_the_disk(tmp_path: Path) -> None:
    wanted = FILE // 1024**2 + 1
    command = ["dd", "if=/dev/zero", "of=large", "bs=1M", f"seek={wanted}", "count=1"]
    assert not run_bounded(command, tmp_path, seconds=20)
    assert (tmp_path / "large").stat().st_size <= FILE


def test_machine_without_the_program_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert converter() is None
    assert reason() == "这是旧格式的文件，请用 Word 或 WPS 打开，另存为 .docx 后再上传。"
