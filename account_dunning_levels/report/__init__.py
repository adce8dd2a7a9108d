from . import control_list, ir_actions_report, letter
