"""The access table: who may do what with each model, method and field of the addon.

What is not in here fails ``test_access_table.py``: whoever adds a model, a public method or a field
to a model of others says here who may use it.
"""

READER, USER, MANAGER = "reader", "user", "manager"
#: of Invoicing: who makes invoices
BILLER = "biller"
#: system administrators; Odoo's own methods, which change nothing about who may
SYSTEM, ODOO = "system", "odoo"

#: kind of user -> what it may do with reminders when the addon is installed: of accounting's groups
#: those who see invoices read reminders, who make invoices send them, who sets up sets them up
KINDS = {
    "public": "",
    "portal": "",
    "employee": "",
    "contacts": "",
    "sales": "",
    "reader": READER,
    "user": USER,
    "biller": USER,
    "manager": MANAGER,
    "accountant": MANAGER,
    "other": MANAGER,
    "both": MANAGER,
    "branch": MANAGER,
}
RANK = {"": 0, READER: 1, USER: 2, MANAGER: 3}

_READ = {READER: "r", USER: "r", MANAGER: "r"}
_SET_UP = {READER: "r", USER: "r", MANAGER: "crwu"}
_WORK = {READER: "r", USER: "crwu", MANAGER: "crwu"}
_KEPT = {READER: "r", USER: "crw", MANAGER: "crwu"}
_DIALOG = {USER: "crw", MANAGER: "crw"}
_VIEW_DIALOG = {READER: "crw", USER: "crw", MANAGER: "crw"}
_ROWS = {USER: "crwu", MANAGER: "crwu"}

#: model -> what each right allows: create, read, write, unlink
MODELS = {
    "account.dunning.ageing": _VIEW_DIALOG,
    "account.dunning.bad.debt": _WORK,
    "account.dunning.bad.debt.line": _READ,
    "account.dunning.block": _DIALOG,
    "account.dunning.call": _DIALOG,
    "account.dunning.came.back": _DIALOG,
    "account.dunning.cancel": _DIALOG,
    "account.dunning.charge": _READ,
    "account.dunning.collection": _READ,
    "account.dunning.collector": _DIALOG,
    "account.dunning.collector.check": _ROWS,
    "account.dunning.explain": _VIEW_DIALOG,
    "account.dunning.forecast": _READ,
    "account.dunning.forecast.open": _VIEW_DIALOG,
    "account.dunning.guard": {},
    "account.dunning.hold": _KEPT,
    "account.dunning.hold.instalment": _WORK,
    "account.dunning.item": _READ,
    "account.dunning.item.payment": _READ,
    "account.dunning.later": _DIALOG,
    "account.dunning.layout": _SET_UP,
    "account.dunning.level": _SET_UP,
    "account.dunning.loss": _KEPT,
    "account.dunning.lower": _DIALOG,
    "account.dunning.mail.attempt": _READ,
    "account.dunning.mail.report": _READ,
    "account.dunning.mark": _WORK,
    "account.dunning.note": _KEPT,
    "account.dunning.notice": _READ,
    "account.dunning.notice.line": _READ,
    "account.dunning.payer": _READ,
    "account.dunning.rate": _SET_UP,
    "account.dunning.run": _WORK,
    "account.dunning.settlement": _DIALOG,
    "account.dunning.settlement.line": _ROWS,
    "account.dunning.sheet": _SET_UP,
    "account.dunning.simulation": _WORK,
    "account.dunning.simulation.line": _READ,
    "account.dunning.simulation.sheet": _WORK,
    "account.dunning.snooze": _WORK,
    "account.dunning.terms.instalment": _ROWS,
    "account.dunning.time.bar": _READ,
    "account.dunning.waive": _DIALOG,
    "account.dunning.worklist": _READ,
    "res.partner.dunning.category": _WORK,
}
#: what kinds of users may besides
MORE = {
    ("res.partner.dunning.category", "employee"): "r",
    ("res.partner.dunning.category", "sales"): "r",
    ("res.partner.dunning.category", "contacts"): "crwu",
}

