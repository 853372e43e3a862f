"""Files that carry what the door refuses in ways that a look at names alone does not see."""

import io
import struct
import zipfile
import zlib

import pytest

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.files import FileKind, judge_file
from mingtang.ground.foundation.files.archives import MOST_TOLD
from mingtang.ground.foundation.files.pdf import MAX_ALL_OBJECTS, SMALLEST
from mingtang.ground.foundation.files.pictures import MAX_FRAMES
from mingtang.ground.foundation.files.rtf import MAX_FIELDS
from mingtang.ground.foundation.files.xml_parts import MAX_ELEMENTS
from tests.ground.foundation.files.samples import SAMPLES, archive, compound, office

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
VISUAL = "http://schemas.microsoft.com/office/2006/relationships"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MACRO_DOCUMENT = office("word/document.xml", **{"word/vbaProject.bin": "x"})
TAKEN: list[str] = []


def refusal(content: bytes, name: str) -> list[str]:
    """Return why a file is refused, nothing if it is taken."""
    try:
        judge_file(io.BytesIO(content), name)
    except Refused as refused:
        return [reason.code for reason in refused.reasons]
    return TAKEN


def document(body: str = "", relation: tuple[str, str] = ("", ""), **more: str | bytes) -> bytes:
    """Make a Word file with a text, one relationship of it, and more parts."""
    kind, target = relation
    mode = " TargetMode='External'" if ":" in target or target.startswith("\\") else ""
    listed = f"<Relationship Id='r' Type='{kind}' Target='{target}'{mode}/>" if kind else ""
    return archive(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document xmlns:w='{WORDS}'>{body}</w:document>",
            "word/_rels/document.xml.rels": f"<Relationships>{listed}</Relationships>",
            **{name.replace("__", "/"): content for name, content in more.items()},
        }
    )


def instruction(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


BEGIN = "<w:fldChar w:fldCharType='begin'/>"
OBJECT = compound("\x01Ole10Native")


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (document(relation=(f"{VISUAL}/vbaProject", "data.bin")), ["file.macro"]),
        (document(relation=(f"{VISUAL}/xlMacrosheet", "s.xml")), ["file.macro"]),
        (document(relation=(f"{RELATIONS}/oleObject", "media/1.bin"), word__media__1_bin=b""), []),
        (document(relation=(f"{RELATIONS}/control", "c.xml")), ["file.embedded"]),
        (document(relation=(f"{RELATIONS}/aFChunk", "part.htm")), ["file.embedded"]),
        (document(relation=(f"{RELATIONS}/oleObject", "script:http://x/a")), ["file.external"]),
        (document(relation=(f"{RELATIONS}/oleObject", "x-usc:http://x/a")), ["file.external"]),
        (document(relation=(f"{RELATIONS}/oleObject", "ms-msdt:/id")), ["file.external"]),
        (document(relation=(f"{RELATIONS}/attachedTemplate", r"C:\a\Normal.dotm")), []),
        (document(BEGIN + instruction(" DDEAUTO c:\\cmd.exe")), ["file.command"]),
        (document(BEGIN + instruction(" D") + instruction("DE cmd x")), ["file.command"]),
        (document(BEGIN + instruction("<![CDATA[DD]]>&#69; cmd")), ["file.command"]),
        (document("<w:fldSimple w:instr='dde cmd'/>"), ["file.command"]),
        (document(BEGIN + instruction(" PAGE ")), []),
        (document(BEGIN + instruction(" TOC ") + "<w:t>DDE 是一种协议</w:t>"), []),
    ],
)  # fmt: skip
def test_judge_file_follows_relations_and_fields(content: bytes, codes: list[str]) -> None:
    assert refusal(content, "公文.docx") == codes


@pytest.mark.parametrize("relation", ["oleObject", "package"])
def test_judge_file_finds_an_object_wherever_it_lies(relation: str) -> None:
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": "<x/>",
        "word/_rels/document.xml.rels": f"<a><b Type='{RELATIONS}/{relation}' Target='../media/%31.bin'/></a>",
        "MEDIA\\1.BIN": OBJECT,
    }
    assert refusal(archive(parts), "公文.docx") == ["file.embedded"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_judge_file_reads_fields_of_a_part_under_any_name(encoding: str) -> None:
    text = f"<w:d xmlns:w='{WORDS}'>{BEGIN}{instruction('DDEAUTO x')}</w:d>"
    content = document(word__other_dat=text.encode(encoding))
    assert refusal(content, "公文.docx") == ["file.command"]


def test_judge_file_refuses_declared_macros_and_connections() -> None:
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    content = archive(
        {
            "[Content_Types].xml": f"<T><O PartName='/word/document.xml' ContentType='{kind}'/></T>",
            "word/document.xml": "<x/>",
        }
    )
    assert refusal(content, "公文.docx") == ["file.macro"]
    asking = office("xl/workbook.xml", **{"xl/connections.xml": "<c><webPr url='http://x'/></c>"})
    assert refusal(asking, "表.xlsx") == ["file.external"]


def test_judge_file_reads_no_more_elements_than_it_may() -> None:
    relations = "<a>" + "<b/>" * MAX_ELEMENTS + "</a>"
    content = office("word/document.xml", **{"word/_rels/document.xml.rels": relations})
    assert refusal(content, "公文.docx") == ["file.too_complex"]


def workbook(*records: tuple[int, bytes]) -> bytes:
    """Make an Excel file of the older form with these records, in a short stream."""
    stream = b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)
    made = bytearray(compound("Workbook", table_sectors=1))
    directory, place = 512 + 512, len(made)
    sector = place // 512 - 1
    struct.pack_into("<I", made, 512 + 4 * sector, 0xFFFFFFFE)
    struct.pack_into("<II", made, directory + 128 + 0x74, sector, len(stream))
    return bytes(made) + stream.ljust(512, b"\0")


