"""File names that are safe to write, to list and to offer for download."""

import re

from mingtang.ground.foundation.files.kinds import FileKind
from mingtang.ground.foundation.text import one_line

MAX_BYTES = 200  # file systems take 255; room stays for what is put before or behind
UNNAMED = "未命名"
_FORBIDDEN = re.compile(r'[<>:"|?*\\/\x00-\x1f]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
# What a web server or a desktop runs: not even in the middle of a name (`a.php.jpg`).
_PROGRAMS = (
    "app apk appx appxbundle bat bin cmd com cpl deb dex dll dmg drv elf exe gadget jar msc msi msix msp "
    "ocx pif pkg rpm run scr so sys war wasm xbap xll"
)
_SCRIPTS = (
    "applescript application appref-ms bash class command csh desktop diagcab hta inf ins iqy isp jnlp js "
    "jse ksh library-ms lnk mjs oqy pl ps1 ps1xml ps2 psc1 psd1 psm1 py pyc pyw rb reg rqy scf sct "
    "search-ms settingcontent-ms sh shb shs slk theme url vb vbe vbs webloc website wsc wsf wsh zsh dqy"
)
_WEB = "asp aspx cgi chm hlp htaccess htm html jsp jspx mht mhtml php php3 php5 phtml shtml svg svgz swf xht xhtml"
RUNNABLE = frozenset(" ".join((_PROGRAMS, _SCRIPTS, _WEB)).split())
# Documents that are made to carry macros or files.
CARRIERS = frozenset(
    [
        "accda",
        "accdb",
        "accde",
        "accdr",
        "ade",
        "adp",
        "docm",
        "dot",
        "dotm",
        "dotx",
        "mda",
        "mdb",
        "mde",
        "one",
        "onepkg",
        "potm",
        "pot",
        "ppa",
        "ppam",
        "ppsm",
        "pptm",
        "sldm",
        "xla",
        "xlam",
        "xlm",
        "xlsb",
        "xlsm",
        "xlt",
        "xltm",
        "xlw",
    ]
)
# Archives of forms that nobody here looks into.
PACKED = frozenset(
    [
        "7z",
        "ace",
        "alz",
        "apz",
        "arc",
        "arj",
        "bz2",
        "cab",
        "cpio",
        "daa",
        "gz",
        "gzip",
        "img",
        "iso",
        "jar",
        "lha",
        "lz",
        "lz4",
        "lzh",
        "lzma",
        "rar",
        "sit",
        "tar",
        "tbz",
        "tbz2",
        "tgz",
        "txz",
        "udf",
        "vhd",
        "vhdx",
        "vmdk",
        "wim",
        "xar",
        "xz",
        "z",
        "zip",
        "zipx",
        "zst",
    ]
)


def extension_of(name: str) -> str:
    """Return the extension of a name in lower case, without dot; empty where there is none."""
    stem, dot, extension = _base(name).rpartition(".")
    return extension.lower() if dot and stem else ""


def safe_name(name: str, kind: FileKind | None = None) -> str:
    """Return a name without folders, control signs and tricks; of a known kind, with its extension.

    Kept are Chinese, dots of dates and single spaces. A runnable extension inside the name loses
    its dot, since some servers run `a.php.jpg`.
    """
    stem, extension = _base(name), extension_of(name)
    if extension:
        stem = stem[: -len(extension) - 1]
    if kind is not None and extension not in kind.extensions:
        extension = kind.value
    first, *parts = stem.split(".")
    for part in parts:
        first += ("_" if part.strip().lower() in RUNNABLE else ".") + part
    stem = first.strip(" .") or UNNAMED
    if _DEVICES.fullmatch(stem):
        stem = f"_{stem}"
    room = MAX_BYTES - len(extension.encode()) - 1
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{stem}.{extension}" if extension else stem


def _base(name: str) -> str:
    last = re.split(r"[\\/]", one_line(name))[-1]
    return _FORBIDDEN.sub("_", last).strip(" .")
