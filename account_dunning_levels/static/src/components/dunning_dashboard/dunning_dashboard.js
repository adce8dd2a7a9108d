import { formatCurrency } from "@web/core/currency";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatFloat, formatInteger, formatPercentage } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { DunningBarChart } from "../dunning_bar_chart/dunning_bar_chart";
import { DunningFigureRows } from "../dunning_figure_rows/dunning_figure_rows";
import { DunningFigureTitle } from "../dunning_figure_title/dunning_figure_title";
import { words } from "./words";

import { Component, onWillStart, useExternalListener, useState } from "@odoo/owl";

const { DateTime } = luxon;

// A window that was hidden reads again when it is looked at after this long.
const STALE_MS = 5 * 60 * 1000;
const BUCKET_TONES = ["success", "info", "warning", "warning", "danger", "danger"];
const HOLD_TONES = {
    blocked: "warning",
    disputed: "danger",
    promise: "info",
    plan: "primary",
    handed_over: "dark",
};
// Blue, orange, red, purple: milder to sharper
const LEVEL_COLORS = [0, 3, 1, 4, 5, 2];
const TODO_ICONS = { control: "fa-list-ul", failed: "fa-exclamation-triangle", broken: "fa-chain-broken" };

/** The figures of customers who pay late, kept open by who follows them. */
export class DunningDashboard extends Component {
    static template = "account_dunning_levels.DunningDashboard";
    static components = { DunningBarChart, DunningFigureRows, DunningFigureTitle, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.todoIcons = TODO_ICONS;
        this.words = Object.fromEntries(
            Object.entries(words).map(([name, text]) => [name, text().toString()])
        );
        this.open = this.open.bind(this);
        this.money = this.money.bind(this);
        this.integer = (value) => formatInteger(value);
        this.state = useState({ figures: null, readAt: null, side: "receivable", isBusy: false });
        onWillStart(() => this.load());
        useExternalListener(document, "visibilitychange", () => this.onVisible());
    }

    async load() {
        this.state.isBusy = true;
        try {
            const figures = await this.keepLast.add(
                this.orm.call("account.dunning.dashboard", "get_figures", [])
            );
            Object.assign(this.state, { figures, readAt: DateTime.now() });
        } finally {
            this.state.isBusy = false;
        }
    }

    onVisible() {
        const isStale = DateTime.now() - this.state.readAt > STALE_MS;
        if (document.visibilityState === "visible" && isStale) {
            this.load();
        }
    }

    open(action) {
        return this.action.doAction(action);
    }

    // ------------------------------------------------------------------ words

    /** An amount without cents: figures are looked at, not added up. */
    money(amount) {
        return formatCurrency(amount, this.state.figures.currency_id, { digits: [16, 0] });
    }

    percent(value) {
        return value === false ? "–" : formatPercentage(value / 100, { digits: [16, 0] });
    }

    number(value, decimals = 0) {
        return value === false ? "–" : formatFloat(value, { digits: [16, decimals] });
    }

    items(count) {
        return count === 1 ? _t("1 item") : _t("%s items", formatInteger(count));
    }

    get readAt() {
        return _t("Read at %s", this.state.readAt.toLocaleString(DateTime.TIME_SIMPLE));
    }

    day(iso) {
        return deserializeDate(iso).toLocaleString({ day: "numeric", month: "short" });
    }

    /** How a figure changed; fewer days are better. */
    change({ days, before }) {
        if (days === false || before === false || Math.abs(days - before) < 0.05) {
            return null;
        }
        const isBetter = days < before;
        return {
            icon: isBetter ? "fa-long-arrow-down" : "fa-long-arrow-up",
            tone: isBetter ? "text-success" : "text-danger",
            days: this.number(Math.abs(days - before), 1),
        };
    }

    // ------------------------------------------------------------------ figures

    get figures() {
        return this.state.figures;
    }

    get sides() {
        return [
            { key: "receivable", title: _t("Customers owe"), ...this.figures.receivable },
            { key: "payable", title: _t("We owe vendors"), ...this.figures.payable },
        ];
    }

    get ageing() {
        return this.figures[this.state.side];
    }

    get bucketRows() {
        return this.ageing.buckets.map((bucket, index) => ({
            ...bucket,
            value: this.money(bucket.amount),
            detail: bucket.count ? this.items(bucket.count) : "",
            tone: BUCKET_TONES[index],
        }));
    }

    get levelRows() {
        return this.figures.levels.map((row) => ({
            ...row,
            key: row.level,
            label: _t("Level %s", row.level),
            detail: _t("%(paid)s of %(reminded)s", {
                paid: this.money(row.paid),
                reminded: this.money(row.reminded),
            }),
            value: this.percent(row.share),
            tone: "success",
        }));
    }

    get holdRows() {
        const most = Math.max(...this.figures.holds.map((hold) => hold.amount), 0);
        return this.figures.holds.map((hold) => ({
            ...hold,
            key: hold.kind,
            value: this.money(hold.amount),
            detail: hold.count ? this.items(hold.count) : "",
            share: most > 0 ? (hold.amount / most) * 100 : 0,
            tone: HOLD_TONES[hold.kind] || "secondary",
        }));
    }

    get weekLabels() {
        return this.figures.collected.weeks.map((week) => this.day(week.first));
    }

    get weekSets() {
        const values = this.figures.collected.weeks.map((week) => week.amount);
        return [{ label: _t("Collected"), values, color: 2 }];
    }

    openWeek(index) {
        this.open(this.figures.collected.weeks[index].action);
    }

    get monthLabels() {
        return this.figures.letters.months.map((month) =>
            deserializeDate(month).toLocaleString({ month: "short" })
        );
    }

    get letterSets() {
        return this.figures.letters.levels.map(({ level, counts }, index) => ({
            label: _t("Level %s", level),
            values: counts,
            color: LEVEL_COLORS[index % LEVEL_COLORS.length],
        }));
    }

    openMonth(index) {
        this.open(this.figures.letters.actions[index]);
    }
}

registry.category("actions").add("account_dunning_dashboard", DunningDashboard);
