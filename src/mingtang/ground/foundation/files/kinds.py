"""The kinds of files that may come in, with what an office calls them."""

from mingtang.ground.foundation.labels import LabelledEnum


class FileKind(LabelledEnum):
    """A kind of file; the value is its first extension."""

    JPG = "jpg", "JPEG 图片"
    PNG = "png", "PNG 图片"
    GIF = "gif", "GIF 图片"
    WEBP = "webp", "WebP 图片"
    AVIF = "avif", "AVIF 图片"
    PDF = "pdf", "PDF 文档"
    DOC = "doc", "Word 97-2003 文档"
    DOCX = "docx", "Word 文档"
    XLS = "xls", "Excel 97-2003 表格"
    XLSX = "xlsx", "Excel 表格"
    PPT = "ppt", "PowerPoint 97-2003 演示文稿"
    PPTX = "pptx", "PowerPoint 演示文稿"
    WPS = "wps", "WPS 文字文档"
    ET = "et", "WPS 表格"
    DPS = "dps", "WPS 演示文稿"
    OFD = "ofd", "OFD 版式文档"
    RTF = "rtf", "RTF 文档"
    ZIP = "zip", "ZIP 压缩包"
    WMV = "wmv", "WMV 视频"
    MP4 = "mp4", "MP4 视频"
    MP3 = "mp3", "MP3 音频"
    TXT = "txt", "纯文本"
    VTT = "vtt", "WebVTT 字幕"

    @property
    def extensions(self) -> frozenset[str]:
        """The extensions under which such a file may come, without dot."""
        return _MORE_EXTENSIONS.get(self, frozenset()) | {self.value}

    @property
    def media_type(self) -> str:
        """The media type (MIME) to serve it with."""
        return _MEDIA_TYPES[self]

    @property
    def is_image(self) -> bool:
        """Whether it is a picture."""
        return self in IMAGES


IMAGES = frozenset({FileKind.JPG, FileKind.PNG, FileKind.GIF, FileKind.WEBP, FileKind.AVIF})
_OFFICE = "application/vnd.openxmlformats-officedocument"
_MORE_EXTENSIONS = {
    FileKind.JPG: frozenset({"jpeg", "jpe", "jfif"}),
    FileKind.MP4: frozenset({"m4v"}),
}
_MEDIA_TYPES = {
    FileKind.JPG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.GIF: "image/gif",
    FileKind.WEBP: "image/webp",
    FileKind.AVIF: "image/avif",
    FileKind.PDF: "application/pdf",
    FileKind.DOC: "application/msword",
    FileKind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    FileKind.XLS: "application/vnd.ms-excel",
    FileKind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    FileKind.PPT: "application/vnd.ms-powerpoint",
    FileKind.PPTX: f"{_OFFICE}.presentationml.presentation",
    FileKind.WPS: "application/wps-office.wps",
    FileKind.ET: "application/wps-office.et",
    FileKind.DPS: "application/wps-office.dps",
    FileKind.OFD: "application/ofd",
    FileKind.RTF: "application/rtf",
    FileKind.ZIP: "application/zip",
    FileKind.WMV: "video/x-ms-wmv",
    FileKind.MP4: "video/mp4",
    FileKind.MP3: "audio/mpeg",
    FileKind.TXT: "text/plain; charset=utf-8",
    FileKind.VTT: "text/vtt; charset=utf-8",
}
