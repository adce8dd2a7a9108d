from . import (
    ageing_xlsx,
    control_list,
    control_list_xlsx,
    ir_actions_report,
    letter,
    statement,
)
