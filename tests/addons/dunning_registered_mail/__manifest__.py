{
    "name": "Reminders by Registered E-mail",
    "version": "19.0.1.0.0",
    "author": "account_dunning_levels team",
    "license": "LGPL-3",
    "depends": ["account_dunning_levels"],
    "data": ["views.xml"],
}
