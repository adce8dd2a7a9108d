import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, onWillUpdateProps, useState } from "@odoo/owl";

/** One line to type a note in; Enter keeps it. */
export class DunningQuickNote extends Component {
    static template = "account_dunning_levels.DunningQuickNote";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ body: "", isSaving: false });
        let resId = this.props.record.resId;
        onWillUpdateProps(({ record }) => {
            // what was begun for one customer is not kept on the next
            if (record.resId !== resId) {
                resId = record.resId;
                this.state.body = "";
            }
        });
    }

    async onKeydown(ev) {
        if (ev.key === "Escape") {
            this.state.body = "";
            ev.target.blur();
        } else if (ev.key === "Enter" && !ev.isComposing) {
            ev.preventDefault();
            ev.stopPropagation();
            await this.save();
        }
    }

    async save() {
        const body = this.state.body.trim();
        if (!body || this.state.isSaving) {
            return;
        }
        const { record } = this.props;
        this.state.isSaving = true;
        try {
            await this.orm.call(record.resModel, "action_quick_note", [[record.resId], body]);
            this.state.body = "";
        } finally {
            this.state.isSaving = false;
        }
        this.notification.add(_t("Note kept."), { type: "success" });
        await record.load();
    }
}

export const dunningQuickNote = { component: DunningQuickNote };

registry.category("view_widgets").add("dunning_quick_note", dunningQuickNote);
