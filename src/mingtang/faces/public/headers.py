"""What every answer of the public face says beside its content."""

from urllib.parse import quote

from mingtang.faces.public.plain_pages import plain_policy
from mingtang.ground.foundation.files import FileKind, FileUse

# The pages fulfil this strictly: no inline script, no inline style, nothing from elsewhere.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
# A file from outside, opened by itself, is shown and does nothing: no script, no form, no frame, and
# an origin of its own.
FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
# A page that belongs to no site brings its own style.
PLAIN_SECURITY = (("Content-Security-Policy", plain_policy()), *SECURITY[1:])
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".mp4": "video/mp4",
    ".mp3": "audio/mpeg",
    ".zip": "application/zip",
}
UNKNOWN = "application/octet-stream"
PAGE_AGE, FILE_AGE = 60, 86_400  # seconds that a browser may keep a page, an asset
ASSETS = "/assets/"  # pictures and attachments: what is at an address there never changes
DOWNLOADS = "/assets/document/"  # attachments: saved, not shown
# Of attachments and pictures, and of nothing else: what is not named here is only downloaded. Never
# a page, a style sheet or a script, whatever its name says.
FILE_TYPES = {
    f".{extension}": kind.media_type
    for kind in FileKind
    if kind in FileUse.ATTACHMENT.kinds
    for extension in sorted(kind.extensions)
}


def content_type(name: str, path: str = "") -> str:
    """Return the media type of a file by the end of its name; what is unknown is only downloaded."""
    known = FILE_TYPES if path.startswith(ASSETS) else TYPES
    return known.get(name[name.rfind(".") :].lower(), UNKNOWN)


def security(path: str) -> tuple[tuple[str, str], ...]:
    """Return what an answer says for the safety of the reader; files from outside say more."""
    if not path.startswith(ASSETS):
        return SECURITY
    policy = (("Content-Security-Policy", FILE_POLICY), *SECURITY[1:])
    return (*policy, ("Content-Disposition", disposition(path))) if is_download(path) else policy


def is_download(path: str) -> bool:
    """Tell whether what is at an address is saved by a browser and not shown."""
    return path.startswith(DOWNLOADS)


def disposition(path: str) -> str:
    """Return the header that has a browser save a file under its own name.

    Source: RFC 6266, 4.3 and RFC 8187, 3.2.
    """
    return f"attachment; filename*=UTF-8''{quote(path.rpartition('/')[2], safe='')}"


def cache_control(path: str) -> str:
    """Return how long the answer at an address may be kept: pages shortly, since they change."""
    return f"public, max-age={FILE_AGE if path.startswith(ASSETS) else PAGE_AGE}"
