"""Kinds of units and the posts people hold. Pure: no Django."""

from mingtang.ground.foundation.labels import LabelledEnum


class UnitKind(LabelledEnum):
    """What sort of body a unit (单位) is; decides which quota it owes."""

    CITY = "city", "市级政府"
    COUNTY = "county", "县级政府"
    TOWN = "town", "乡镇（街道）"
    DEPARTMENT = "department", "市直部门"
    COUNTY_DEPARTMENT = "county_department", "县直部门"
    OFFICE = "office", "内设机构"
    INSTITUTION = "institution", "事业单位"


class Post(LabelledEnum):
    """A post (岗位) that a person holds in a unit, or for one site of a unit."""

    INFORMATION_OFFICER = "information_officer", "信息员"
    LEADER_IN_CHARGE = "leader_in_charge", "分管领导"
    PRINCIPAL_LEADER = "principal_leader", "主要领导"
    SECRECY_REVIEWER = "secrecy_reviewer", "保密审查员"
    SITE_EDITOR = "site_editor", "网站编辑"
    DESK = "desk", "编辑部"
    LIAISON_OFFICER = "liaison_officer", "联络员"
    ACCOUNT_OPERATOR = "account_operator", "新媒体账号运营员"
    DUTY_OFFICER = "duty_officer", "值班员"
    SECURITY_OFFICER = "security_officer", "安全员"
    ASSESSOR = "assessor", "考核员"
    PLATFORM_OPERATOR = "platform_operator", "平台管理员"
    AUDITOR = "auditor", "审计员"
    CONTRACTOR = "contractor", "外包人员"


class Scope(LabelledEnum):
    """How far a right of a post reaches: over units, over sites, or over everything."""

    UNIT = "unit", "本单位"
    SUBTREE = "subtree", "本单位及下属单位"
    SITE = "site", "所负责的网站"
    HOSTED = "hosted", "本单位及下属单位主办的网站"
    ALL = "all", "全平台（任职于最上级单位）"


class FilingWay(LabelledEnum):
    """How a change of contacts reached its receiver (报备方式)."""

    PLATFORM = "platform", "平台报送"
    PAPER = "paper", "公文"
    FAX = "fax", "传真"
    MAIL = "mail", "电子邮件"


class SignInFailure(LabelledEnum):
    """Why signing in failed."""

    PASSWORD = "password", "用户名或密码不对"
    CODE = "code", "动态口令不对"
    PROOF = "proof", "再次验证密码不对"
    INACTIVE = "inactive", "账号或单位已停用"


class EndCause(LabelledEnum):
    """Why a session or a token ended."""

    PERSON = "person", "本人结束"
    OPERATOR = "operator", "管理员结束"
    IDLE = "idle", "长时间没有操作"
    OVER = "over", "登录时间过长"
    LIMIT = "limit", "超过同时登录的上限"
    EXPIRED = "expired", "到期"
    PASSWORD = "password", "密码已修改"
    POST = "post", "岗位变动"
    CLOSED = "closed", "账号停用"
