# shellcheck shell=bash
# Odoo on the checkout's own PostgreSQL. Needs common.sh and postgres.sh.

# Series of an Odoo source folder ("19.0"), read without importing it; empty if it is none.
odoo_series() {
    [ -f "$1/odoo/release.py" ] || return 0
    sed -nE "s/^version_info = \(['\"]?(saas~)?([0-9]+)['\"]?, *([0-9]+).*/\1\2.\3/p" "$1/odoo/release.py"
}

# Odoo warns about a folder without addons, so the checkout is named only when ours has a manifest.
addons_path() {
    local path=""
    [ ! -d "$ODOO_HOME/addons" ] || path=$ODOO_HOME/addons
    [ ! -f "$ROOT/$ADDON/__manifest__.py" ] || path=${path:+$path,}$ROOT
    printf '%s\n' "$path"
}

write_odoo_conf() {
    local conf=$WORK/odoo.conf new
    new=$(
        cat <<CONF
; Written by setup/lib/odoo.sh; changes are overwritten. Options on the command line win.
[options]
addons_path = $(addons_path)
data_dir = $WORK/odoo
db_host = $CLUSTER_DIR/run
db_port = 5432
db_user = odoo
http_interface = 127.0.0.1
CONF
    )
    if [ "$new" != "$(cat "$conf" 2>/dev/null)" ]; then
        printf '%s\n' "$new" >"$conf.$$"
        mv "$conf.$$" "$conf"
    fi
}

# Environment in which Odoo, pytest and psql find everything. Starts PostgreSQL if it is down.
use_odoo() {
    start_postgres
    write_odoo_conf
    export ODOO_RC=$WORK/odoo.conf
    unset OPENERP_SERVER
    # DUNNING_LIBRARIES: a folder of Python libraries that another addon needs.
    export PYTHONPATH=$ODOO_HOME${DUNNING_LIBRARIES:+:$DUNNING_LIBRARIES}
    export PATH=$VENV/bin:$PATH
}

# run_odoo ARGS: Odoo's own command line, after use_odoo.
run_odoo() { "$VENV/bin/python" "$ODOO_BIN" "$@"; }

# start_server NAME PORT ARGS: an Odoo in the background, kept under NAME; returns when it answers.
# Its process id is in .work/run/NAME.pid, its log in .work/logs/NAME.log.
start_server() {
    local name=$1 port=$2 seconds
    shift 2
    stop_server "$name"
    mkdir -p "$WORK/run" "$WORK/logs"
    setsid "$VENV/bin/python" "$ODOO_BIN" server --http-port="$port" --gevent-port="$(free_port "$((port + 1))")" "$@" \
        </dev/null >"$WORK/logs/$name.log" 2>&1 &
    echo $! >"$WORK/run/$name.pid"
    for seconds in $(seq 1 120); do
        server_answers "$port" && return 0
        kill -0 "$(cat "$WORK/run/$name.pid")" 2>/dev/null || break
        sleep 1
    done
    tail -n 15 "$WORK/logs/$name.log" >&2
    stop_server "$name"
    die "Odoo did not answer on port $port after $seconds seconds; see .work/logs/$name.log."
}

server_answers() {
    "$VENV/bin/python" - "$1" <<'PYTHON' 2>/dev/null
import sys, urllib.request

opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
with opener.open(f"http://127.0.0.1:{sys.argv[1]}/web/health", timeout=20) as answer:
    sys.exit(answer.status != 200)
PYTHON
}

server_is_up() {
    local file=$WORK/run/$1.pid
    # The command line is looked at because the number may belong to another process by now.
    [ -f "$file" ] && tr '\0' ' ' 2>/dev/null <"/proc/$(cat "$file")/cmdline" | grep -qF "$ODOO_BIN"
}

stop_server() {
    local file=$WORK/run/$1.pid pid
    if server_is_up "$1"; then
        pid=$(cat "$file")
        kill "$pid" 2>/dev/null || true
        for _ in $(seq 1 50); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.2
        done
        kill -9 "$pid" 2>/dev/null || true
    fi
    rm -f "$file"
}
