from . import (
    account_dunning_ageing,
    account_dunning_block,
    account_dunning_call,
    account_dunning_cancel,
    account_dunning_collector,
    account_dunning_explain,
    account_dunning_forecast_open,
    account_dunning_later,
    account_dunning_lower,
    account_dunning_settlement,
    account_dunning_terms,
    account_dunning_waive,
)
