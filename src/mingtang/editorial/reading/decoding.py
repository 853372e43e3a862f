"""Bytes to text: which encoding they are in, and what is not text at all."""

import re

from mingtang.editorial.reading.result import DocumentKind, Unreadable

SIZE_LIMIT = 20 * 1024 * 1024
_TO_HTML = "请在原软件中另存为网页（HTML）或纯文本后再导入。"
_STARTS: tuple[tuple[bytes, DocumentKind, str], ...] = (
    (b"\xd0\xcf\x11\xe0", DocumentKind.OFFICE, f"这是旧版 Word 或 Excel 文件，{_TO_HTML}"),
    (b"PK\x03\x04", DocumentKind.ARCHIVE, f"这是 Word、Excel 或压缩文件，{_TO_HTML}"),
    (b"%PDF", DocumentKind.PDF, "这是 PDF 文件，请先转成文字后再导入。"),
    (
        b"{\\rtf",
        DocumentKind.RTF,
        "这是 RTF 文件，请用 Word 或 WPS 打开，另存为网页（HTML）后再导入。",
    ),
    (b"Rar!", DocumentKind.ARCHIVE, "这是压缩文件，请解压后再导入。"),
    (b"7z\xbc\xaf", DocumentKind.ARCHIVE, "这是压缩文件，请解压后再导入。"),
    (b"\x1f\x8b", DocumentKind.ARCHIVE, "这是压缩文件，请解压后再导入。"),
)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*")
_MHTML = re.compile(
    rb"\A\s*(?:From:|MIME-Version:|Subject:|Snapshot-Content-Location:|Content-Type:\s*multipart/related)",
    re.IGNORECASE,
)
_DATA = re.compile(r"\s*(?:[\[{]\s*)+\"\w{1,40}\"\s*:")  # an answer of a program
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SINGLE_BYTE = ("iso-8859", "latin", "windows-125", "ascii", "us-ascii")
# Characters that nearly every Chinese page has, simplified and traditional.
_COMMON = frozenset(
    "的一是不在了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龍這個們來時說國為後學發會對過還進經動種開體關點從現實無當兩應樣機業長問題與將員條義處數東見氣變總門車電話單書報統區專務準規據辦縣號構請層質資組導織節議護環產術權責廳鄉鎮廣"
)


class Decoded:
    """A text, the encoding it was read with, and how many characters could not be read."""

    __slots__ = ("encoding", "lost", "text")

    def __init__(self, text: str, encoding: str, lost: int = 0) -> None:
        self.text, self.encoding, self.lost = text, encoding, lost


def decode(data: bytes) -> Decoded:
    """Return the text of a file, decoded by what its bytes are; its own word is only a hint.

    :raises Unreadable: empty, too large, not text, or in two encodings.
    """
    if len(data) > SIZE_LIMIT:
        raise Unreadable(
            DocumentKind.LARGE, f"文件超过 {SIZE_LIMIT // 1024 // 1024} MB，请拆分后再导入。"
        )
    _refuse_other_kinds(data)
    decoded = _decoded(data)
    if "\x00" in decoded.text:
        raise Unreadable(DocumentKind.BINARY, f"这不是文字文件，{_TO_HTML}")
    if not decoded.text.strip("\ufeff \t\r\n\f\v\u3000\xa0"):
        raise Unreadable(DocumentKind.EMPTY, "文件是空的，请检查后重新导入。")
    decoded.text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if _DATA.match(decoded.text):
        raise Unreadable(
            DocumentKind.BINARY,
            "这是数据文件（JSON），不是网页，请用浏览器打开网页，另存后再导入。",
        )
    return decoded


def _refuse_other_kinds(data: bytes) -> None:
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, kind, message in _STARTS:
        if start.startswith(signature):
            raise Unreadable(kind, message)
    if start.startswith(_PICTURES) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP"):
        raise Unreadable(
            DocumentKind.PICTURE, "这是图片，不是网页。请把图片放到文章里作为插图，或先识别成文字。"
        )
    if _MHTML.match(data[:200]) and b"multipart/" in data[:4000].lower():
        raise Unreadable(
            DocumentKind.MHTML,
            "这是单一文件网页（MHT），请用浏览器打开，另存为“网页，仅 HTML”后再导入。",
        )


def _decoded(data: bytes) -> Decoded:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _lossy(data, "utf-16")
    wide = _wide(data)
    if wide:
        return _lossy(data, wide)
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _chosen(data)


def _wide(data: bytes) -> str:
    """Return the UTF-16 that a file without a byte order mark is in, or nothing."""
    head = data[:4000]
    if head.count(0) * 5 < len(head):
        return ""
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if zeros.count(0) * 5 > len(zeros) and "<" in head.decode(encoding, "ignore"):
            return encoding
    return ""


def _chosen(data: bytes) -> Decoded:
    """Choose the encoding that reads most like Chinese; a few bad bytes are lost and counted."""
    named = _CHARSET.search(data[:4000])
    hint = named[1].decode("ascii").lower() if named else ""
    readings = [_lossy(data, encoding) for encoding in ("utf-8", "gb18030", "big5hkscs")]
    utf8, gb, _ = readings
    best = max(readings, key=lambda one: _likeness(one, hint))
    if best is utf8 or (utf8.lost and gb.lost and _is_mixed(data)):
        _refuse_mixed(data, utf8)
    if best is gb and _is_mixed(data):
        _refuse_mixed(data, gb)
    if hint.startswith(_SINGLE_BYTE) and _likeness(best, hint) < 0.2:
        # What is not Chinese by any reading stays in the alphabet the page names.
        return _lossy(data, "cp1252")
    return best


def _lossy(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(
        text.removeprefix("\ufeff"), encoding.split("hkscs", maxsplit=1)[0], text.count("\ufffd")
    )


def _likeness(one: Decoded, hint: str) -> float:
    """Return how much of the signs beyond ASCII are common Chinese, less what was lost."""
    sample = [sign for sign in one.text if sign > "\x7f"]
    if not sample:
        return 0.0
    chinese = [sign for sign in sample if "\u3400" <= sign <= "\u9fff"]
    common = sum(1 for sign in chinese if sign in _COMMON)
    private = sum(1 for sign in sample if "\ue000" <= sign <= "\uf8ff" or sign == "\ufffd")
    named = 0.02 if hint and (hint in one.encoding or (hint[:2] == "gb" == one.encoding[:2])) else 0
    return (common - 2 * private) / len(sample) + named


def _is_mixed(data: bytes) -> bool:
    """Tell whether some pieces of text are UTF-8 and others can only be GB 18030."""
    utf8 = other = 0
    for line in re.split(rb"[<>\n]", data):
        if line.isascii():
            continue
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            piece = _lossy(line, "gb18030")
            if piece.lost == 0 and len(piece.text) > 3 and _likeness(piece, "") > 0.4:
                other += 1
        else:
            if len(text) > 3 and _likeness(Decoded(text, "utf-8"), "") > 0.4:
                utf8 += 1
    return utf8 > 0 and other > 0


def _refuse_mixed(data: bytes, best: Decoded) -> None:
    if best.lost > 3 or _is_mixed(data):
        if _is_mixed(data):
            raise Unreadable(
                DocumentKind.MIXED,
                "文件里混用了两种文字编码，无法可靠读取，请用浏览器打开原网页，另存后再导入。",
            )
        if best.lost * 20 > len(best.text):
            raise Unreadable(
                DocumentKind.BINARY, "文件的文字编码无法识别，请另存为 UTF-8 编码后再导入。"
            )
