from . import ageing, control_list, letter
