"""A page of an invented city on which no rule finds anything, and its parts."""

GOOD = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>关于做好春季防火工作的通知 - 云河市人民政府</title>
<meta name="SiteName" content="云河市人民政府">
<meta name="SiteDomain" content="www.yunhe.gov.cn">
<meta name="SiteIDCode" content="3418000001">
<meta name="ColumnName" content="政策文件">
<meta name="ArticleTitle" content="关于做好春季防火工作的通知">
<meta name="PubDate" content="2026-03-01 10:00">
<meta name="ContentSource" content="市应急管理局">
<meta name="Keywords" content="防火">
<meta name="Author" content="张老师">
<meta name="Description" content="春季防火工作安排">
<meta name="Url" content="https://www.yunhe.gov.cn/policy/1.html">
</head>
<body>
<header><p>云河市人民政府</p></header>
<nav aria-label="当前位置"><a href="/">首页</a> <a href="/policy/">政策文件</a></nav>
<main>
<h1>关于做好春季防火工作的通知</h1>
<p>发布时间：2026-03-01 10:00　来源：市应急管理局</p>
<p>各县、市、区人民政府：</p>
<p>春季气温回升，林区火险等级高。请落实值守，严格管理野外用火，发现火情立即报告并组织扑救。</p>
<h2>一、责任分工</h2>
<table><tr><th>单位</th><th>任务</th></tr><tr><td>林业局</td><td>巡护</td></tr><tr><td>公安局</td><td>查处</td></tr></table>
<p><img src="/fire.jpg" alt="护林员在巡山"></p>
<form><label for="word">搜索</label><input id="word" name="word"></form>
</main>
<footer>
<p>主办单位：市政府办公室　联系电话：0563-3020000</p>
<p>网站标识码：3418000001　<a href="https://beian.miit.gov.cn/">皖ICP备10000000号</a>
<a href="https://beian.mps.gov.cn/">皖公网安备 34180002000278号</a></p>
<p><a href="https://bszs.conac.cn/sitename?method=show&amp;id=1"><img src="/red.png" alt="党政机关"></a>
<a href="/forms/site-error/">我为政府网站找错</a> <a href="/map.html">网站地图</a></p>
</footer>
</body>
</html>
"""
COLUMN = (
    GOOD.replace(
        '<meta name="ArticleTitle" content="关于做好春季防火工作的通知">',
        '<meta name="ColumnDescription" content="发布本市的政策文件">'
        '<meta name="ColumnKeywords" content="政策,文件"><meta name="ColumnType" content="政策文件">',
    )
    .replace('<meta name="PubDate" content="2026-03-01 10:00">', "")
    .replace(
        "</main>",
        "<ul>"
        + "".join(
            f'<li><a href="/policy/{day}.html">第{day}号文件</a> 2026-03-{31 - day:02}</li>'
            for day in range(1, 10)
        )
        + "</ul></main>",
    )
)
