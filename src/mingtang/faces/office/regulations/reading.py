"""Packs, rules and clauses, to be read. What a rule says is changed in its pack, never here."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.urls import reverse

from mingtang.ground.foundation.clock import BEIJING, beijing_date
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.models import Unit
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.catalogue import Clause, catalogue
from mingtang.institution.regulations.enums import NumberFrom, RuleKind, Strength
from mingtang.institution.regulations.models import Binding, PackVersion
from mingtang.institution.regulations.queries import newest_rules, rules_for
from mingtang.institution.regulations.rules import RuleSet
from mingtang.institution.regulations.schema import Rule
from mingtang.institution.regulations.wording import in_words
from mingtang.workbench.backoffice.screens import Fact, Screen
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

RIGHT = "regulations.read"
PACKS = ("制度", "regulations:packs")


def rule_url(pack: str, rule: Rule) -> str:
    """Return the address of a rule's screen."""
    return reverse("regulations:rule", args=[pack, rule.id])


class PacksScreen(Screen):
    """The packs that are loaded, for whom they hold, and the one that holds for me."""

    template_name = "office/regulations/packs.html"
    title = "制度"
    lead = "时限、定额、审核关口等规则都来自制度包；页面只供阅读，修改须发布新版制度包。"
    right = RIGHT

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand packs and bindings to the template."""
        newest: dict[str, PackVersion] = {}
        for version in PackVersion.objects.order_by("name", "number"):
            newest[version.name] = version
        units = Unit.objects.visible_to(self.person, self.at)
        names = dict(units.values_list("code", "name"))
        bindings = Binding.objects.holding_on(beijing_date(self.at)).filter(unit_key__in=names)
        own = rules_for(unit_path(self.person.unit.code), self.at)
        pack_columns = (
            TableColumn("制度包", "label", link=_pack_url, kind="main"),
            TableColumn("版次", lambda version: f"第 {version.number} 版"),
            TableColumn("装入时间", "loaded_at", kind="moment"),
            TableColumn(
                "适用",
                lambda version: tag("本单位适用", "good") if version.name == own.pack else "",
            ),
        )
        binding_columns = (
            TableColumn("单位及下属", lambda row: names[row.unit_key], kind="main"),
            TableColumn("制度包", lambda row: newest[row.pack].label if row.pack in newest else ""),
            TableColumn("启用", "valid_from"),
            TableColumn("停用", "valid_to"),
        )
        return super().get_context_data(
            packs=Table(pack_columns, list(newest.values())),
            bindings=Table(binding_columns, bindings.order_by("unit_key")),
            **kwargs,
        )


def _pack_url(version: Any) -> str:
    return reverse("regulations:pack", args=[version.name])


class OfPack(Screen):
    """Something of one loaded pack."""

    right = RIGHT
    parents = (PACKS,)

    @property
    def rule_set(self) -> RuleSet:
        """The newest version of the pack that the address names."""
        found = newest_rules(self.kwargs["pack"], self.at)
        if not found.pack:
            raise NotVisible
        return found

    @property
    def version(self) -> PackVersion:
        """The row of that version."""
        rows = PackVersion.objects.of(self.kwargs["pack"]).filter(digest=self.rule_set.version)
        found = rows.first()
        if found is None:
            raise NotVisible
        return found


class PackScreen(OfPack):
    """The rules of one pack, by kind."""

    template_name = "office/regulations/pack.html"

    def get_title(self) -> str:
        """Return the name of the pack."""
        return self.version.label

    def get_lead(self) -> str:
        """Say which version it is."""
        version = self.version
        return f"第 {version.number} 版，{version.loaded_at.astimezone(BEIJING):%Y-%m-%d} 装入"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the rules to the template, a table for each kind."""
        kinds = list(RuleKind)
        rules = sorted(
            self.rule_set.rules.values(), key=lambda rule: (kinds.index(rule.kind), rule.id)
        )
        tables = [
            (kind.label, Table(self._columns(), list(group)))
            for kind, group in groupby(rules, key=lambda rule: rule.kind)
        ]
        return super().get_context_data(tables=tables, **kwargs)

    def _columns(self) -> Sequence[TableColumn]:
        pack = self.kwargs["pack"]
        return (
            TableColumn("规则", "label", link=lambda rule: rule_url(pack, rule), kind="main"),
            TableColumn("要求", in_words),
            TableColumn("依据", "citation"),
            TableColumn("力度", strength_tag),
        )


def strength_tag(rule: Rule) -> str:
    """Return the label that says how strictly a rule binds."""
    strength = Strength(rule.strength)
    return tag(strength.label, "bad" if strength is Strength.MUST else "plain")


class RuleScreen(OfPack):
    """One rule: what it demands, where it stands, how it is read."""

    template_name = "office/regulations/rule.html"

    @property
    def rule(self) -> Rule:
        """The rule that the address names."""
        rules = dict(self.rule_set.rules.items())
        try:
            return rules[self.kwargs["rule"]]
        except KeyError as error:
            raise NotVisible from error

    def get_title(self) -> str:
        """Return the name of the rule."""
        return self.rule.label

    def get_crumbs(self) -> list[Any]:
        """Put the pack into the way."""
        *way, here = super().get_crumbs()
        pack = type(here)(
            self.version.label, reverse("regulations:pack", args=[self.kwargs["pack"]])
        )
        return [*way, pack, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the rule and the clauses it answers to the template."""
        rule, known = self.rule, catalogue().by_id
        return super().get_context_data(
            facts=rule_facts(rule),
            rule=rule,
            clauses=[_cited(known[one]) for one in rule.clauses if one in known],
            **kwargs,
        )


def _cited(clause: Clause) -> dict[str, str]:
    document = catalogue().documents[clause.document]
    return {"citation": f"{document.citation}{clause.place}", "said": clause.said}


def rule_facts(rule: Rule) -> Sequence[Fact]:
    """Return what is to be said about a rule."""
    checked = tag("已核对原文", "good") if rule.verified else tag("原文未见，待核对", "wait")
    return (
        Fact("要求", in_words(rule)),
        Fact("依据", rule.citation, note=""),
        Fact("力度", strength_tag(rule)),
        Fact("类型", RuleKind(rule.kind).label),
        Fact("数字来源", NumberFrom(rule.number_from).label),
        Fact("核对情况", checked),
    )


class ClausesScreen(Screen):
    """The demands of the notices, clause by clause, with the rules that answer them."""

    template_name = "office/regulations/clauses.html"
    title = "条款"
    lead = "五份通知的条款，以及本单位适用的制度包用哪条规则落实。加引号的是通知原文，其余是要点。"
    right = RIGHT
    parents = (PACKS,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the clauses to the template, by document."""
        rules = rules_for(unit_path(self.person.unit.code), self.at)
        answers: dict[str, list[Rule]] = {}
        for rule in rules.rules.values():
            for clause in rule.clauses:
                answers.setdefault(clause, []).append(rule)
        documents = catalogue().documents
        groups = [
            (documents[key].citation, [(one, answers.get(one.id, [])) for one in group])
            for key, group in groupby(catalogue().clauses, key=lambda one: one.document)
        ]
        return super().get_context_data(groups=groups, pack=rules.pack, **kwargs)
