import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

const COLORS = ["300", "info", "warning"];

/** The level of a reminder as a badge: the higher, the warmer. */
export class DunningLevel extends Component {
    static template = "account_dunning_levels.DunningLevel";
    static props = { ...standardFieldProps };

    get level() {
        return this.props.record.data[this.props.name];
    }

    get color() {
        return `text-bg-${COLORS[this.level] || "danger"}`;
    }
}

export const dunningLevel = {
    component: DunningLevel,
    displayName: _t("Reminder level"),
    supportedTypes: ["integer"],
};

registry.category("fields").add("dunning_level", dunningLevel);
