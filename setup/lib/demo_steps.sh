# shellcheck shell=bash
# Steps of setup/demo. Needs common.sh, postgres.sh, odoo.sh and database.sh.

DEMO_WORK=$WORK/demo
DEMO_DB=dunning_demo
# Everything but the ledger: dates of the ledger count back from today, the rest stays.
DEMO_TEMPLATE=dunning_demo_template
DEMO_COMPANY_FILES=("$LIB/demo_company.py" "$LIB/demo_steps.sh")

check_port_number() {
    case "$1" in
        *[!0-9]* | "" | ??????*) die "--port: \"$1\" is no port number." ;;
    esac
    if [ "$1" -lt 1024 ] || [ "$1" -gt 65000 ]; then
        die "--port: choose a number from 1024 to 65000, not $1."
    fi
}

### PostgreSQL ###

# Whether PostgreSQL runs now; also when prepare has something new to do, so not by load_state.
postgres_was_up() {
    # shellcheck disable=SC1091
    [ -f "$WORK/state.sh" ] && (. "$WORK/state.sh" && cluster_is_up)
}

postgres_pid() { as_cluster_owner head -n 1 "$CLUSTER_DIR/data/postmaster.pid" 2>/dev/null; }

# --stop stops PostgreSQL only if it is the one that the demo started.
remember_postgres() { postgres_pid >"$DEMO_WORK/postgres.pid"; }

demo_started_postgres() {
    [ -f "$DEMO_WORK/postgres.pid" ] && [ "$(cat "$DEMO_WORK/postgres.pid")" = "$(postgres_pid)" ]
}

others_use_postgres() {
    use_cluster
    [ "$(query postgres "SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'client backend'
        AND datname NOT IN ('postgres', '$DEMO_DB')")" != 0 ]
}

stop_demo() {
    stop_demo_servers
    say "web client and mail server are stopped"
    demo_started_postgres || return 0
    if others_use_postgres; then
        say "PostgreSQL goes on: others use it (./setup/prepare --stop stops it)"
        return 0
    fi
    stop_postgres
    rm -f "$DEMO_WORK/postgres.pid"
    say "PostgreSQL is stopped"
}

### Database ###

# run_script NAME DATABASE VARIABLE=VALUE...: setup/lib/NAME.py in Odoo's shell.
run_script() {
    local name=$1 db=$2 log=$WORK/logs/$1.log
    shift 2
    env "$@" "$VENV/bin/python" "$ODOO_BIN" shell -d "$db" --no-http --max-cron-threads=0 \
        <"$LIB/$name.py" >"$log" 2>&1 5>&- || {
        grep -v ' INFO ' "$log" | tail -n 15 >&2
        die "setup/lib/$name.py failed in database $db; the whole log is in ${log#"$ROOT"/}."
    }
}

# A database with the addon, the Belgian chart, company and users; made again when one of them changed.
make_demo_template() {
    local base key
    base=$(base_template) || exit 1
    key="$base $(addon_hash) $(cat "${DEMO_COMPANY_FILES[@]}" | short_hash)"
    if db_exists "$DEMO_TEMPLATE" && [ "$(cat "$WORK/databases/$DEMO_TEMPLATE" 2>/dev/null)" = "$key" ]; then
        return 0
    fi
    say "installing the addon for the demo"
    mkdir -p "$WORK/databases"
    rm -f "$WORK/databases/$DEMO_TEMPLATE"
    clone_db "$base" "$DEMO_TEMPLATE"
    install_in "$DEMO_TEMPLATE" -i "contacts,$ADDON" 5>&-
    run_script demo_company "$DEMO_TEMPLATE"
    printf '%s\n' "$key" >"$WORK/databases/$DEMO_TEMPLATE"
}

### Servers ###

# A real SMTP server on loopback; sets SMTP_PORT.
start_mail_server() {
    local log=$WORK/logs/demo_smtp.log
    SMTP_PORT=$(free_port 2525)
    rm -rf "$DEMO_WORK/mails"
    mkdir -p "$DEMO_WORK/mails" "$WORK/run"
    setsid "$VENV/bin/python" "$LIB/demo_smtp.py" "$SMTP_PORT" "$DEMO_WORK/mails" </dev/null >"$log" 2>&1 5>&- &
    echo $! >"$WORK/run/demo_smtp.pid"
    for _ in $(seq 1 50); do
        ! grep -q listening "$log" || return 0
        mail_server_is_up || break
        sleep 0.2
    done
    tail -n 5 "$log" >&2
    die "the mail server did not start on port $SMTP_PORT; see ${log#"$ROOT"/}."
}

mail_server_is_up() {
    local file=$WORK/run/demo_smtp.pid
    # The command line is looked at because the number may belong to another process by now.
    [ -f "$file" ] && tr '\0' ' ' 2>/dev/null <"/proc/$(cat "$file")/cmdline" | grep -qF "$LIB/demo_smtp.py"
}

# Threads that send in the background are the point of the demo, so cron runs here.
start_demo_server() {
    start_server demo "$1" -d "$DEMO_DB" --db-filter="^$DEMO_DB\$" --workers=0 --max-cron-threads=2 5>&-
}

stop_demo_servers() {
    stop_server demo
    if mail_server_is_up; then
        kill "$(cat "$WORK/run/demo_smtp.pid")" 2>/dev/null || true
    fi
    rm -f "$WORK/run/demo_smtp.pid"
}

### Main job ###

# As the accountant does it, through the running web client.
run_main_job() {
    rm -rf "$DEMO_WORK/letters"
    mkdir -p "$DEMO_WORK/letters"
    "$VENV/bin/python" "$LIB/demo_run.py" --url "$1" --database "$DEMO_DB" \
        --letters "$DEMO_WORK/letters" --mails "$DEMO_WORK/mails" ||
        die "the demo run did not end well; the log of Odoo is .work/logs/demo.log."
}
