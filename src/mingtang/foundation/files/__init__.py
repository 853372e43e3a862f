"""Files from outside (上传文件): judged by what is in them, named safely, written whole or not at all."""

from mingtang.foundation.files.judging import JudgedFile, judge_file
from mingtang.foundation.files.kinds import FileKind
from mingtang.foundation.files.names import safe_name
from mingtang.foundation.files.writing import digest_of, write_atomically

__all__ = [
    "FileKind",
    "JudgedFile",
    "digest_of",
    "judge_file",
    "safe_name",
    "write_atomically",
]
