"""Files from outside (上传文件): judged by what is in them, named safely, written whole or not at all."""

from mingtang.ground.foundation.files.door import AdmittedFile, admit_file, judge_stored
from mingtang.ground.foundation.files.judging import (
    JudgedFile,
    add_scanner,
    judge_file,
    remove_scanner,
)
from mingtang.ground.foundation.files.kinds import FileKind
from mingtang.ground.foundation.files.names import safe_name
from mingtang.ground.foundation.files.uses import FileUse
from mingtang.ground.foundation.files.writing import digest_of, write_atomically

__all__ = [
    "AdmittedFile",
    "FileKind",
    "FileUse",
    "JudgedFile",
    "add_scanner",
    "admit_file",
    "digest_of",
    "judge_file",
    "judge_stored",
    "remove_scanner",
    "safe_name",
    "write_atomically",
]
