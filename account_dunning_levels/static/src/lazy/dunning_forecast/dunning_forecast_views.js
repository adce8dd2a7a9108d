import { withBanner } from "@account_dunning_levels/components/dunning_forecast/dunning_forecast";

import { registry } from "@web/core/registry";
import { GraphController } from "@web/views/graph/graph_controller";
import { graphView } from "@web/views/graph/graph_view";
import { PivotController } from "@web/views/pivot/pivot_controller";
import { pivotView } from "@web/views/pivot/pivot_view";

// Odoo loads graph and pivot only when one is opened; what builds on them comes with them.
const views = registry.category("views");

views.add("dunning_forecast_graph", {
    ...graphView,
    Controller: withBanner(GraphController, "account_dunning_levels.DunningForecastGraph"),
});
views.add("dunning_forecast_pivot", {
    ...pivotView,
    Controller: withBanner(PivotController, "account_dunning_levels.DunningForecastPivot"),
});
