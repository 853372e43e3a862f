import contextlib
import hashlib
import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.files import FileKind, FileUse, JudgedFile, judge_file
from tests.ground.foundation.files.samples import (
    MP3_FRAME,
    SAMPLES,
    WINDOWS_MEDIA,
    archive,
    compound,
    office,
    picture,
)

LIMIT = 10 * 1024 * 1024
# WPS Office writes the forms of Microsoft Office: the name alone tells one from the other.
SAME_FORM = [{"doc", "docx", "wps"}, {"xls", "xlsx", "et"}, {"ppt", "pptx", "dps"}]


def judge(content: bytes, name: str, **particulars: object) -> JudgedFile:
    return judge_file(io.BytesIO(content), name, max_bytes=LIMIT, **particulars)  # type: ignore[arg-type]


def refusal(content: bytes, name: str, **particulars: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        judge(content, name, **particulars)
    return [reason.code for reason in refused.value.reasons]


@pytest.mark.parametrize("kind", list(FileKind))
def test_judge_file_knows_every_kind_by_its_content(kind: FileKind) -> None:
    content = SAMPLES[kind.value]
    assert (
        judge(content, f"附件.{kind.value.upper()}")
        == JudgedFile(
            kind, f"附件.{kind.value.upper()}", len(content), hashlib.sha256(content).hexdigest()
        )
        or judge(content, f"附件.{kind.value}").kind is kind
    )
    assert kind.media_type


@pytest.mark.parametrize("kind", list(FileKind))
@pytest.mark.parametrize("other", list(FileKind))
def test_judge_file_refuses_every_kind_under_another_name(kind: FileKind, other: FileKind) -> None:
    if kind is other:
        return
    if other.value in {"wps", "et", "dps"} and any({kind, other} <= form for form in SAME_FORM):
        assert judge(SAMPLES[kind.value], f"附件.{other.value}").kind is other
    elif kind.value in {"wps", "et", "dps"} and any({kind, other} <= form for form in SAME_FORM):
        if other.value.endswith("x"):  # the sample is of the older form
            assert refusal(SAMPLES[kind.value], f"附件.{other.value}") == ["file.disguised"]
    else:
        assert refusal(SAMPLES[kind.value], f"附件.{other.value}") == ["file.disguised"]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "空.txt", "file.empty"),
        (b"MZ\x90\x00" + bytes(100), "图.jpg", "file.executable"),
        (b"\x7fELF" + bytes(100), "图.png", "file.executable"),
        (b"#!/bin/sh\nrm -rf /", "说明.txt", "file.executable"),
        (b"\xca\xfe\xba\xbe" + bytes(100), "a.class", "file.executable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "图.svg", "file.markup"),
        (b"<svg onload=alert(1)>", "图.png", "file.markup"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><html>", "说明.txt", "file.markup"),
        ("正文<script>alert(1)</script>".encode(), "说明.txt", "file.markup"),
        ("<HTML>".encode("utf-16"), "说明.txt", "file.markup"),
        (b"<?xml version='1.0'?><x/>", "数据.txt", "file.markup"),
        (b"<?php system($_GET['c']);", "说明.txt", "file.markup"),
        (b"Rar!\x1a\x07\x00", "资料.rar", "file.packed"),
        (bytes(range(256)), "数据.txt", "file.unknown"),
        (b"\xff\xfeA", "残.txt", "file.unknown"),
        (compound("SomethingElse"), "安装.msi", "file.unknown"),
        (compound("EncryptedPackage", "EncryptionInfo"), "密.docx", "file.encrypted"),
        (compound("WordDocument", "Macros", "VBA"), "宏.doc", "file.macro"),
        (compound("Workbook", "_VBA_PROJECT_CUR"), "宏.xls", "file.macro"),
        (WINDOWS_MEDIA, "声.wma", "file.unknown"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "图.heic", "file.unknown"),
        (MP3_FRAME, "短.mp3", "file.unknown"),  # one frame alone may be chance
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "图.png", "file.damaged"),
        (SAMPLES["png"][:40], "图.png", "file.damaged"),
        (SAMPLES["jpg"][:3] + b"<script>", "图.jpg", "file.damaged"),
        (b"PK\x03\x04" + bytes(40), "包.zip", "file.damaged"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "旧.doc", "file.damaged"),
        (compound("WordDocument")[:700], "旧.doc", "file.damaged"),
        (compound("WordDocument", "\x01Ole10Native"), "嵌.doc", "file.embedded"),
        (b"%PDF-1.7\n<html><script>alert(1)</script>", "伪.pdf", "file.damaged"),
        (b"{\\rtf1{\\object\\objemb{\\*\\objdata 0105}}}", "嵌.rtf", "file.embedded"),
        (b"{\\rtf1{\\*\\template http://x.example/a.dotm}}", "外.rtf", "file.external"),
        (b"<html><p>x</p></html>", "网页.html", "file.markup"),
    ],
)
def test_judge_file_refuses_what_may_not_come_in(content: bytes, name: str, code: str) -> None:
    assert refusal(content, name) == [code]


