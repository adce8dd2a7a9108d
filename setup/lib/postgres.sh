# shellcheck shell=bash
# The checkout's own PostgreSQL: a private cluster that listens on a unix socket only, so it never
# meets another PostgreSQL. Needs common.sh.
#
# It is a throw-away cluster: fsync is off, which makes tests faster and means that a power cut may
# damage it. Then delete the folder (see `setup/prepare --where`) and run setup/prepare again.

find_cluster_bin() {
    local folder
    # Newest version of Debian's layout first, then whatever is on the PATH.
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) "$(dirname "$(command -v initdb || echo /none/initdb)")"; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then
            printf '%s\n' "$folder"
            return 0
        fi
    done
    return 1
}

# PostgreSQL refuses to run as root: then the user that Debian's package made runs it, or the one
# whose cluster it is already.
cluster_owner() {
    local owner=root
    [ ! -d "${CLUSTER_DIR:-}" ] || owner=$(stat -c %U "$CLUSTER_DIR")
    [ "$owner" != root ] || owner=postgres
    printf '%s\n' "$owner"
}

as_cluster_owner() {
    if is_root; then
        (cd / && runuser -u "$(cluster_owner)" -- "$@")
    else
        (cd / && "$@")
    fi
}

# .work/postgres; or a folder under /var/tmp where PostgreSQL's user may not enter the checkout or
# the socket's path would be longer than the system allows (107 characters), that of the second one too.
choose_cluster_dir() {
    local folder=$WORK/postgres
    if [ "${#folder}" -gt 80 ] || ! as_cluster_owner test -x "$WORK"; then
        folder=/var/tmp/$ADDON-$(printf '%s' "$ROOT" | short_hash)
    fi
    printf '%s\n' "$folder"
}

make_cluster_dir() {
    local owner
    mkdir -p "$CLUSTER_DIR"
    if is_root; then
        chown "$(cluster_owner):" "$CLUSTER_DIR"
    else
        owner=$(stat -c %u "$CLUSTER_DIR")
        [ "$owner" = "$(id -u)" ] || die "$CLUSTER_DIR belongs to another user." "Remove it, or work in another checkout."
    fi
    chmod 700 "$CLUSTER_DIR"
    as_cluster_owner mkdir -p "$CLUSTER_DIR/run"
}

# Made under another name and renamed when complete, so that an interrupted run can be repeated.
make_cluster() {
    local data=$CLUSTER_DIR/data version
    make_cluster_dir
    if [ -f "$data/PG_VERSION" ]; then
        version=$(cat "$data/PG_VERSION")
        # shellcheck disable=SC2153  # CLUSTER_BIN comes from .work/state.sh
        "$CLUSTER_BIN/postgres" --version | grep -qE " $version(\.|devel|[^0-9]|$)" ||
            die "the databases in $CLUSTER_DIR were made by PostgreSQL $version, which is not installed any more." \
                "Install postgresql-$version, or delete $CLUSTER_DIR (all its databases) and run setup/prepare again."
        return 0
    fi
    as_cluster_owner rm -rf "$CLUSTER_DIR/data.new"
    as_cluster_owner "$CLUSTER_BIN/initdb" --pgdata="$CLUSTER_DIR/data.new" --username=postgres --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$WORK/logs/initdb.log" 2>&1 ||
        die "PostgreSQL could not make a cluster in $CLUSTER_DIR; see .work/logs/initdb.log."
    # Odoo refuses the superuser "postgres"; this role may make databases and the extensions Odoo asks for.
    as_cluster_owner "$CLUSTER_BIN/postgres" --single -D "$CLUSTER_DIR/data.new" postgres \
        <<<"CREATE ROLE odoo LOGIN CREATEDB" >>"$WORK/logs/initdb.log" 2>&1 ||
        die "PostgreSQL could not make the role odoo; see .work/logs/initdb.log."
    as_cluster_owner mv "$CLUSTER_DIR/data.new" "$data"
}

# A quarter of the memory that may be used, as PostgreSQL's manual advises, from 256 MB to 8 GB. A run over a million
# open items reads 2 GB of journal items, index and lines again and again in the order of the customers: what does not
# fit is fetched and written page by page. No memory is taken before a page is used.
shared_buffers_mb() {
    local kb limit mb
    kb=$(sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo)
    limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || true)
    case "$limit" in
        "" | *[!0-9]*) ;;
        *) [ $((limit / 1024)) -ge "$kb" ] || kb=$((limit / 1024)) ;;
    esac
    mb=$((kb / 4096))
    [ $mb -ge 256 ] || mb=256
    [ $mb -le 8192 ] || mb=8192
    printf '%s\n' "$mb"
}

write_cluster_conf() {
    as_cluster_owner tee "$CLUSTER_DIR/data/postgresql.conf" >/dev/null <<CONF
# Written by setup/lib/postgres.sh at every start.
listen_addresses = ''
unix_socket_directories = '$CLUSTER_DIR/run'
port = 5432
max_connections = 120
shared_buffers = $(shared_buffers_mb)MB
work_mem = 16MB
maintenance_work_mem = 128MB
# Test data: speed before safety.
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 2GB
checkpoint_timeout = 30min
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C.UTF-8'
log_min_messages = error
CONF
}

cluster_is_up() {
    [ -S "$CLUSTER_DIR/run/.s.PGSQL.5432" ] && "$CLUSTER_BIN/pg_isready" -q -h "$CLUSTER_DIR/run" -p 5432 -U odoo -d postgres
}

# Points psql, createdb, dropdb and Odoo at the cluster, whatever the user's own PG* variables say.
use_cluster() {
    unset PGHOSTADDR PGDATABASE PGPASSWORD PGSERVICE PGOPTIONS PGSSLMODE
    export PGHOST=$CLUSTER_DIR/run PGPORT=5432 PGUSER=odoo
}

start_postgres() {
    use_cluster
    cluster_is_up && return 0
    [ -d "$CLUSTER_DIR/data" ] || "$ROOT/setup/prepare" >&2
    (
        flock 9
        cluster_is_up && exit 0
        write_cluster_conf
        # 9>&- so that the server does not keep the lock.
        as_cluster_owner "$CLUSTER_BIN/pg_ctl" start --pgdata="$CLUSTER_DIR/data" --wait --timeout=60 --silent \
            --log="$CLUSTER_DIR/postgres.log" </dev/null >/dev/null 2>&1 9>&- || exit 1
    ) 9>"$WORK/postgres.lock" ||
        die "PostgreSQL does not start; see $CLUSTER_DIR/postgres.log."
}

stop_cluster() {
    if cluster_is_up; then
        as_cluster_owner "$CLUSTER_BIN/pg_ctl" stop --pgdata="$CLUSTER_DIR/data" --mode=fast --wait --silent
    fi
}

# Both: the second one is left over when a fault bench was killed.
stop_postgres() {
    stop_cluster
    with_second_cluster stop_cluster
}

# with_second_cluster COMMAND: the same with a PostgreSQL that nobody else uses, to be restarted under its users.
with_second_cluster() {
    local CLUSTER_DIR=${CLUSTER_DIR}_2 code=0
    use_cluster
    "$@" || code=$?
    CLUSTER_DIR=${CLUSTER_DIR%_2}
    use_cluster
    return $code
}
