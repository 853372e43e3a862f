"""Write the maps of hosts and redirects from the tables of publishing, when they have changed.

The built-in server reads the JSON files, nginx the `.map` files beside them.
"""

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from mingtang.editorial.pages.engine.root_files import write_root_files
from mingtang.editorial.pages.models import HostAlias, PublishedSite, Redirect
from mingtang.editorial.sites.models import GovSite
from mingtang.faces.public.maps import FOLDER
from mingtang.faces.public.nginx_maps import map_files
from mingtang.ground.foundation.files.writing import write_atomically


def _host(name: str) -> str:
    """Return a host as browsers send it: Chinese labels in punycode; what is none stays as it is."""
    try:
        return name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return name


def hosts_map() -> dict[str, Any]:
    """Return the hosts of all published sites, and the hosts they had before."""
    published = PublishedSite.objects.values("pk")
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


def map_texts() -> dict[str, bytes]:
    """Return the content of every file by its path below the published root."""
    hosts, redirects = (
        json.dumps(value, ensure_ascii=False, sort_keys=True, indent=0)
        for value in (hosts_map(), redirects_map())
    )
    texts = {"hosts.json": hosts, "redirects.json": redirects} | _map_texts(hosts, redirects)
    return {f"/{FOLDER}/{name}": text.encode() for name, text in texts.items()}


@lru_cache(maxsize=1)  # sites change every few seconds, their hosts and redirects hardly ever
def _map_texts(hosts: str, redirects: str) -> dict[str, str]:
    files = map_files(json.loads(hosts), json.loads(redirects))
    return {f"{name}.map": text for name, text in files.items()}


def write_maps(root: Path | None = None, *, at: datetime) -> int:
    """Bring the files up to the tables; return how many were written.

    Those of another folder, for a web server elsewhere, are written and not guarded.
    """
    if root is None or root.resolve() == Path(settings.PUBLISH_ROOT).resolve():
        return write_root_files(at)
    texts = map_texts()
    for path, content in texts.items():
        write_atomically(root / path.lstrip("/"), content)
    return len(texts)
