from . import registered
