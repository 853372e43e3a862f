"""Kinds and states of sites and columns. Pure: no Django."""

from mingtang.ground.foundation.labels import LabelledEnum


class SiteKind(LabelledEnum):
    """What sort of site it is (网站类型): portals of a city and of its counties or towns, sites of departments.

    Source: 兴市府办〔2014〕19号 第二至第五条 (XN-01).
    """

    PORTAL = "portal", "政府门户网站"
    DEPARTMENT = "department", "部门网站"
    SUBSITE = "subsite", "子网站"
    TOPIC = "topic", "专题网站"


class SiteLanguage(LabelledEnum):
    """The language of a site (语种)."""

    CHINESE = "chinese", "中文"
    FOREIGN = "foreign", "外文"


class SiteState(LabelledEnum):
    """Where a site stands in its life (网站状态)."""

    PLANNED = "planned", "筹建"
    OPEN = "open", "运行"
    SUSPENDED = "suspended", "临时下线"
    CLOSED = "closed", "关停"


class SiteStep(LabelledEnum):
    """A step in the life of a site, each with its approval (网站开办、变更事项)."""

    OPEN = "open", "开办"
    CHANGE = "change", "变更"
    SUSPEND = "suspend", "临时下线"
    RESUME = "resume", "恢复运行"
    ANNOUNCE = "announce", "关停公告"
    CANCEL = "cancel", "撤销关停公告"
    CLOSE = "close", "关停"
    REOPEN = "reopen", "重新开通"
    RECHECK = "recheck", "资质复核"


class ColumnState(LabelledEnum):
    """Whether a column is kept up (栏目状态)."""

    OPEN = "open", "在用"
    MERGED = "merged", "已合并"
    CLOSED = "closed", "已关闭"


class ColumnType(LabelledEnum):
    """The values that the standard's meta tag ColumnType may take (栏目类别).

    Source: 政府网站发展指引（国办发〔2017〕47号）网页标签规范, as read; the list ends with “……”.
    """

    HOME = "home", "首页"
    OVERVIEW = "overview", "概况信息"
    FUNCTIONS = "functions", "机构职能"
    LEADERS = "leaders", "负责人信息"
    NEWS = "news", "工作动态"
    POLICY = "policy", "政策文件"
    DISCLOSURE_GUIDE = "disclosure_guide", "信息公开指南"
    DISCLOSURE_CATALOGUE = "disclosure_catalogue", "信息公开目录"
    DISCLOSURE_REPORT = "disclosure_report", "信息公开年报"
    DISCLOSURE_ON_REQUEST = "disclosure_on_request", "依申请公开"
    DATA_RELEASE = "data_release", "数据发布"
    OPEN_DATA = "open_data", "数据开放"
    INTERPRETATION = "interpretation", "政策解读"
    RESPONSE = "response", "回应关切"
    SERVICES = "services", "办事服务"
    CONSULTATION = "consultation", "咨询投诉"
    SOLICITATION = "solicitation", "征集调查"
    INTERVIEW = "interview", "在线访谈"


class ColumnSupply(LabelledEnum):
    """How a column gets what it shows (保障方式).

    Source: 南政办〔2015〕86号 二 (HN-01 to HN-04).
    """

    SUBMISSION = "submission", "信息报送"
    CAPTURE = "capture", "网上抓取"
    LINK = "link", "网站链接"
    COBUILT = "cobuilt", "栏目共建"


class Presentation(LabelledEnum):
    """How the first page of a column shows its items (列表样式)."""

    TITLES = "titles", "标题列表"
    PICTURES = "pictures", "图片列表"
    VIDEOS = "videos", "视频列表"
