"""Which errors of PostgreSQL mean that somebody else was faster."""

from psycopg2 import errorcodes

#: errors after which the same work is worth another try
RETRY = {
    errorcodes.SERIALIZATION_FAILURE,
    errorcodes.DEADLOCK_DETECTED,
    errorcodes.LOCK_NOT_AVAILABLE,
}