#: model -> right -> names of the public methods that need it
METHODS = {
    "account.dunning.ageing": {READER: "action_export action_print action_view"},
    "account.dunning.bad.debt": {
        READER: "action_export_csv action_export_xlsx",
        USER: "action_compute",
        MANAGER: "action_cancel action_confirm",
    },
    "account.dunning.bad.debt.line": {READER: "action_open_invoice", USER: "action_credit_note"},
    "account.dunning.block": {USER: "action_block"},
    "account.dunning.call": {USER: "action_save"},
    "account.dunning.came.back": {USER: "action_confirm"},
    "account.dunning.cancel": {USER: "action_cancel_notices"},
    "account.dunning.cockpit": {
        # Odoo's own dialog of payments asks for the right to make them
        READER: "action_explain action_open_copies action_open_customer action_open_holds "
        "action_open_invoices action_open_items action_open_notices action_register_payment "
        "action_statement",
        USER: "action_call action_email_statement action_hand_over action_hold action_note "
        "action_quick_note action_remind action_settle",
    },
    "account.dunning.collection": {READER: "action_open_move"},
    "account.dunning.collector": {USER: "action_hand_over"},
    "account.dunning.dashboard": {READER: "get_figures"},
    "account.dunning.forecast": {READER: "action_open get_assumptions"},
    "account.dunning.forecast.open": {READER: "action_measure action_show"},
    "account.dunning.hold": {
        READER: "action_download_file action_open_items",
        USER: "action_extend action_lift action_renew",
    },
    "account.dunning.item": {
        READER: "action_notices action_open_move action_register_payment action_why",
        USER: "action_call action_hold action_lower action_mark action_note action_release_hold "
        "action_remind action_remind_marked action_skip action_unmark",
    },
    "account.dunning.item.payment": {READER: "action_open_move"},
    "account.dunning.later": {USER: "action_confirm"},
    "account.dunning.lower": {USER: "action_lower"},
    "account.dunning.note": {READER: "action_open_hold action_open_subject"},
    "account.dunning.notice": {
        READER: "action_open_charges action_open_letter action_open_lines action_open_moves",
        USER: "action_arrived action_came_back action_cancel action_dunning_call "
        "action_dunning_note action_not_arrived action_put_back action_release action_retry "
        "action_retry_print action_set_channel action_settle_payment action_skip "
        "action_stop_waiting action_try_mail_now action_unrelease action_unskip action_waive",
        BILLER: "action_book_charges",
    },
    "account.dunning.notice.line": {
        READER: "action_open_move action_why",
        USER: "action_hold action_skip action_unskip action_waive",
    },
    "account.dunning.payer": {READER: "action_open_items action_refresh"},
    "account.dunning.run": {
        READER: "action_export_xlsx action_open_automatic action_open_failed action_open_left_out "
        "action_open_mail_waiting action_open_notices action_open_on_their_way action_open_sent "
        "action_open_unknown action_open_waiting action_open_warnings",
        USER: "action_cancel action_print action_propose action_release action_release_and_send "
        "action_retry_failed action_send",
    },
    "account.dunning.settlement": {BILLER: "action_settle"},
    "account.dunning.sheet": {
        MANAGER: "action_create_consumer_sheet action_create_standard_sheets"
    },
    "account.dunning.simulation": {
        READER: "action_open_lines",
        USER: "action_simulate action_today_options",
    },
    "account.dunning.simulation.sheet": {MANAGER: "action_copy_sheet"},
    "account.dunning.time.bar": {READER: "action_open_invoice"},
    "account.dunning.waive": {USER: "action_waive_charges"},
    "account.dunning.worklist": {
        READER: "action_open_order_help action_open_worklist web_search_read",
        USER: "action_back_on_list action_done action_later",
    },
    "account.move": {
        READER: "action_dunning_bad_debts action_dunning_charged_notice action_dunning_explain "
        "action_dunning_holds "
        "action_dunning_notes action_dunning_notices",
        USER: "action_dunning_call action_dunning_hold action_dunning_note",
    },
    "account.move.line": {
        READER: "action_dunning_explain action_dunning_open_explanation",
        USER: "action_dunning_block action_dunning_call action_dunning_hold action_dunning_note "
        "action_dunning_open_run action_dunning_set_level action_dunning_unblock",
    },
    "ir.attachment": {READER: "action_dunning_open"},
    "ir.mail_server": {ODOO: "send_email"},
    "mail.mail": {ODOO: "mark_outgoing send"},
    "mail.thread": {ODOO: "message_route"},
    "properties.base.definition": {ODOO: "get_properties_base_definition"},
    "res.config.settings": {
        SYSTEM: "action_dunning_consumer_sheet action_dunning_standard_sheets "
        "action_dunning_switch_storage"
    },
    "res.partner": {
        READER: "action_dunning_cockpit action_dunning_copies action_dunning_explain "
        "action_dunning_holds action_dunning_notes action_dunning_notices action_dunning_payer",
        USER: "action_dunning_call action_dunning_hand_over action_dunning_hold "
        "action_dunning_note action_dunning_settle",
    },
}

