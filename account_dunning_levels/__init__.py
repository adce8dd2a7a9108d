# first what the others extend
from . import models

# isort: split
from . import controllers, demo, report, wizard


def post_init_hook(env):
    """A new database starts with the law's rates that come with the addon."""
    env["account.dunning.rate"]._load_shipped()
