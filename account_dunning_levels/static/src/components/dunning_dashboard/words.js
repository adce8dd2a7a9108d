import { _t } from "@web/core/l10n/translation";

/** What each figure is called, and how exactly it is defined. */
export const words = {
    receivableHelp: () =>
        _t(
            "All open items of customers less their unallocated credits and payments: the balance of the receivable accounts. Overdue: claims whose due date has passed."
        ),
    payableHelp: () =>
        _t(
            "All open items of vendors less unallocated credits and payments: the balance of the payable accounts. Overdue: bills whose due date has passed."
        ),
    dsoTitle: () => _t("Days sales outstanding"),
    dsoHelp: () =>
        _t(
            "What customers owe now, divided by what was invoiced to them in the last 90 days (credit notes deducted, taxes included), times 90."
        ),
    dsoCompared: () => _t("against 90 days ago"),
    latenessTitle: () => _t("Average days late"),
    latenessHelp: () =>
        _t(
            "Payments of the last 13 weeks: days from the due date to the payment, each payment weighted by its amount. A payment before the due date counts below zero; credit notes and write-offs do not count."
        ),
    latenessCompared: () => _t("against the 13 weeks before"),
    collectedTitle: () => _t("Collected per week"),
    collectedHelp: () =>
        _t(
            "Payments allocated to invoices of customers in the last 13 weeks, by the date of the payment. Credit notes, write-offs and differences of exchange rates do not count."
        ),
    ageingTitle: () => _t("Ageing"),
    ageingHelp: () =>
        _t("Open claims by days since the due date. Set the limits under Settings > Invoicing."),
    levelsTitle: () => _t("Paid after a reminder"),
    levelsHelp: () =>
        _t(
            "Of the amounts on reminders of a level sent in the last 12 months: what payments brought from the day of the reminder until the next reminder about the same item, or until now. An item counts at most with what was reminded, at the rate of its invoice."
        ),
    holdsTitle: () => _t("On hold"),
    holdsHelp: () =>
        _t(
            "Open claims of customers that get no reminder because of a hold in force. An item under several holds counts once."
        ),
    lettersTitle: () => _t("Reminders sent per month"),
    lettersHelp: () => _t("Reminders that are queued or sent, by the date of the letter and by level."),
};
