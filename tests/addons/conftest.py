"""Other addons beside ours, in a database of their own; see ``run_addons`` in setup/test."""

import pytest
from dunning_common import make_ready_companies


@pytest.fixture(scope="session", autouse=True)
def ready_company():
    make_ready_companies()
