"""Write the maps of hosts and redirects from the tables of publishing, when they have changed.

The built-in server reads the JSON files, nginx the `.map` files beside them.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from mingtang.foundation.files.writing import write_atomically
from mingtang.public.maps import FOLDER
from mingtang.public.nginx_maps import map_files
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


def write_maps(root: Path | None = None) -> int:
    """Bring the files up to the tables; return how many were written."""
    folder = (root or Path(settings.PUBLISH_ROOT)) / FOLDER
    hosts, redirects = hosts_map(), redirects_map()
    texts = {f"{name}.map": text for name, text in map_files(hosts, redirects).items()}
    for name, value in (("hosts.json", hosts), ("redirects.json", redirects)):
        texts[name] = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=0)
    written = 0
    for name, text in texts.items():
        path = folder / name
        if not path.is_file() or path.read_text("utf-8") != text:
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(path, text.encode())
            written += 1
    return written
