import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

import { Component, onWillStart, useState } from "@odoo/owl";

/** The assumptions of the liquidity forecast in words, above the figures they explain. */
export class DunningForecastBanner extends Component {
    static template = "account_dunning_levels.DunningForecastBanner";
    static props = { context: Object };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ sentences: [], changed: false });
        onWillStart(async () => {
            const found = await this.orm.call("account.dunning.forecast", "get_assumptions", [], {
                context: this.props.context,
            });
            Object.assign(this.state, found);
        });
    }

    onChange() {
        this.action.doAction("account_dunning_levels.account_dunning_forecast_open_action");
    }
}

/** A controller whose template shows the banner. */
export function withBanner(Controller, template) {
    return class extends Controller {
        static template = template;
        static components = { ...Controller.components, DunningForecastBanner };
    };
}

registry.category("views").add("dunning_forecast_list", {
    ...listView,
    Controller: withBanner(ListController, "account_dunning_levels.DunningForecastList"),
});
