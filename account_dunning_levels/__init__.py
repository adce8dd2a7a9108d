# first what the others extend
from . import models

# isort: split
from . import controllers, demo, report, wizard