def test_judge_file_refuses_macros_in_new_office_files() -> None:
    content = office("word/document.xml", **{"word/vbaProject.bin": "x"})
    assert refusal(content, "宏.docm") == ["file.macro", "file.disguised"]


@pytest.mark.parametrize(
    ("members", "codes"),
    [
        ({"安装.exe": "MZ"}, ["file.archive_member"]),
        ({"a/b/说明.html": "x", "x.JS": "x"}, ["file.archive_member"] * 2),
        ({"../../etc/passwd": "x"}, ["file.archive_path"]),
        ({"/etc/passwd": "x"}, ["file.archive_path"]),
        ({"..\\a.txt": "x"}, ["file.archive_path"]),
        ({"C:\\a.txt": "x"}, ["file.archive_path"]),
    ],
)
def test_judge_file_looks_at_the_members_of_an_archive(
    members: dict[str, str | bytes], codes: list[str]
) -> None:
    assert refusal(archive(members), "包.zip") == codes


def test_judge_file_names_the_member_as_an_old_windows_wrote_it() -> None:
    content = archive({"AAAA.exe": "MZ"}).replace(b"AAAA", "程序".encode("gbk"))
    with pytest.raises(Refused) as refused:
        judge(content, "包.zip")
    assert str(refused.value) == "压缩包里的“程序.exe”是程序、网页或带宏的文件，请删去后重新打包"


def test_judge_file_names_a_member_in_no_known_encoding() -> None:
    content = archive({"AAAA.exe": "MZ"}).replace(b"AAAA", b"\x80\xff\xff\xff")
    assert refusal(content, "包.zip") == ["file.archive_member"]


def test_judge_file_refuses_an_archive_that_unpacks_to_too_much() -> None:
    assert refusal(archive({"零.txt": bytes(101 * 1024 * 1024)}), "包.zip") == [
        "file.archive_too_large"
    ]


def test_judge_file_refuses_an_encrypted_archive() -> None:
    content = bytearray(SAMPLES["zip"])
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for member in file.infolist():
            content[member.header_offset + 6] |= 1
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    assert refusal(bytes(content), "包.zip") == ["file.encrypted"]


def test_judge_file_refuses_a_picture_too_large_to_decode() -> None:
    content = bytearray(picture("PNG"))
    for width, code in ((80_000, "file.too_many_pixels"), (8_000, "file.too_many_pixels")):
        content[16:24] = struct.pack(">II", width, 20_000)
        assert refusal(_with_new_sum(content), "大.png") == [code]


def _with_new_sum(content: bytearray) -> bytes:
    import zlib  # only here

    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    return bytes(content)


def test_judge_file_gives_all_reasons_at_once() -> None:
    with pytest.raises(Refused) as refused:
        judge(SAMPLES["png"], "合同.pdf", allowed=[FileKind.PDF, FileKind.DOCX])
    assert [reason.text for reason in refused.value.reasons] == [
        "扩展名是 .pdf，内容却是PNG 图片，请用扩展名 .png 另存后再上传",
        "这里不收PNG 图片，可以上传：PDF 文档、Word 文档",
    ]
    assert refusal(SAMPLES["png"], "合同") == ["file.disguised"]


def test_judge_file_tells_size_and_limit() -> None:
    with pytest.raises(Refused) as refused:
        judge_file(io.BytesIO(bytes(3 * 1024 * 1024)), "大.txt", max_bytes=2 * 1024 * 1024)
    assert str(refused.value) == "文件有 3.0 MB，超过上限 2 MB，请压缩或拆分后再上传"


@pytest.mark.parametrize(
    "content",
    [
        "各单位：".encode("gb18030"),
        "各单位：".encode("utf-16"),
        "各单位：".encode("utf-8-sig"),
        b"a < b && c > d",
    ],
)
def test_judge_file_reads_texts_in_the_encodings_of_offices(content: bytes) -> None:
    assert judge(content, "通知.txt").kind is FileKind.TXT


def test_judge_file_finds_sound_behind_a_tag() -> None:
    tag = b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10)
    assert judge(tag + MP3_FRAME * 2, "歌.mp3").kind is FileKind.MP3


def test_judge_file_takes_other_extensions_of_a_kind() -> None:
    assert judge(SAMPLES["jpg"], "图.jpeg").name == "图.jpeg"


def test_judge_file_leaves_the_file_at_its_beginning() -> None:
    source = io.BytesIO(SAMPLES["zip"])
    judge_file(source, "包.zip", max_bytes=LIMIT)
    assert source.tell() == 0


def test_judge_file_follows_a_directory_through_several_sectors() -> None:
    names = [f"Stream {number}" for number in range(500)]
    content = compound(*names, "WordDocument", table_sectors=2)
    assert judge(content, "长.doc").kind is FileKind.DOC


def test_judge_file_finds_the_tables_of_a_huge_file() -> None:
    assert judge(compound("Workbook", is_huge=True), "大.xls").kind is FileKind.XLS


def test_judge_file_reads_no_more_tables_than_the_file_can_need() -> None:
    content = bytearray(compound("Workbook"))
    struct.pack_into("<109I", content, 0x4C, *[0] * 109)
    assert judge(bytes(content), "表.xls").kind is FileKind.XLS


