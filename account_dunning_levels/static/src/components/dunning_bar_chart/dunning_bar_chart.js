import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";
import { localization } from "@web/core/l10n/localization";

import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";

/**
 * Bars over time, one colour per set, that open what is behind them: by click, or with the arrow
 * keys and Enter. The bar in focus is told in words below the chart, for a screen reader too.
 */
export class DunningBarChart extends Component {
    static template = "account_dunning_levels.DunningBarChart";
    static props = {
        title: String,
        labels: { type: Array, element: String },
        // [{ label, values, color }], color an index into Odoo's small palette
        sets: Array,
        formatValue: Function,
        onSelect: Function,
    };

    setup() {
        this.canvas = useRef("canvas");
        this.chart = null;
        this.state = useState({ index: -1 });
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                this.chart = new Chart(this.canvas.el, this.config);
                return () => this.chart.destroy();
            },
            () => [this.props.labels, this.props.sets]
        );
    }

    get isStacked() {
        return this.props.sets.length > 1;
    }

    get config() {
        const scheme = cookie.get("color_scheme");
        const grid = getCustomColor(scheme, "#d8dadd", "#3C3E4B");
        const text = getCustomColor(scheme, "#4b5058", "#E4E4E4");
        const isRtl = localization.direction === "rtl";
        const short = new Intl.NumberFormat(luxon.Settings.defaultLocale, { notation: "compact" });
        const { labels, sets, formatValue } = this.props;
        return {
            type: "bar",
            data: {
                labels,
                datasets: sets.map((set) => ({
                    label: set.label,
                    data: set.values,
                    backgroundColor: getColor(set.color, scheme, "sm"),
                    borderRadius: 3,
                    maxBarThickness: 40,
                })),
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: { mode: "index", intersect: false },
                onClick: (ev, elements) => elements.length && this.select(elements[0].index),
                onHover: (ev, elements) => {
                    ev.native.target.style.cursor = elements.length ? "pointer" : "default";
                },
                plugins: {
                    legend: {
                        display: this.isStacked,
                        position: "bottom",
                        rtl: isRtl,
                        labels: { color: text, boxWidth: 12, boxHeight: 12 },
                    },
                    tooltip: {
                        rtl: isRtl,
                        callbacks: {
                            label: (item) => ` ${item.dataset.label}: ${formatValue(item.raw)}`,
                        },
                    },
                },
                scales: {
                    x: {
                        stacked: this.isStacked,
                        reverse: isRtl,
                        grid: { display: false },
                        border: { color: grid },
                        ticks: { color: text, maxRotation: 0, autoSkipPadding: 8 },
                    },
                    y: {
                        stacked: this.isStacked,
                        beginAtZero: true,
                        position: isRtl ? "right" : "left",
                        grid: { color: grid },
                        border: { display: false },
                        ticks: {
                            color: text,
                            maxTicksLimit: 5,
                            precision: 0,
                            callback: (value) => short.format(value),
                        },
                    },
                },
            },
        };
    }

    /** Words for the bar in focus. */
    get told() {
        const { index } = this.state;
        if (index < 0) {
            return "";
        }
        const { labels, sets, formatValue } = this.props;
        const values = sets.map((set) => `${set.label} ${formatValue(set.values[index])}`);
        return `${labels[index]}: ${values.join(", ")}`;
    }

    select(index) {
        this.props.onSelect(index);
    }

    onKeydown(ev) {
        const last = this.props.labels.length - 1;
        const step = localization.direction === "rtl" ? -1 : 1;
        const { index } = this.state;
        const moves = {
            ArrowRight: index + step,
            ArrowLeft: index - step,
            Home: 0,
            End: last,
        };
        if (ev.key in moves) {
            this.focusBar(Math.min(Math.max(moves[ev.key], 0), last));
        } else if (ev.key === "Enter" && index >= 0) {
            this.select(index);
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    focusBar(index) {
        this.state.index = index;
        const active =
            index < 0 ? [] : this.props.sets.map((set, datasetIndex) => ({ datasetIndex, index }));
        this.chart.setActiveElements(active);
        this.chart.tooltip.setActiveElements(active, { x: 0, y: 0 });
        this.chart.update();
    }

    onFocus() {
        // the newest bar first; a click has its own bar
        if (this.canvas.el.parentElement.matches(":focus-visible")) {
            this.focusBar(this.props.labels.length - 1);
        }
    }
}
