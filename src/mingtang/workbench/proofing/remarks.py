"""What a remark is, and the rules that make remarks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """A place in a text that may be wrong: `text[start:end]` reads `excerpt`.

    `rule` is a code of :data:`RULES`. `hint` says in Chinese what is wrong or what to do; `better` is
    what to write instead, empty where only a person can know.
    """

    rule: str
    start: int
    end: int
    excerpt: str
    hint: str
    better: str = ""


@dataclass(frozen=True, slots=True)
class ProofRule:
    """One kind of remark: its code, Chinese name, and why an office minds."""

    code: str
    label: str
    why: str


_RULES = (
    ProofRule("id_card", "身份证号码", "公民身份号码不应公开。"),
    ProofRule("bank_card", "银行卡号", "个人银行卡号不应公开。"),
    ProofRule("phone", "手机号码", "手机号码多为个人信息，公开前请核对是否必要。"),
    ProofRule("home_address", "住址", "写到门牌、房号的住址不应公开。"),
    ProofRule("secrecy_mark", "密级标志", "标有密级的内容不得上网。"),
    ProofRule("internal_mark", "内部资料标志", "标明内部、不公开的内容不得上网。"),
    ProofRule("no_source", "没有来源", "请写明信息来源。"),
    ProofRule("unlisted_source", "转载来源", "来源不在转载来源清单里。"),
    ProofRule("wording", "用词", "用词不规范。"),
    ProofRule("commercial", "商业宣传", "政府网站不得发布商业广告。"),
    ProofRule("leader_post", "领导职务", "姓名与职务不符。"),
    ProofRule("leader_order", "领导排序", "领导排序与名册不符。"),
    ProofRule("weekday", "星期", "日期与星期不符。"),
    ProofRule("impossible_date", "日期", "日历上没有这一天。"),
    ProofRule("reversed_dates", "起止日期", "结束早于开始。"),
    ProofRule("number_form", "发文字号", "发文字号写法不规范。"),
    ProofRule("number_year", "发文字号年份", "发文字号的年份晚于今年。"),
    ProofRule(
        "number_unknown",
        "发文字号查不到",
        "本平台公开的文件里有这一年的同类文件，没有这个字号；请核对，文件不公开的不宜引用。",
    ),
    ProofRule("dead_link", "链接打不开", "链接打不开，请改正或者删去。"),
    ProofRule("doubled_sign", "标点重复", "标点连用。"),
    ProofRule("narrow_sign", "半角标点", "汉字之间用了半角标点。"),
    ProofRule("unpaired_sign", "标点不成对", "引号、括号、书名号不成对。"),
    ProofRule("doubled_word", "字词重复", "可能重复输入。"),
    ProofRule("placeholder", "未填写", "留有占位文字。"),
)
RULES: dict[str, ProofRule] = {one.code: one for one in _RULES}


def remark(
    rule: str, text: str, start: int, end: int, *, hint: str = "", better: str = ""
) -> Remark:
    """Return a remark on `text[start:end]`; without a hint, why the rule exists."""
    return Remark(rule, start, end, text[start:end], hint or RULES[rule].why, better)
