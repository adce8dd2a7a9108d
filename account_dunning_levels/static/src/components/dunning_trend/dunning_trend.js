import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { DunningBarChart } from "../dunning_bar_chart/dunning_bar_chart";

import { Component } from "@odoo/owl";

const TEAL = 2;

/** How many days late a customer paid, month by month; a month opens its payments. */
export class DunningTrend extends Component {
    static template = "account_dunning_levels.DunningTrend";
    static components = { DunningBarChart };
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.title = _t("Average days late per month").toString();
    }

    get trend() {
        return this.props.record.data[this.props.name];
    }

    get labels() {
        return this.trend.months.map((month) =>
            deserializeDate(month).toLocaleString({ month: "short" })
        );
    }

    get sets() {
        return [{ label: _t("Days late").toString(), values: this.trend.days, color: TEAL }];
    }

    formatDays(days) {
        return days === null ? "–" : formatFloat(days, { digits: [16, 1] });
    }

    openMonth(index) {
        const first = deserializeDate(this.trend.months[index]);
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Payments of %s", first.toLocaleString({ month: "long", year: "numeric" })),
            res_model: "account.dunning.collection",
            views: [
                [false, "list"],
                [false, "pivot"],
                [false, "graph"],
            ],
            domain: [
                ["debtor_id", "=", this.trend.debtor_id],
                ["company_id", "=", this.trend.company_id],
                ["kind", "=", "payment"],
                ["date", ">=", serializeDate(first)],
                ["date", "<", serializeDate(first.plus({ months: 1 }))],
            ],
        });
    }
}

export const dunningTrend = {
    component: DunningTrend,
    displayName: _t("Days late per month"),
    supportedTypes: ["json"],
};

registry.category("fields").add("dunning_trend", dunningTrend);
