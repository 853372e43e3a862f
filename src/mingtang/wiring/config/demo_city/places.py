"""Units, sites and columns of the demo city."""

from dataclasses import dataclass

from mingtang.editorial.sites.enums import ColumnType, SiteKind
from mingtang.institution.organization.enums import UnitKind


@dataclass(frozen=True)
class UnitPlan:
    """A unit below the city, and its three people: information officer, leader in charge, principal."""

    code: str
    name: str
    short_name: str
    kind: UnitKind
    people: tuple[str, str, str]
    office_word: str = ""  # how its document numbers begin


@dataclass(frozen=True)
class ColumnPlan:
    """A column of a site, kept by a unit."""

    slug: str
    name: str
    column_type: ColumnType
    description: str
    update_cycle: str


@dataclass(frozen=True)
class SitePlan:
    """A site, its host and its columns."""

    code: str
    name: str
    kind: SiteKind
    domain: str
    unit: str
    operating_unit: str
    identity_code: str
    columns: tuple[ColumnPlan, ...]
    theme: str = "official"


CITY = "mingzhou"
CITY_NAME = "明州市人民政府"
UNITS = (
    UnitPlan(
        "office",
        "明州市人民政府办公室",
        "市政府办",
        UnitKind.DEPARTMENT,
        ("杜鹃", "黄山", "罗成"),
        "明政办",
    ),
    UnitPlan(
        "edu", "明州市教育局", "市教育局", UnitKind.DEPARTMENT, ("林晓", "周明", "郑国安"), "明教"
    ),
    UnitPlan(
        "health",
        "明州市卫生健康委员会",
        "市卫生健康委",
        UnitKind.DEPARTMENT,
        ("许诺", "马骏", "叶青"),
        "明卫",
    ),
    UnitPlan(
        "transport",
        "明州市交通运输局",
        "市交通运输局",
        UnitKind.DEPARTMENT,
        ("高原", "石磊", "江涛"),
        "明交",
    ),
    UnitPlan(
        "culture",
        "明州市文化和旅游局",
        "市文化和旅游局",
        UnitKind.DEPARTMENT,
        ("白露", "谢安", "梁栋"),
        "明文旅",
    ),
    UnitPlan(
        "civil", "明州市民政局", "市民政局", UnitKind.DEPARTMENT, ("宋词", "唐宁", "范成"), "明民"
    ),
    UnitPlan(
        "agri",
        "明州市农业农村局",
        "市农业农村局",
        UnitKind.DEPARTMENT,
        ("禾苗", "田丰", "谷雨"),
        "明农",
    ),
    UnitPlan(
        "qingxi", "清溪县人民政府", "清溪县", UnitKind.COUNTY, ("溪亭", "柳青", "程远"), "清政办"
    ),
    UnitPlan(
        "danxia", "丹霞县人民政府", "丹霞县", UnitKind.COUNTY, ("霍晨", "丁香", "魏来"), "丹政办"
    ),
)

_NEWS = ColumnType.NEWS
PORTAL_COLUMNS = (
    ColumnPlan("news", "明州要闻", _NEWS, "明州市重要会议、重要活动和重大政策", "1 working day"),
    ColumnPlan("departments", "部门动态", _NEWS, "市直部门工作动态", "2 weeks"),
    ColumnPlan("counties", "县区动态", _NEWS, "各县区工作动态", "2 weeks"),
    ColumnPlan(
        "notices", "通知公告", ColumnType.POLICY, "市政府及部门的通知、公告、通告", "6 months"
    ),
    ColumnPlan(
        "policies",
        "政策文件",
        ColumnType.POLICY,
        "市政府及部门的规范性文件和其他政策文件",
        "6 months",
    ),
    ColumnPlan(
        "interpretations", "政策解读", ColumnType.INTERPRETATION, "对政策文件的解读", "6 months"
    ),
)
UNIT_COLUMNS = (
    ColumnPlan("news", "工作动态", _NEWS, "本单位工作动态", "2 weeks"),
    ColumnPlan("notices", "通知公告", ColumnType.POLICY, "本单位的通知、公告、通告", "6 months"),
    ColumnPlan("policies", "政策文件", ColumnType.POLICY, "本单位制发的政策文件和解读", "6 months"),
)
_ZONE = "mingzhou.localhost"
SITES = (
    SitePlan(
        "portal",
        "明州市人民政府",
        SiteKind.PORTAL,
        f"www.{_ZONE}",
        CITY,
        "office",
        "3499000001",
        PORTAL_COLUMNS,
    ),
    SitePlan(
        "qingxi",
        "清溪县人民政府",
        SiteKind.PORTAL,
        "www.qingxi.localhost",
        "qingxi",
        "qingxi",
        "3499210001",
        UNIT_COLUMNS,
    ),
    SitePlan(
        "danxia",
        "丹霞县人民政府",
        SiteKind.PORTAL,
        "www.danxia.localhost",
        "danxia",
        "danxia",
        "3499220001",
        UNIT_COLUMNS,
        theme="county",
    ),
    SitePlan(
        "edu",
        "明州市教育局",
        SiteKind.DEPARTMENT,
        f"jyj.{_ZONE}",
        "edu",
        "edu",
        "3499000002",
        UNIT_COLUMNS,
    ),
    SitePlan(
        "health",
        "明州市卫生健康委员会",
        SiteKind.DEPARTMENT,
        f"wjw.{_ZONE}",
        "health",
        "health",
        "3499000003",
        UNIT_COLUMNS,
    ),
    SitePlan(
        "transport",
        "明州市交通运输局",
        SiteKind.DEPARTMENT,
        f"jtj.{_ZONE}",
        "transport",
        "transport",
        "3499000004",
        UNIT_COLUMNS,
    ),
    SitePlan(
        "culture",
        "明州市文化和旅游局",
        SiteKind.DEPARTMENT,
        f"wlj.{_ZONE}",
        "culture",
        "culture",
        "3499000005",
        UNIT_COLUMNS,
    ),
    SitePlan(
        "civil",
        "明州市民政局",
        SiteKind.DEPARTMENT,
        f"mzj.{_ZONE}",
        "civil",
        "civil",
        "3499000006",
        UNIT_COLUMNS,
    ),
    SitePlan(
        "agri",
        "明州市农业农村局",
        SiteKind.DEPARTMENT,
        f"nyncj.{_ZONE}",
        "agri",
        "agri",
        "3499000007",
        UNIT_COLUMNS,
    ),
)
