"""What every answer of the public face says beside its content."""

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
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".mp4": "video/mp4",
    ".mp3": "audio/mpeg",
    ".zip": "application/zip",
}
PAGE_AGE, FILE_AGE = 60, 86_400  # seconds that a browser may keep a page, an asset
ASSETS = "/assets/"  # pictures and attachments: what lies at an address there never changes


def content_type(name: str) -> str:
    """Return the media type of a file by the end of its name; what is unknown is only downloaded."""
    return TYPES.get(name[name.rfind(".") :].lower(), "application/octet-stream")


def cache_control(path: str) -> str:
    """Return how long the answer at an address may be kept: pages shortly, since they change."""
    return f"public, max-age={FILE_AGE if path.startswith(ASSETS) else PAGE_AGE}"
