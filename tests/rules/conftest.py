"""The rules run without Odoo: the addon's folder on the path makes ``rules`` a package.

No ``__init__.py`` in this folder: it would make the tests a package named ``rules`` as well.
"""

import sys
from pathlib import Path

from hypothesis import settings

ROOT = Path(__file__).parents[2]
ADDON = ROOT / "account_dunning_levels"
#: setup/lib: what setup/law-check works out besides the addon
for folder in (ROOT / "setup" / "lib", ADDON):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

# the same examples on every machine, however busy it is
settings.register_profile("rules", derandomize=True, database=None, deadline=None)
settings.load_profile("rules")
