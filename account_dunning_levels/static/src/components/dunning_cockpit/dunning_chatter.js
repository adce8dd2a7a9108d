import { Chatter } from "@mail/chatter/web_portal/chatter";

import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, xml } from "@odoo/owl";

/** Messages and activities of the customer itself, whose id is that of the record. */
export class DunningChatter extends Component {
    static template = xml`
        <div class="o_dunning_chatter">
            <Chatter threadId="props.record.resId" threadModel="'res.partner'"
                     has_activities="true" isInFormSheetBg="false" compactHeight="true"
                     record="props.record"/>
        </div>`;
    static components = { Chatter };
    static props = { ...standardWidgetProps };
}

export const dunningChatter = { component: DunningChatter };

registry.category("view_widgets").add("dunning_chatter", dunningChatter);
