import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.ground.foundation.files import FileKind, safe_name


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("通知.pdf", FileKind.PDF, "通知.pdf"),
        ("2026.04.30 通知（终稿）.pdf", FileKind.PDF, "2026.04.30 通知（终稿）.pdf"),
        ("../../etc/passwd", None, "passwd"),
        ("C:\\用户\\张三\\通知.doc", FileKind.DOC, "通知.doc"),
        ("a\x00b\u202egpj.exe", FileKind.JPG, "abgpj.jpg"),
        ("图.php.jpg", FileKind.JPG, "图_php.jpg"),
        ("图.PHP .jpg", FileKind.JPG, "图_PHP.jpg"),
        ("图.jpeg", FileKind.JPG, "图.jpeg"),
        ("图.png", FileKind.JPG, "图.jpg"),
        ("图", FileKind.JPG, "图.jpg"),
        ('a<b>:"|?*c.txt', FileKind.TXT, "a_b______c.txt"),
        (".htaccess", None, "htaccess"),
        ("...", None, "未命名"),
        ("", FileKind.PDF, "未命名.pdf"),
        ("con.txt", FileKind.TXT, "_con.txt"),
        ("名" * 200 + ".docx", FileKind.DOCX, "名" * 65 + ".docx"),
    ],
)
def test_safe_name_keeps_words_and_drops_tricks(
    name: str, kind: FileKind | None, expected: str
) -> None:
    assert safe_name(name, kind) == expected


@given(st.text(), st.sampled_from([None, *FileKind]))
def test_safe_name_is_safe_and_stays(name: str, kind: FileKind | None) -> None:
    safe = safe_name(name, kind)
    assert safe not in {"", ".", ".."}
    assert not set(safe) & set('/\\\x00\n<>:"|?*')
    assert not safe.startswith(".")
    assert len(safe.encode()) <= 200
    assert safe_name(safe, kind) == safe
