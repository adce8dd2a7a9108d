"""A company with its chart of accounts, made once: every class of tests begins with it."""

import pytest
from dunning_common import make_ready_companies


@pytest.fixture(scope="session", autouse=True)
def ready_company():
    make_ready_companies()
