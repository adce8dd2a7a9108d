import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { GraphController } from "@web/views/graph/graph_controller";
import { graphView } from "@web/views/graph/graph_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { PivotController } from "@web/views/pivot/pivot_controller";
import { pivotView } from "@web/views/pivot/pivot_view";

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

function withBanner(Controller, template) {
    return class extends Controller {
        static template = template;
        static components = { ...Controller.components, DunningForecastBanner };
    };
}

const views = registry.category("views");

views.add("dunning_forecast_graph", {
    ...graphView,
    Controller: withBanner(GraphController, "account_dunning_levels.DunningForecastGraph"),
});
views.add("dunning_forecast_pivot", {
    ...pivotView,
    Controller: withBanner(PivotController, "account_dunning_levels.DunningForecastPivot"),
});
views.add("dunning_forecast_list", {
    ...listView,
    Controller: withBanner(ListController, "account_dunning_levels.DunningForecastList"),
});
