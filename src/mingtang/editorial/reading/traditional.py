"""Patterns and names that also hold in traditional characters (繁體), as pages for readers abroad write them."""

_SIMPLIFIED = (
    "关于发布机构时间来单号务厅规办见决议则细复报纪计划标题总会员县区乡镇团协学银书馆医疗卫监检联络电话网页点击访问览数体审责"
    "编辑录实条项类别级态链线图视频语当现阅读转载权备护维财农业资环税产质选举执组织领导档开过闭设为馈动应长门记处请须启简键词"
    "摄讯贸经济战汇贤劳队样属栏无声创国后对状众浏献补从说预约论签颁制并顶"
)
_TRADITIONAL = (
    "關於發佈機構時間來單號務廳規辦見決議則細復報紀計劃標題總會員縣區鄉鎮團協學銀書館醫療衛監檢聯絡電話網頁點擊訪問覽數體審責"
    "編輯錄實條項類別級態鏈線圖視頻語當現閱讀轉載權備護維財農業資環稅產質選舉執組織領導檔開過閉設為饋動應長門記處請須啟簡鍵詞"
    "攝訊貿經濟戰匯賢勞隊樣屬欄無聲創國後對狀眾瀏獻補從說預約論簽頒製並頂"
)
_FORMS = dict(zip(_SIMPLIFIED, _TRADITIONAL, strict=True))
_TABLE = str.maketrans(_SIMPLIFIED, _TRADITIONAL)


def traditional(words: str) -> str:
    """Return the words in traditional characters, as far as labels and names of offices need it."""
    return words.translate(_TABLE)


def forms(words: str) -> tuple[str, ...]:
    """Return the words in either script, with both ways to write 發布."""
    written = traditional(words)
    return tuple(dict.fromkeys([words, written, written.replace("佈", "布")]))


def both(pattern: str) -> str:
    """Return a pattern that matches either form of each character it names."""
    pieces: list[str] = []
    in_class = is_escaped = False
    for sign in pattern:
        other = _FORMS.get(sign)
        if other is None or is_escaped:
            pieces.append(sign)
        else:
            pieces.append(f"{sign}{other}" if in_class else f"[{sign}{other}]")
        if not is_escaped and sign in "[]":
            in_class = sign == "["
        is_escaped = sign == "\\" and not is_escaped
    return "".join(pieces)
