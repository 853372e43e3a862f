"""What the pages of the bundled theme weigh: home, article, style and script; exit 1 past a limit.

Run: python bench/page_weight.py

Sizes are bytes as they are before packing, pictures apart.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

LIMITS = {  # bytes
    "/": 150_000,
    "/article.html": 60_000,
    "/document.html": 60_000,
    "/style.css": 30_000,
    "/reading.js": 15_000,
}


def main() -> int:
    """Print each size beside its limit; return 1 when one is past it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingtang.wiring.config.settings")
    import django

    django.setup()
    from mingtang.editorial.themes import theme  # needs set-up
    from tests.editorial.publishing.showcase import pages  # needs set-up

    sizes = {path: len(content) for path, content in pages().items() if path in LIMITS}
    moving = theme("official").file("blocks.js")
    sizes["/reading.js"] += moving.stat().st_size if moving else 0
    for path, size in sizes.items():
        print(f"{path:16}{size:>9,} of {LIMITS[path]:>9,}")
    return int(any(size > LIMITS[path] for path, size in sizes.items()))


if __name__ == "__main__":
    sys.exit(main())
