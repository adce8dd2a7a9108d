import { Component } from "@odoo/owl";

/**
 * Amounts one under the other, each with a bar as long as its share; each opens its records.
 *
 * A row: `{ key, label, value, detail, share, tone, action }`; share in percent or false, tone a
 * colour of Bootstrap.
 */
export class DunningFigureRows extends Component {
    static template = "account_dunning_levels.DunningFigureRows";
    static props = {
        rows: Array,
        onOpen: Function,
    };

    width(row) {
        return Math.min(Math.max(row.share || 0, 0), 100);
    }
}
