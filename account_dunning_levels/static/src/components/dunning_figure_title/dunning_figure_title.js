import { Component } from "@odoo/owl";

/**
 * The title of a figure with a question mark that tells how the figure is defined, for the mouse,
 * for a tap, and for a screen reader.
 */
export class DunningFigureTitle extends Component {
    static template = "account_dunning_levels.DunningFigureTitle";
    static props = {
        title: String,
        help: { type: String, optional: true },
    };
}
