import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";

const POLL_MS = 2000;
const FIELDS = ["state", "progress", "ready_count", "queued_count", "sent_count", "failed_count"];

/**
 * How far the sending of a dunning run is, read again every two seconds for as long as it sends.
 *
 * Reads in the background, so that the user can go on working; the form is loaded again only when
 * the letters are made, and never over unsaved changes.
 */
export class DunningProgress extends Component {
    static template = "account_dunning_levels.DunningProgress";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ ...this.props.record.data });
        onWillStart(() => this.schedule());
        onWillUnmount(() => this.stop());
    }

    get isSending() {
        return this.state.state === "sending";
    }

    get made() {
        return this.state.queued_count + this.state.sent_count + this.state.failed_count;
    }

    get total() {
        return this.made + this.state.ready_count;
    }

    get percent() {
        return Math.floor(this.state.progress);
    }

    get label() {
        if (this.state.ready_count) {
            return _t("%(made)s of %(total)s letters made", { made: this.made, total: this.total });
        }
        return _t("All %s letters are made", this.total);
    }

    schedule() {
        if (this.isSending && this.props.record.resId && !this.isStopped) {
            this.timer = browser.setTimeout(() => this.poll(), POLL_MS);
        }
    }

    stop() {
        this.isStopped = true;
        browser.clearTimeout(this.timer);
    }

    async poll() {
        const { record } = this.props;
        let values;
        try {
            [values] = await this.orm.silent.read(record.resModel, [record.resId], FIELDS);
        } catch {
            // the server is restarting or the line is down: ask again in two seconds
            return this.schedule();
        }
        if (this.isStopped || !values) {
            return;
        }
        const isNews = FIELDS.some((name) => values[name] !== this.state[name]);
        Object.assign(this.state, values);
        if (isNews && !values.ready_count && !(await record.isDirty())) {
            await record.load();
        }
        this.schedule();
    }
}

export const dunningProgress = {
    component: DunningProgress,
    displayName: _t("Progress of a dunning run"),
    supportedTypes: ["float"],
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "ready_count", type: "integer" },
        { name: "queued_count", type: "integer" },
        { name: "sent_count", type: "integer" },
        { name: "failed_count", type: "integer" },
    ],
};

registry.category("fields").add("dunning_progress", dunningProgress);
