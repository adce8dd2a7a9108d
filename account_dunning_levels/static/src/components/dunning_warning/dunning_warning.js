import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/**
 * A sentence that asks for attention: a sign in front, the whole text as tooltip.
 *
 * Empty, it gives way to another field of the row (option `fallback_field`), such as the reason why
 * a reminder failed.
 */
export class DunningWarning extends Component {
    static template = "account_dunning_levels.DunningWarning";
    static props = { ...standardFieldProps, fallbackField: { type: String, optional: true } };

    /** A skipped reminder has a reason, not a warning. */
    get isWarning() {
        const { data } = this.props.record;
        return data[this.props.name] || data.state === "failed";
    }

    get text() {
        const { data } = this.props.record;
        return data[this.props.name] || data[this.props.fallbackField];
    }
}

export const dunningWarning = {
    component: DunningWarning,
    displayName: _t("Warning"),
    supportedTypes: ["char"],
    supportedOptions: [
        {
            label: _t("Shown when empty"),
            name: "fallback_field",
            type: "field",
            availableTypes: ["char"],
        },
    ],
    extractProps: ({ options }) => ({ fallbackField: options.fallback_field }),
};

registry.category("fields").add("dunning_warning", dunningWarning);
