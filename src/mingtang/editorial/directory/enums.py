"""Kinds of institutions and of statements."""

from mingtang.ground.foundation.labels import LabelledEnum


class InstitutionKind(LabelledEnum):
    """What an institution is to the host of a site (机构类别)."""

    DEPARTMENT = "department", "工作部门"
    OFFICE = "office", "内设机构"
    AFFILIATED = "affiliated", "直属单位"
    FIELD = "field", "派出机构"


class StatementKind(LabelledEnum):
    """What a site says of itself and of its host (站内说明); the value is the name of its page."""

    OVERVIEW = "overview", "概况"
    ABOUT = "about", "关于本站"
    CONTACT = "contact", "联系我们"
    PRIVACY = "privacy", "隐私声明"
    ACCESSIBILITY = "accessibility", "无障碍声明"
