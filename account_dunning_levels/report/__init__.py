from . import (
    ageing_xlsx,
    claim_statement,
    claim_statement_xlsx,
    control_list,
    control_list_xlsx,
    ir_actions_report,
    letter,
    statement,
)