def test_judge_file_does_not_follow_a_circle() -> None:
    content = bytearray(compound(*map(str, range(10))))
    struct.pack_into("<I", content, 512 + 4 * 2, 1)  # the second sector leads back to the first
    assert refusal(bytes(content), "圈.doc") == ["file.damaged"]


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relation(kind: str, target: str, mode: str = "External") -> str:
    return (
        f"<Relationships xmlns='x'><Relationship Id='r1' Type='{RELATIONS}/{kind}' "
        f"Target='{target}' TargetMode='{mode}'/></Relationships>"
    )


OBJECT = compound("\x01Ole10Native").decode("latin-1")


@pytest.mark.parametrize(
    ("part", "content", "codes"),
    [
        ("word/_rels/settings.xml.rels", relation("attachedTemplate", "https://x/a.dotm"), ["file.external"]),
        ("word/_rels/settings.xml.rels", relation("attachedTemplate", r"\\x\a.dotm"), ["file.external"]),
        ("word/_rels/settings.xml.rels", relation("attachedTemplate", "file://x/a.dotm"), ["file.external"]),
        ("word/_rels/settings.xml.rels", relation("attachedTemplate", "htt&#112;://x/a"), ["file.external"]),
        ("word/_rels/settings.xml.rels", relation("attachedTemplate", "file:///C:/a.dotm"), []),
        ("word/_rels/document.xml.rels", relation("image", "http://x/a.png"), ["file.external"]),
        ("word/_rels/document.xml.rels", relation("hyperlink", "https://www.gov.cn/"), []),
        ("word/_rels/document.xml.rels", relation("image", "media/1.png", "Internal"), []),
        ("word/_rels/document.xml.rels", "<broken", ["file.damaged"]),
        ("word/_rels/document.xml.rels", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", ["file.damaged"]),
        ("word/activeX/activeX1.xml", "<x/>", ["file.embedded"]),
        ("word/embeddings/oleObject1.bin", OBJECT, ["file.embedded"]),
        ("word/embeddings/oleObject1.bin", compound("Equation Native").decode("latin-1"), []),
        ("word/embeddings/a.exe", "MZ", ["file.embedded"]),
        ("word/embeddings/表.xlsx", SAMPLES["xlsx"].decode("latin-1"), []),
        ("word/embeddings/包.xlsx", SAMPLES["zip"].decode("latin-1"), ["file.embedded"]),
        ("word/embeddings/宏.xlsm", office("xl/workbook.xml", **{"xl/vbaProject.bin": "x"}).decode("latin-1"), ["file.macro"]),
    ],
)  # fmt: skip
def test_judge_file_opens_office_files(part: str, content: str, codes: list[str]) -> None:
    made = archive(
        {
            "[Content_Types].xml": "<T/>",
            "word/document.xml": "<x/>",
            part: content.encode("latin-1"),
        }
    )
    if codes:
        assert refusal(made, "公文.docx") == codes
    else:
        assert judge(made, "公文.docx").kind is FileKind.DOCX


def test_judge_file_refuses_a_table_that_calls_another_program() -> None:
    content = office("xl/workbook.xml", **{"xl/externalLinks/externalLink1.xml": "<ddeLink/>"})
    assert refusal(content, "表.xlsx") == ["file.command"]


@pytest.mark.parametrize(
    ("members", "codes"),
    [
        ({"说明.txt": b"MZ\x90\0" + bytes(64)}, ["file.archive_member"]),
        ({"说明.txt": "<html><script>1</script>"}, ["file.archive_member"]),
        ({"内.zip": SAMPLES["zip"]}, ["file.archive_nested"]),
        ({"附件.docx": SAMPLES["docx"], "图纸.dwg": b"AC1032" + bytes(20)}, []),
    ],
)
def test_judge_file_reads_the_beginning_of_each_member(
    members: dict[str, str | bytes], codes: list[str]
) -> None:
    if codes:
        assert refusal(archive(members), "包.zip") == codes
    else:
        assert judge(archive(members), "包.zip").kind is FileKind.ZIP


def test_judge_file_treats_ofd_as_an_archive() -> None:
    bad = archive({"OFD.xml": "<OFD/>", "Doc_0/Attachs/安装.exe": "MZ"})
    assert refusal(bad, "公文.ofd") == ["file.archive_member"]


@pytest.mark.parametrize("use", list(FileUse))
def test_use_takes_its_kinds_and_no_other(use: FileUse) -> None:
    for kind in FileKind:
        content = SAMPLES[kind.value]
        if kind in use.kinds:
            assert judge(content, f"a.{kind.value}", allowed=use.kinds).kind is kind
        else:
            assert refusal(content, f"a.{kind.value}", allowed=use.kinds)


@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_judge_file_answers_or_refuses_whatever_comes(kind: str, data: st.DataObject) -> None:
    content = bytearray(SAMPLES[kind])
    for _ in range(data.draw(st.integers(0, 8))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    with contextlib.suppress(Refused):
        judged = judge(bytes(content[:cut]), f"附件.{kind}")
        assert judged.kind.value == kind
