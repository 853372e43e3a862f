"""Write the maps of hosts and redirects from the tables of publishing, when they have changed.

The built-in server reads the JSON files, nginx the `.map` files beside them.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from mingtang.foundation.files.writing import write_atomically
from mingtang.public.maps import FOLDER
from mingtang.public.nginx_maps import MAPS, map_files
from mingtang.publishing.models import HostAlias, Redirect, SiteState
from mingtang.sites.models import GovSite


def _host(name: str) -> str:
    """Return a host as browsers send it: Chinese labels in punycode; what is none stays as it is."""
    try:
        return name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return name


def hosts_map() -> dict[str, Any]:
    """Return the hosts of all published sites, and the hosts they had before."""
    published = SiteState.objects.values("pk")
    sites = list(
        GovSite.objects.filter(pk__in=published)
        .order_by("position", "code")
        .values_list("pk", "code", "domain", "kind")
    )
    domains = {pk: _host(domain) for pk, _, domain, _ in sites}
    portals = [code for _, code, _, kind in sites if kind == "portal"]
    aliases = HostAlias.objects.filter(site_id__in=domains).values_list("host", "site_id")
    return {
        "default": portals[0] if portals else "",
        "sites": {domains[pk]: code for pk, code, _, _ in sites},
        "aliases": {_host(host): domains[site_id] for host, site_id in aliases},
    }


def redirects_map() -> dict[str, Any]:
    """Return where the old addresses of each site lead."""
    found: dict[str, Any] = {}
    rows = Redirect.objects.values_list("site__code", "path", "to_path", "is_prefix")
    for code, path, to_path, is_prefix in rows.iterator(chunk_size=5000):
        rules = found.setdefault(code, {"exact": {}, "prefixes": {}})
        kind = "prefixes" if is_prefix else "exact"
        rules[kind][path.rstrip("/") if is_prefix else path] = (
            to_path.rstrip("/") if is_prefix else to_path
        )
    return found


def write_maps(root: Path | None = None, *, anew: bool = False) -> int:
    """Bring the files up to the tables; return how many were written.

    The files of nginx are worked out only when one of the others has changed (or `anew`); they go
    first, so that a process that ends in between does it again.
    """
    folder = (root or Path(settings.PUBLISH_ROOT)) / FOLDER
    hosts, redirects = hosts_map(), redirects_map()
    texts = {
        name: json.dumps(value, ensure_ascii=False, sort_keys=True, indent=0)
        for name, value in (("hosts.json", hosts), ("redirects.json", redirects))
    }
    is_known = not anew and all((folder / f"{name}.map").is_file() for name in MAPS)
    if is_known and all(_is_written(folder / name, text) for name, text in texts.items()):
        return 0
    files = {f"{name}.map": text for name, text in map_files(hosts, redirects).items()} | texts
    changed = [name for name, text in files.items() if not _is_written(folder / name, text)]
    for name in changed:
        write_atomically(folder / name, files[name].encode())
    return len(changed)


def _is_written(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text