#: who writes a field of the addon on a model of others: the engine; an administrator of reminders;
#: whoever may write the record, as Odoo has it; nobody, where it is computed
ENGINE, RECORD, COMPUTED = "engine", "record", "computed"
#: model -> who writes -> fields; those with a star are read by readers of reminders only
FIELDS = {
    "account.move": {
        ENGINE: "dunning_date dunning_level dunning_notice_id*",
        # the holds themselves ask for the right to hold
        RECORD: "dunning_hold_ids*",
        COMPUTED: "dunning_hold_count* dunning_hold_words* dunning_note_count* "
        "dunning_notice_count* dunning_bad_debt_count*",
    },
    "account.move.line": {
        ENGINE: "dunning_announced_amount dunning_date dunning_level dunning_opening_partner_id "
        "dunning_opening_terms",
        MANAGER: "dunning_opening_date dunning_opening_level",
        RECORD: "dunning_hold_ids* dunning_mark_ids*",
    },
    "account.payment.method.line": {RECORD: "dunning_collects"},
    "ir.attachment": {ENGINE: "dunning_folder dunning_hold_id dunning_notice_id dunning_print_key"},
    "mail.activity": {ENGINE: "dunning_company_id dunning_hold_id dunning_notice_id"},
    "mail.message": {ENGINE: "dunning_company_id"},
    "res.company": {
        ENGINE: "dunning_auto_last_date dunning_auto_last_words",
        # options: Odoo lets nobody but its administrators write a company
        RECORD: "dunning_above_ceiling dunning_claim_kind "
        "dunning_auto_friday dunning_auto_item_domain "
        "dunning_auto_level_from dunning_auto_level_to dunning_auto_min_amount "
        "dunning_auto_min_days_since_last dunning_auto_mode dunning_auto_monday "
        "dunning_auto_partner_domain dunning_auto_saturday dunning_auto_sunday "
        "dunning_auto_thursday dunning_auto_tuesday dunning_auto_wednesday "
        "dunning_bank_max_age_days dunning_bucket_1 dunning_bucket_2 dunning_bucket_3 "
        "dunning_bucket_4 dunning_collect_days dunning_conditions dunning_conditions_name "
        "dunning_doubtful_account_ids dunning_forecast_history dunning_forecast_include_disputed "
        "dunning_forecast_include_unmatched dunning_forecast_journal_ids "
        "dunning_forecast_min_items dunning_forecast_overdue_days dunning_forewarn "
        "dunning_grace_days dunning_interval_scope dunning_letter_per dunning_max_level "
        "dunning_min_amount dunning_min_interval_days dunning_non_trade dunning_oldest_due_date "
        "dunning_payment_order dunning_pdf_folder dunning_postage dunning_promise_tolerance_days "
        "dunning_retry_hours dunning_send_from dunning_send_to dunning_send_weekdays "
        "dunning_single_fine dunning_small_company dunning_split_by_currency "
        "dunning_unmatched_guard dunning_unsent dunning_user_id dunning_when_not_allowed",
        COMPUTED: "dunning_send_zone",
    },
    "res.partner": {
        ENGINE: "dunning_is_consumer",
        RECORD: "dunning_branch_ids dunning_category_ids dunning_enabled dunning_head_office_id "
        "dunning_hold_ids* dunning_mail_template_id dunning_nature dunning_note_ids* "
        "dunning_recipient dunning_send_email dunning_user_id",
        COMPUTED: "dunning_copy_count* dunning_date* dunning_days_late* dunning_hold_count* "
        "dunning_hold_words* dunning_level* dunning_nature_words* dunning_note_count* "
        "dunning_notice_count* dunning_paid_count* dunning_payer_trend* dunning_payer_words* "
        "dunning_trend*",
    },
}
