"""People and offices of the demo city, as its sites show them: all names and numbers are invented."""

from dataclasses import dataclass

HOURS = "工作日 8:30—12:00，14:30—17:30"


@dataclass(frozen=True)
class LeaderPlan:
    """A leader of a site's host."""

    name: str
    post: str
    duties: str
    resume: str
    is_woman: bool = False


@dataclass(frozen=True)
class OfficePlan:
    """An office of a site's host: its duties, the last three digits of its telephone.

    `site` is the code of the site where its own address and telephones are, empty for those of the host.
    """

    name: str
    duties: str
    number: int = 0
    site: str = ""


@dataclass(frozen=True)
class HostPlan:
    """What the site of a host says: where it is, its records, its people and offices.

    `exchange` is how its telephones begin; offices and posts have numbers of it.
    """

    exchange: str
    address: str
    icp: int
    overview: str
    leaders: tuple[LeaderPlan, ...]
    offices: tuple[OfficePlan, ...]

    def phone(self, number: int = 0) -> str:
        """Return a telephone of the host by its last three digits."""
        return f"0550-{self.exchange}{number:03d}"


def _leader(name: str, post: str, duties: str, born: int, *, is_woman: bool = False) -> LeaderPlan:
    sex = "女，" if is_woman else ""
    resume = f"{name}，{sex}汉族，{born}年生，中共党员，大学学历。\n现任{post}。"
    return LeaderPlan(name, post, duties, resume, is_woman)


_OFFICE = OfficePlan("办公室", "负责文电、会务、机要、档案、信访和政务公开工作。", 1)
_LAW = OfficePlan("政策法规科", "起草规范性文件，办理行政复议和行政应诉，组织普法。", 2)


def _bureau(
    exchange: str,
    address: str,
    icp: int,
    leaders: tuple[LeaderPlan, ...],
    offices: tuple[tuple[str, str], ...],
) -> HostPlan:
    own = (OfficePlan(name, duties, 3 + n) for n, (name, duties) in enumerate(offices))
    return HostPlan(exchange, address, icp, "", leaders, (_OFFICE, _LAW, *own))


