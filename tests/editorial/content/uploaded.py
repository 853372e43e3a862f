"""Pages as an office uploads them."""

import io
import re
import zipfile
from typing import Any

from django.test import Client

from mingtang.workbench.backoffice.form_keys import FIELD

CERTAIN = "certain.html"
DOUBTFUL = "doubtful.html"
LIST = "list.html"


def page(title: str, number: str, body: str, *, released: str = "2024-09-20") -> bytes:
    """A page on which everything can be read."""
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><script>alert(1)</script></head><body>"
        f"<h1>{title}</h1><p>发布日期：{released} 来源：市教育局</p><p>{number}</p>"
        f"<p>各县（市、区）教育局：</p><p>{body}</p>"
        "<p>请各单位认真贯彻执行，遇有问题及时向市教育局报告，并做好资料归档工作。</p>"
        "<p>明州市教育局</p><p>2024年9月19日</p></body></html>"
    ).encode()


def doubtful_page() -> bytes:
    """A page whose label and signature name different dates."""
    return (
        "<html><head><meta charset='utf-8'></head><body><h1>关于做好秋季防汛工作的通知</h1>"
        "<table><tr><td>发文机关</td><td>明州市教育局</td><td>成文日期</td><td>2024-09-11</td></tr>"
        "<tr><td>文号</td><td>明教〔2024〕31号</td><td>发布日期</td><td>2024-09-12</td></tr></table>"
        "<p>各县（市、区）教育局：</p><p>为做好秋季防汛工作，现就有关事项通知如下，请认真贯彻执行。</p>"
        "<p>明州市教育局</p><p>2024年8月11日</p></body></html>"
    ).encode()


def list_page() -> bytes:
    """A page that lists documents and is none."""
    rows = "".join(
        f"<li><a href='/{day}.html'>关于第{day}次会议的通知</a><span>2024-09-{day:02}</span></li>"
        for day in range(1, 25)
    )
    return f"<html><head><meta charset='utf-8'><title>通知公告</title></head><body><ul>{rows}</ul></body></html>".encode()


def archive(**members: bytes) -> bytes:
    """A ZIP archive; `a__html` stands for `a.html`."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name.replace("__", "."), data)
    return target.getvalue()


def old_site() -> bytes:
    """An archive with a certain page, its repeat, a doubtful page and a list."""
    certain = page("关于国庆节放假的通知", "明教〔2024〕40号", "国庆节十月一日至七日放假。")
    return archive(
        certain__html=certain,
        certain_again__html=certain + b"<!-- saved again -->",
        doubtful__html=doubtful_page(),
        list__html=list_page(),
    )


def key_of(client: Client, url: str) -> str:
    """Return the one-time key of the form that an address shows."""
    text = client.get(url).content.decode()
    found = re.search(rf'name="{FIELD}" value="([^"]+)"', text)
    assert found, text
    return found[1]


def post(client: Client, url: str, **fields: Any) -> Any:
    """Fill in and send the form of an address."""
    return client.post(url, {FIELD: key_of(client, url), **fields})
