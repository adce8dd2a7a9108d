"""What the web client asks the server when a user opens a menu, without the web client.

It reads the action, its views and its default filters, so a bench measures the screen as it is:
with the columns that are shown, and the filters that are on.
"""

from copy import copy

from lxml import etree

from odoo.fields import Date, Domain
from odoo.tools.safe_eval import datetime, safe_eval, time

PAGE = 80
#: as the web client: it counts no further than this
COUNT_LIMIT = 10001
AGGREGATED = ("integer", "float", "monetary")


_KNOWN = {}


def screen(env, xmlid):
    """The screen of an action. Views are loaded once per process, as the web client keeps them."""
    if xmlid not in _KNOWN:
        _KNOWN[xmlid] = Screen(env, xmlid)
    found = copy(_KNOWN[xmlid])
    found.model = env[found.action["res_model"]].with_context(**found.context)
    return found


class Screen:
    """The list behind an action, for the environment of a user."""

    def __init__(self, env, xmlid):
        self.action = env["ir.actions.act_window"]._for_xml_id(f"account_dunning_levels.{xmlid}")
        self.env = env
        context = self.evaluate(self.action["context"] or "{}")
        defaults = {
            name.removeprefix("search_default_"): value
            for name, value in context.items()
            if name.startswith("search_default_") and value
        }
        self.context = {
            name: value for name, value in context.items() if "search_default_" not in name
        }
        self.model = env[self.action["res_model"]].with_context(**self.context)
        views = self.model.get_views(
            [
                *((view_id, kind) for view_id, kind in self.action["views"] if kind == "list"),
                (self.action["search_view_id"] and self.action["search_view_id"][0], "search"),
            ]
        )["views"]
        self.columns = self.visible_columns(etree.fromstring(views["list"]["arch"]))
        self.order = etree.fromstring(views["list"]["arch"]).get("default_order")
        self.domain = Domain(self.evaluate(self.action["domain"] or "[]"))
        self.group_by = []
        self.apply(etree.fromstring(views["search"]["arch"]), defaults)

    #: a condition that is true for every row
    everything = Domain.TRUE

    def evaluate(self, text):
        names = {
            "uid": self.env.uid,
            "context_today": lambda: Date.context_today(self.env.user),
            "datetime": datetime,
            "time": time,
            "allowed_company_ids": self.env.companies.ids,
            "company_id": self.env.company.id,
            "active_id": False,
            "active_ids": [],
        }
        return safe_eval(str(text), names)

    def visible_columns(self, arch):
        """Columns that are read: those shown, and those kept invisible for the others."""
        return [
            node.get("name") for node in arch.iterfind(".//field") if node.get("optional") != "hide"
        ]

    def apply(self, arch, defaults):
        """Filters of one group are alternatives; groups all apply. A group-by is noted."""
        group = []
        for node in [*arch.iter("filter", "separator", "field", "group"), None]:
            if node is None or node.tag in ("separator", "group"):
                self.domain &= Domain.OR(group) if group else Domain.TRUE
                group = []
            elif node.tag == "filter" and node.get("name") in defaults:
                node = self.chosen(node, defaults[node.get("name")])
                if node.get("domain"):
                    group.append(Domain(self.evaluate(node.get("domain"))))
                by = self.evaluate(node.get("context") or "{}").get("group_by")
                self.group_by += [by] if by else []

    def chosen(self, node, value):
        """The option of a filter by date that is on from the start; any other filter itself."""
        option = str(value).removeprefix("custom_")
        return next((own for own in node.iter("filter") if own.get("name") == option), node)

    def specification(self):
        """Names of many2one values are read with them, as tags are."""
        return {
            name: {"fields": {"display_name": {}}} if self.model._fields[name].relational else {}
            for name in self.columns
        }

    def first_page(self):
        """Rows of the first page, and how many there are."""
        answer = self.model.web_search_read(
            list(self.domain),
            self.specification(),
            limit=PAGE,
            order=self.order,
            count_limit=COUNT_LIMIT,
        )
        return {"rows": len(answer["records"]), "of": answer["length"]}

    def groups(self, group_by=None):
        """First page of groups with the sums of every column that has one."""
        answer = self.model.web_read_group(
            list(self.domain), [group_by or self.group_by[0]], self.aggregates(), limit=PAGE
        )
        return {"rows": len(answer["groups"]), "of": answer["length"]}

    def unfolded_groups(self, group_by=None):
        """As a list that opens its groups by itself: the groups, and the first rows of each."""
        answer = self.model.web_read_group(
            list(self.domain),
            [group_by or self.group_by[0]],
            self.aggregates(),
            limit=PAGE,
            order=self.order,
            auto_unfold=True,
            unfold_read_specification=self.specification(),
            unfold_read_default_limit=PAGE,
        )
        rows = sum(len(group.get("__records", ())) for group in answer["groups"])
        return {"groups": answer["length"], "rows": rows}

    def aggregates(self):
        wanted = {}
        for name, field in self.model.fields_get(
            self.columns, ["type", "aggregator", "currency_field"]
        ).items():
            if field.get("aggregator") and field["type"] in AGGREGATED:
                wanted[f"{name}:{field['aggregator']}"] = True
                if field.get("currency_field"):
                    wanted[f"{field['currency_field']}:array_agg_distinct"] = True
                    wanted[f"{name}:sum_currency"] = True
        return list(wanted)

    def pivot(self, *group_by, measures):
        """All groups of a pivot and its total; returns the total of the first measure."""
        sets = [list(group_by[:depth]) for depth in range(len(group_by) + 1)]
        answer = self.model.formatted_read_grouping_sets(list(self.domain), sets, list(measures))
        return {"groups": len(answer[-1]), "total": round(answer[0][0][measures[0]] or 0, 2)}


def read_form(record):
    """A form as the web client reads it: its fields, and of its lists the rows they show at first.

    Returns how many rows of lists were read.
    """
    views = record.get_views([(False, "form")])["views"]
    specification = _form_specification(etree.fromstring(views["form"]["arch"]), record)
    [values] = record.web_read(specification)
    return sum(
        len(row) > 1
        for name, own in specification.items()
        if "limit" in own
        for row in values[name]
    )


def _form_specification(arch, model):
    wanted = {}
    for node in _fields_of(arch):
        name = node.get("name")
        field, rows = model._fields[name], node.find("list")
        if rows is not None:
            inner = _form_specification(rows, model.env[field.comodel_name])
            # a list without a limit of its own shows 40 rows
            wanted[name] = {"fields": inner, "limit": int(rows.get("limit", "40"))}
        else:
            wanted[name] = {"fields": {"display_name": {}}} if field.type == "many2one" else {}
    return wanted


def _fields_of(arch):
    """Its own fields, without those of the lists in it."""
    for node in arch:
        if node.tag == "field":
            yield node
        else:
            yield from _fields_of(node)
