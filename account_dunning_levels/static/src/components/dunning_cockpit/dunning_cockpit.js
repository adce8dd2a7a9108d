import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

const NEXT = "ACCOUNT-DUNNING:NEXT-CUSTOMER";

/** The form of one customer of the work list: a button that is done with it shows the next one. */
export class DunningCockpitController extends FormController {
    setup() {
        super.setup();
        this.notification = useService("notification");
        useBus(this.env.bus, NEXT, () => this.showNext());
    }

    async showNext() {
        const { resId, resIds } = this.model.root;
        const next = resIds[resIds.indexOf(resId) + 1];
        if (next) {
            return this.model.load({ resId: next });
        }
        this.notification.add(_t("That was the last customer of your list."), { type: "success" });
        if (this.env.config.breadcrumbs?.length > 1) {
            return this.env.config.historyBack();
        }
        return this.model.load();
    }
}

registry.category("views").add("dunning_cockpit", {
    ...formView,
    Controller: DunningCockpitController,
});

registry.category("actions").add("account_dunning_next_customer", (env) => {
    env.bus.trigger(NEXT);
    // closes the dialog it came from; the form behind it loads by itself
    return { type: "ir.actions.act_window_close", infos: { noReload: true } };
});