def sheet(kind: int) -> tuple[int, bytes]:
    return 0x85, struct.pack("<IBBBB", 0, 1, kind, 1, 0) + b"A"


@pytest.mark.parametrize(
    ("records", "codes"),
    [
        ([(0x809, b"x"), sheet(0), (0x0A, b"")], []),
        ([(0x809, b"x"), sheet(0), sheet(1), (0x0A, b"")], ["file.macro"]),
        ([(0x809, b"x"), (0x2F, b"\1\0"), sheet(0)], ["file.encrypted"]),
    ],
)
def test_judge_file_reads_the_sheets_of_an_old_workbook(
    records: list[tuple[int, bytes]], codes: list[str]
) -> None:
    assert refusal(workbook(*records), "表.xls") == codes


def test_judge_file_knows_names_in_a_compound_file_in_any_case() -> None:
    assert refusal(compound("WordDocument", "vba"), "宏.doc") == ["file.macro"]
    assert refusal(compound("WordDocument", "\x01OLE10native"), "嵌.doc") == ["file.embedded"]
    assert refusal(compound("PowerPoint Document", "EncryptedSummary"), "密.ppt") == ["file.encrypted"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (rb"{\object\objemb1{\*\objdata0 d0cf}}", "file.embedded"),
        (rb"{\object\objupdate0}", "file.embedded"),
        (rb"{\*\template0 http://x/a}", "file.external"),
        (rb"{\*\template \'68ttp://x/a}", "file.external"),
        (rb"{\*\template \u-65432?ttp://x/a}", "file.external"),
        (rb"{\template \\\\x\\a.dotm}", "file.external"),
        (rb'{\field{\*\fldinst DDEAUTO c:\\cmd.exe "x"}}', "file.command"),
        (rb"{\field{\*\fldinst0 {\b D}{\i0 DE}AUTO cmd}}", "file.command"),
        (rb"{\field{\*\fldinst {\'44DE cmd}}}", "file.command"),
        (rb"{\*\template C:\\Users\\a\\Normal.dot}", ""),
        (rb"{\*\template Normal.dotm}", ""),
        (rb"{\field{\*\fldinst PAGE}}DDE cmd", ""),
    ],
)
def test_judge_file_reads_rtf_as_a_reader_of_it_does(text: bytes, code: str) -> None:
    assert refusal(rb"{\rtf1" + text + b"}", "文.rtf") == ([code] if code else [])


def test_judge_file_reads_no_more_fields_than_it_may() -> None:
    assert refusal(rb"{\rtf1" + rb"\fldinst " * (MAX_FIELDS + 1), "文.rtf") == ["file.too_complex"]


def pdf(text: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj\n" + text + b"\nendobj\nstartxref\n9\n%%EOF\n"


def stream_of_objects(text: bytes) -> bytes:
    return b"<</Type/ObjStm/Filter/FlateDecode>>stream\r\n" + zlib.compress(text) + b"\nendstream"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (b"<</S/JavaScript/JS(app.alert(1))>>", ["file.script"]),
        (b"<</S/J#61vaScr#69pt/JS(1)>>", ["file.script"]),
        (b"<</S/Launch/F(cmd.exe)>>", ["file.script"]),
        (b"<</Type/EmbeddedFile>>", ["file.embedded"]),
        (b"<</Encrypt 2 0 R>>", ["file.encrypted"]),
        (stream_of_objects(b"<</S/Launch>>"), ["file.script"]),
        (b"<</Type/ObjStm/Filter/LZWDecode>>stream\nxxxxxxxx\nendstream", ["file.damaged"]),
        (stream_of_objects(b"<</Type/Page>>"), []),
        (b"<</Type/Catalog/Lang(zh)/Launcher 1>>", []),
    ],
)
def test_judge_file_looks_into_a_pdf(text: bytes, codes: list[str]) -> None:
    assert refusal(pdf(text), "文.pdf") == codes


