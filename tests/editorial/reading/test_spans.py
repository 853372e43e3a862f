"""A text reaches past its container where elements are closed in the wrong order."""

from mingtang.editorial.reading.reader import read_page

PAGE = """<html><head><meta charset=utf-8></head><body><h1>关于防火的通知</h1><p>发布时间：2020-03-25</p>
<div class="con"><p>各区人民政府办公室：</p><div><span><p>为做好森林防火工作，现就有关事项通知如下：</p>
<p>一、倡导文明祭扫。林区内一律禁止燃放鞭炮。</p><p>二、严格值班值守。各级队伍靠前驻防。</p></span></div>
<p align="right">南屿市林业局</p><p align="right">2020年元月24日</p></div><p>主办：南屿市林业局</p></body></html>"""


def test_salutation_and_signature_beside_the_container_are_kept() -> None:
    found = read_page("a.html", PAGE.encode())
    assert found.paragraphs[0] == "各区人民政府办公室："
    assert found.paragraphs[-1] == "2020年元月24日"
    assert found.signers.value == ("南屿市林业局",)


def test_signature_behind_a_known_container_is_kept() -> None:
    page = PAGE.replace('class="con"', 'class="x"').replace("<div><span>", '<div id="zoom"><span>')
    found = read_page("a.html", page.encode())
    assert found.paragraphs[-2:] == ("南屿市林业局", "2020年元月24日")
    assert "body" in found.doubtful  # the salutation stands between title and container
