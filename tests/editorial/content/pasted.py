"""What programs put on the clipboard."""

LOCAL = "file:///C:/Users/a/AppData/Local/Temp/msohtmlclip1/01/clip_image002.jpg"
WORD = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {{margin:0cm}} --></style></head>
<body lang=ZH-CN><!--StartFragment-->
<p class=MsoNormal style='text-indent:32.0pt'><span>各县（市、区）人民政府：<o:p></o:p></span></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US style='mso-list:Ignore'>一、<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]><span>工作安排</span></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='font-family:Wingdings'><span
style='mso-list:Ignore'>l<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><![endif]><span>检查水库堤防。</span></p>
<p class=MsoNormal><ins>新增</ins><del>删去的字</del>内容，详见<a href="https://www.example.gov.cn/a.html">说明</a>。</p>
<table class=MsoTableGrid border=1><tr><td colspan=2><p class=MsoNormal>单位</p></td><td><p>电话：</p></td></tr>
<tr><td><p>水利局</p></td><td><p>王五</p></td><td><p>12345</p></td></tr></table>
<p class=MsoNormal><img width=300 height=200 src="{LOCAL}" v:shapes="p1"></p>
<p class=MsoNormal align=right style='text-align:right'>明州市防汛抗旱指挥部</p>
<p class=MsoNormal align=right style='text-align:right'>2026年6月1日</p>
<div style='mso-element:comment-list'><p class=MsoCommentText>批注文字</p></div>
<!--EndFragment--></body></html>"""
EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table border=0><!--StartFragment-->
<tr height=19><td class=xl65>指标</td><td>数值</td></tr><tr><td>生产总值</td><td align=right>100.50</td></tr>
<!--EndFragment--></table></body></html>"""
MESSAGE = """<section style="margin:0"><section><span><strong>温馨提示</strong></span></section>
<p style="text-align:center"><img class="rich_pages" data-src="https://127.0.0.1:9/mmbiz_png/abc/640?wx_fmt=png"
src="data:image/svg+xml,%3C" alt="开馆时间"></p><p>第一段</p><p>第二段<br>换行</p></section>"""


def rtf_of(*pictures: bytes) -> bytes:
    """Return a text as Word puts it beside its HTML, with these pictures."""
    shown = (rf"{{\*\shppict{{\pict\pngblip {one.hex()}}}}}" for one in pictures)
    return ("{\\rtf1 " + " ".join(shown) + "}").encode()
