"""The page that stands at an address as long as nothing is published there."""

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from mingtang.institution.organization.models import Unit

PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}</title>
<style>
body {{ margin: 0; font: 1.125rem/1.8 "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: #1f2933; }}
header {{ background: #9b1c1c; color: #fff; padding: 2.5rem 1.5rem; }}
h1 {{ margin: 0; font-size: 2rem; letter-spacing: .1em; }}
main {{ padding: 2rem 1.5rem; max-width: 40rem; }}
</style>
</head>
<body>
<header><h1>{name}</h1></header>
<main><p>网站正在建设，内容发布后即可在此查看。</p></main>
</body>
</html>
"""


@require_safe
def coming(request: HttpRequest) -> HttpResponse:
    """Show the name of the government whose site will stand here."""
    name = Unit.objects.filter(parent=None).values_list("name", flat=True).first()
    return HttpResponse(format_html(PAGE, name=name or "网站尚未开通"))