HOSTS = {
    "portal": HostPlan(
        "3000",
        "明州市政务新区人民路1号",
        15000001,
        "明州市位于江淮之间，辖清溪、丹霞两县，面积 6,240 平方公里，常住人口 168 万人。\n"
        "一、历史沿革\n建制已逾千年，因城东明山得名。1987年撤地设市。\n"
        "二、自然地理\n地势西高东低，属亚热带湿润季风气候，年均气温 15.8 摄氏度，森林覆盖率 46%。\n"
        "三、经济社会\n以装备制造、绿色食品和文化旅游为主导产业，建成义务教育学校 312 所、"
        "公立医院 41 家，城乡公交全面覆盖。",
        (
            _leader("顾全", "市委副书记、市长", "主持市政府全面工作，负责审计工作。", 1970),
            _leader(
                "贺平", "市委常委、常务副市长", "负责发展改革、财政、应急管理、政务公开工作。", 1973
            ),
            _leader("秦朗", "副市长", "负责工业和信息化、科技、国资国企、生态环境工作。", 1974),
            _leader(
                "苏晴", "副市长", "负责教育、卫生健康、文化旅游、体育工作。", 1976, is_woman=True
            ),
            _leader("邵波", "副市长、市公安局局长", "负责公安、司法、信访工作。", 1972),
            _leader("陶然", "副市长", "负责农业农村、水利、民政、退役军人事务。", 1978),
            _leader("罗成", "市政府秘书长、办公室主任", "负责市政府办公室工作。", 1975),
        ),
        (
            OfficePlan(
                "明州市人民政府办公室",
                "协助市政府领导处理日常工作，承担政务公开和政府网站管理。",
                1,
            ),
            OfficePlan("明州市教育局", "管理全市基础教育、职业教育和教师队伍。", site="edu"),
            OfficePlan(
                "明州市卫生健康委员会", "负责医疗卫生、疾病预防和老龄健康工作。", site="health"
            ),
            OfficePlan(
                "明州市交通运输局", "负责公路、水路、公共交通的建设和管理。", site="transport"
            ),
            OfficePlan(
                "明州市文化和旅游局", "负责文化艺术、旅游、文物和广播电视工作。", site="culture"
            ),
            OfficePlan(
                "明州市民政局", "负责社会救助、养老服务、婚姻登记和社会组织管理。", site="civil"
            ),
            OfficePlan(
                "明州市农业农村局",
                "负责粮食生产、农产品质量安全和乡村振兴工作。",
                site="agri",
            ),
        ),
    ),
    "qingxi": HostPlan(
        "3610",
        "清溪县城关镇清溪大道18号",
        15000011,
        "清溪县地处明州市北部，面积 1,860 平方公里，常住人口 42 万人，辖 14 个乡镇。\n"
        "盛产毛竹和绿茶，是省级全域旅游示范区。",
        (
            _leader("程远", "县委副书记、县长", "主持县政府全面工作，负责审计工作。", 1975),
            _leader(
                "柳青",
                "县委常委、常务副县长",
                "负责财政、应急管理、政务公开工作。",
                1979,
                is_woman=True,
            ),
            _leader("鲁川", "副县长", "负责农业农村、水利、林业工作。", 1980),
        ),
        (_OFFICE, _LAW, OfficePlan("督查科", "督促检查县政府重点工作的落实。", 3)),
    ),
    "danxia": HostPlan(
        "3620",
        "丹霞县赤城镇丹霞路66号",
        15000012,
        "丹霞县地处明州市西南部，面积 2,130 平方公里，常住人口 37 万人，辖 12 个乡镇。\n"
        "丹霞地貌保存完整，拥有国家级自然保护区一处。",
        (
            _leader("魏来", "县委副书记、县长", "主持县政府全面工作，负责审计工作。", 1974),
            _leader(
                "丁香",
                "县委常委、常务副县长",
                "负责财政、人社、政务公开工作。",
                1978,
                is_woman=True,
            ),
            _leader("杭远山", "副县长", "负责文化旅游、自然资源、生态环境工作。", 1981),
        ),
        (_OFFICE, _LAW, OfficePlan("督查科", "督促检查县政府重点工作的落实。", 3)),
    ),
    "edu": _bureau(
        "3011",
        "明州市政务新区学府路9号",
        15000002,
        (
            _leader("郑国安", "党委书记、局长", "主持全面工作。", 1971),
            _leader("周明", "党委委员、副局长", "分管基础教育、招生考试、政务公开。", 1976),
        ),
        (
            ("基础教育科", "管理义务教育、普通高中和学前教育。"),
            ("教师工作科", "负责教师资格、培训和职称评审。"),
        ),
    ),
    "health": _bureau(
        "3012",
        "明州市政务新区健康路20号",
        15000003,
        (
            _leader("叶青", "党委书记、主任", "主持全面工作。", 1973, is_woman=True),
            _leader("马骏", "党委委员、副主任", "分管医政医管、基层卫生、政务公开。", 1975),
        ),
        (
            ("医政医管科", "管理医疗机构、医疗质量和护理工作。"),
            ("疾病预防控制科", "负责传染病防治和预防接种。"),
        ),
    ),
    "transport": _bureau(
        "3013",
        "明州市东城区通达路5号",
        15000004,
        (
            _leader("江涛", "党组书记、局长", "主持全面工作。", 1972),
            _leader("石磊", "党组成员、副局长", "分管公路建设、安全生产、政务公开。", 1977),
        ),
        (
            ("公路建设科", "负责公路的规划、建设和养护。"),
            ("运输管理科", "管理客运、货运和城市公共交通。"),
        ),
    ),
    "culture": _bureau(
        "3014",
        "明州市东城区文昌路31号",
        15000005,
        (
            _leader("梁栋", "党组书记、局长", "主持全面工作。", 1974),
            _leader("谢安", "党组成员、副局长", "分管旅游推广、文物保护、政务公开。", 1978),
        ),
        (
            ("公共文化科", "负责图书馆、文化馆和群众文化活动。"),
            ("旅游管理科", "负责旅游规划、服务质量和市场推广。"),
        ),
    ),
    "agri": _bureau(
        "3016",
        "明州市东城区丰收路6号",
        15000007,
        (
            _leader("谷雨", "党组书记、局长", "主持全面工作。", 1974, is_woman=True),
            _leader("田丰", "党组成员、副局长", "分管种植业、农产品质量安全、政务公开。", 1980),
        ),
        (
            ("种植业科", "负责粮食、蔬菜和茶叶生产指导。"),
            ("农产品质量安全科", "负责农产品质量安全监督管理。"),
        ),
    ),
    "civil": _bureau(
        "3015",
        "明州市东城区和平路12号",
        15000006,
        (
            _leader("范成", "党组书记、局长", "主持全面工作。", 1973),
            _leader(
                "唐宁",
                "党组成员、副局长",
                "分管养老服务、社会救助、政务公开。",
                1979,
                is_woman=True,
            ),
        ),
        (
            ("社会救助科", "负责最低生活保障、临时救助和特困供养。"),
            ("养老服务科", "负责养老机构管理和居家养老服务。"),
        ),
    ),
}
