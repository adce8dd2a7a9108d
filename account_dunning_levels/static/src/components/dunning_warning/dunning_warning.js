import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** A sentence that asks for attention: a sign in front, the whole text as tooltip. */
export class DunningWarning extends Component {
    static template = "account_dunning_levels.DunningWarning";
    static props = { ...standardFieldProps };

    get text() {
        return this.props.record.data[this.props.name];
    }
}

export const dunningWarning = {
    component: DunningWarning,
    displayName: _t("Warning"),
    supportedTypes: ["char"],
};

registry.category("fields").add("dunning_warning", dunningWarning);