def test_judge_file_refuses_a_false_pdf() -> None:
    assert refusal(b"%PDF-1.4\n<html><script>1</script>\n%%EOF", "伪.pdf") == ["file.damaged"]
    assert refusal(b"%PDF-1.4\n" + SAMPLES["zip"] + b"%%EOF", "伪.pdf") == ["file.damaged"]


def test_judge_file_unpacks_no_more_of_a_pdf_than_it_may() -> None:
    many = b"/ObjStm stream\n" + zlib.compress(b"a")
    content = pdf(many * (MAX_ALL_OBJECTS // SMALLEST + 1))
    assert refusal(content, "文.pdf") == ["file.too_complex"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("通知.docx", MACRO_DOCUMENT, "file.macro"),
        ("通知.docm", "x", "file.archive_member"),
        ("通知.doc", compound("WordDocument", "Macros"), "file.macro"),
        ("通知.rtf", rb"{\rtf1{\objdata0 d0}}", "file.embedded"),
        ("通知.pdf", pdf(b"/Launch"), "file.script"),
        ("资料.7z", "x", "file.archive_nested"),
        ("资料.dat", b"7z\xbc\xaf\x27\x1c" + bytes(20), "file.archive_nested"),
        ("资料.img", b"x", "file.archive_nested"),
        ("盘.dat", bytes(32769) + b"CD001" + bytes(99), "file.archive_nested"),
        ("资料.dat", archive({"a.exe": "MZ"}), "file.archive_member"),
        ("资料.docx", archive({"a.zip": SAMPLES["zip"]}), "file.archive_nested"),
        ("链接.url", "[InternetShortcut]", "file.archive_member"),
        ("说明.js::$DATA", "alert(1)", "file.archive_path"),
        ("长.txt", ("一" * 40_000 + "<script>").encode(), ""),
        ("长.txt", ("<script>" + "一" * 40_000).encode(), "file.archive_member"),
    ],
)
def test_judge_file_judges_what_an_archive_holds(
    name: str, content: str | bytes, code: str
) -> None:
    assert refusal(archive({name: content}), "包.zip") == ([code] if code else [])
    if code:
        assert refusal(archive({"OFD.xml": "<O/>", name: content}), "文.ofd") == [code]


def test_judge_file_refuses_a_page_that_lies_in_an_ofd_document() -> None:
    page = {"OFD.xml": "<O/>", "Doc_0/Attachs/a.txt": "<html><script>1</script>"}
    assert refusal(archive(page), "文.ofd") == ["file.archive_member"]


def _member(name: str, *, extra: bytes = b"", attributes: int = 0) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        member = zipfile.ZipInfo(name)
        member.extra, member.external_attr, member.create_system = extra, attributes, 3
        file.writestr(member, "x")
    return made.getvalue()


def test_judge_file_refuses_members_that_are_elsewhere_when_unpacked() -> None:
    second = b"\1" + bytes(4) + b"../a.js"
    extra = struct.pack("<HH", 0x7075, len(second)) + second
    assert refusal(_member("a.txt", extra=extra), "包.zip") == ["file.archive_path"]
    assert refusal(_member("docs", attributes=0o120777 << 16), "包.zip") == ["file.archive_path"]
    same = b"\1" + bytes(4) + "说明.txt".encode()
    extra = struct.pack("<HH", 0x7075, len(same)) + same
    assert refusal(_member("说明.txt", extra=extra), "包.zip") == []


def test_judge_file_counts_what_archives_in_an_archive_unpack_to() -> None:
    inner = archive({f"{number}.txt": "x" for number in range(3000)})
    outer = archive({f"{number}.dat": inner for number in range(4)})
    assert refusal(outer, "包.zip") == ["file.archive_too_large"]
    many = archive({f"{number}.exe": "x" for number in range(50)})
    assert len(refusal(many, "包.zip")) == MOST_TOLD


def test_judge_file_refuses_a_picture_of_a_million_frames() -> None:
    frame = b"\x21\xf9\x04\0\x01\0\0\0" + b"\x2c\0\0\0\0\x01\0\x01\0\0" + b"\x02\x02%c\x01\0"
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    pair = frame % 0x44 + frame % 0x4C
    assert refusal(head + pair * (MAX_FRAMES // 2) + b";", "动.gif") == []
    assert refusal(head + pair * MAX_FRAMES + b";", "动.gif") == ["file.too_many_frames"]


def test_judge_file_reads_a_long_text_piece_by_piece() -> None:
    text = "各单位：" * 40_000
    for encoding in ("utf-8", "gb18030", "utf-16"):
        judged = judge_file(io.BytesIO(text.encode(encoding)), "文.txt")
        assert judged.kind is FileKind.TXT
    assert refusal(text.encode() + b"\xff", "文.txt") == ["file.unknown"]
    assert refusal((text + "\x01").encode(), "文.txt") == ["file.unknown"]
