from . import ageing, bad_debt, control_list, letter
