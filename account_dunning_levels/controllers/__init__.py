from . import control_list, letter
