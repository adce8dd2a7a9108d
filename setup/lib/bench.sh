# shellcheck shell=bash
# Databases and the peer of setup/bench. Needs common.sh, postgres.sh, odoo.sh and database.sh.

BENCH_FILES=("$LIB/bench/base/stories.py" "$LIB/bench/base/cloning.py" "$LIB/bench/base/history.py")
# The addon without a ledger; setup/test names the one it has made already.
BENCH_INSTALLED=${BENCH_INSTALLED:-bench_installed}
# The peers and what they depend on, as they are called where Python packages come from.
PEER_PACKAGES=(account_credit_control account_financial_report date_range report_xlsx)
PEER_SERIES=19.0

bench_names() {
    local file
    for file in "$LIB"/bench/[a-z]*.py; do
        basename "$file" .py
    done
}

# First line of each bench's description.
list_benches() {
    local name
    for name in $(bench_names); do
        printf '  %s\n' "$(sed -n '1s/^"""//p' "$LIB/bench/$name.py")"
    done
}

bench_writes() { grep -q '^WRITES = True' "$LIB/bench/$1.py"; }

# Those that want the same ledger without the addon, too.
bench_compares() { grep -q '^WITHOUT = True' "$LIB/bench/$1.py"; }

# Those that want a ledger of a tenth as many items, too.
bench_grows() { grep -q '^TENTH = True' "$LIB/bench/$1.py"; }

# Those that need no ledger but make a few rows of their own.
bench_is_empty() { grep -q '^EMPTY = True' "$LIB/bench/$1.py"; }

addon_version() { sed -nE 's/^ *"version": "([^"]+)".*/\1/p' "$ROOT/$ADDON/__manifest__.py"; }

# As autovacuum would; the tables of the whole cluster belong to another user and are left out without a word.
tidy_tables() { PGOPTIONS="-c client_min_messages=error" query "$1" "VACUUM (ANALYZE)"; }

# bench_shell NAME DATABASE: setup/lib/bench/base/NAME.py in Odoo's shell.
bench_shell() {
    local log=$WORK/logs/bench_$1.log
    run_odoo shell -d "$2" --no-http --max-cron-threads=0 <"$LIB/bench/base/$1.py" >"$log" 2>&1 || {
        grep -v ' INFO ' "$log" | tail -n 15 >&2
        die "setup/lib/bench/base/$1.py failed in database $2; the whole log is in ${log#"$ROOT"/}."
    }
}

### Ledger ###

# What a ledger is made of. Another version of the addon makes it anew, other code of the same version updates it.
bench_key() {
    local base
    base=$(base_template) || exit 1
    printf '%s\n' "$base $(addon_version) $(cat "${BENCH_FILES[@]}" | short_hash)"
}

# bench_state NAME KEY: ready, outdated (the addon's code is not that of the checkout), or none.
bench_state() {
    local noted=$WORK/databases/$1
    if ! db_exists "$1" || [ "$(head -n 1 "$noted" 2>/dev/null)" != "$2" ]; then
        echo none
    elif [ "$(tail -n 1 "$noted")" = "$(addon_hash)" ]; then
        echo ready
    else
        echo outdated
    fi
}

# update_ledger NAME KEY [ODOO ARGUMENTS]
update_ledger() {
    local name=$1 key=$2 hash
    shift 2
    hash=$(addon_hash)
    say "updating the addon in $name"
    install_in "$name" "$@" -u "$ADDON"
    tidy_tables "$name"
    printf '%s\n' "$key" "$hash" >"$WORK/databases/$name"
}

# The day that a ledger is made for.
today() { query postgres "SELECT CURRENT_DATE"; }

# fill_ledger FROM NAME ITEMS [SHELL...]: a copy of FROM with a ledger; made under another name and renamed when complete.
fill_ledger() {
    local from=$1 name=$2 new=$2_new items=$3 start=$SECONDS script
    shift 3
    say "building a ledger of $items open items (once)"
    rm -f "$WORK/databases/$name"
    clone_db "$from" "$new"
    today >"$WORK/databases/$name.day"
    bench_shell stories "$new"
    "$VENV/bin/python" "$LIB/bench/base/cloning.py" "$new" "$items" || exit 1
    for script in "$@"; do bench_shell "$script" "$new"; done
    tidy_tables "$new"
    drop_db "$name"
    query postgres "ALTER DATABASE $new RENAME TO $name"
    [ ! -d "$WORK/odoo/filestore/$new" ] || mv "$WORK/odoo/filestore/$new" "$WORK/odoo/filestore/$name"
    say "the ledger took $((SECONDS - start)) s"
}

# build_ledger NAME KEY ITEMS: with the addon and the reminders of some months.
build_ledger() {
    local hash
    hash=$(addon_hash)
    installed_template "$BENCH_INSTALLED"
    fill_ledger "$BENCH_INSTALLED" "$1" "$3" history
    printf '%s\n' "$2" "$hash" >"$WORK/databases/$1"
}

# bench_ledger ITEMS: database bench_ITEMS holds the ledger, with the addon as it is now.
bench_ledger() {
    local name=bench_$1 key
    key=$(bench_key) || exit 1
    case $(bench_state "$name" "$key") in
        none) build_ledger "$name" "$key" "$1" ;;
        outdated) update_ledger "$name" "$key" ;;
    esac
}

# bench_plain_ledger ITEMS: database bench_ITEMS_plain is the same ledger in an Odoo that never had the addon; of the same
# day as bench_ITEMS, as another day makes other dates and numbers.
bench_plain_ledger() {
    local name=bench_$1_plain base made
    base=$(base_template) || exit 1
    made="$base $(cat "${BENCH_FILES[@]}" | short_hash)"
    if db_exists "$name" && [ "$(cat "$WORK/databases/$name" 2>/dev/null)" = "$made $(ledger_day "bench_$1")" ]; then
        return 0
    fi
    [ "$(ledger_day "bench_$1")" = "$(today)" ] || build_ledger "bench_$1" "$(bench_key)" "$1"
    fill_ledger "$base" "$name" "$1"
    printf '%s\n' "$made $(ledger_day "$name")" >"$WORK/databases/$name"
}

ledger_day() { cat "$WORK/databases/$1.day" 2>/dev/null || true; }

### Peer ###

# Their folder in the cache; what is not there yet is downloaded, never part of the addon.
peer_addons() {
    local folder=$CACHE/peer/$PEER_SERIES new=$CACHE/peer/new.$$ wheel name missing=()
    for name in "${PEER_PACKAGES[@]}"; do
        [ -d "$folder/addons/$name" ] || missing+=("odoo-addon-$name==$PEER_SERIES.*")
    done
    if [ ${#missing[@]} -gt 0 ]; then
        say "downloading the peer (OCA ${missing[*]#odoo-addon-})"
        mkdir -p "$new/wheels" "$new/unpacked" "$folder/addons" "$folder/wheels"
        "$VENV/bin/python" -m pip download --quiet --no-deps --no-input --disable-pip-version-check --dest "$new/wheels" \
            "${missing[@]}" >"$WORK/logs/peer.log" 2>&1 || {
            grep '^ERROR' "$WORK/logs/peer.log" | tail -n 3 >&2 || true
            rm -rf "$new"
            die "the peer could not be downloaded (.work/logs/peer.log)." \
                "The package source is needed once; or measure without --peer."
        }
        for wheel in "$new"/wheels/*.whl; do
            "$VENV/bin/python" -m zipfile -e "$wheel" "$new/unpacked"
        done
        for name in "$new"/unpacked/odoo/addons/*/; do
            mv -T "$name" "$folder/addons/$(basename "$name")" 2>/dev/null || true # another command was faster
        done
        mv "$new"/wheels/*.whl "$folder/wheels/"
        rm -rf "$new"
    fi
    printf '%s\n' "$folder/addons"
}

# peer_addons_path: addons path of an Odoo that has the peer and our addon.
peer_addons_path() {
    local addons
    addons=$(peer_addons) || exit 1
    printf '%s\n' "$(addons_path),$addons"
}

# bench_peer_ledger ITEMS ADDONS_PATH: database bench_ITEMS_peer is the same ledger with the peers installed.
bench_peer_ledger() {
    local name=bench_$1_peer key hash modules
    modules=$(printf '%s,' "${PEER_PACKAGES[@]}")
    key="$(bench_key) $modules" || exit 1
    case $(bench_state "$name" "$key") in
        none)
            hash=$(addon_hash)
            say "installing the peer beside the ledger"
            rm -f "$WORK/databases/$name"
            clone_db "bench_$1" "$name"
            install_in "$name" --addons-path="$2" -i "${modules%,}"
            tidy_tables "$name"
            printf '%s\n' "$key" "$hash" >"$WORK/databases/$name"
            ;;
        outdated) update_ledger "$name" "$key" --addons-path="$2" ;;
    esac
}

### Faults ###

# run_faults ROUNDS KINDS SEED: on two databases side by side when there is something to share. The kind that restarts
# PostgreSQL has one of its own, so that it never restarts that of others.
run_faults() {
    local rounds=$1 kinds=$2 names=(bench_faults_1) restarted="" name code=0
    [ "$rounds" -lt 2 ] || names+=(bench_faults_2)
    mkdir -p "$WORK/faults"
    : >"$WORK/faults/faults.log"
    installed_template "$BENCH_INSTALLED"
    for name in "${names[@]}"; do
        clone_db "$BENCH_INSTALLED" "$name"
    done
    case ",$kinds," in
        ,, | *,postgres_restart,*)
            restarted=bench_faults_restarted
            trap 'with_second_cluster stop_cluster' EXIT
            copy_to_second_cluster "${names[0]}" $restarted
            ;;
    esac
    FAULTS_WORK=$WORK/faults FAULTS_SECOND=${CLUSTER_DIR}_2/run PYTHONPATH=$LIB:$PYTHONPATH \
        "$VENV/bin/python" -m bench faults --items 0 --rounds "$rounds" --kind "$kinds" --seed "$3" \
        --database "$(IFS=, && printf '%s' "${names[*]}"),$restarted" || code=$?
    for name in "${names[@]}"; do
        drop_db "$name"
    done
    [ -z "$restarted" ] || with_second_cluster drop_db "$restarted"
    return $code
}

# copy_to_second_cluster FROM TO: a copy of a database (nobody else copies it now) with its filestore in the second PostgreSQL, which is up then.
copy_to_second_cluster() {
    local dump=$WORK/faults/dump files=$WORK/odoo/filestore
    "$CLUSTER_BIN/pg_dump" --format=custom --compress=1 --file="$dump" "$1"
    with_second_cluster start_second "$2" "$dump" || die "database $1 cannot be copied to a second PostgreSQL."
    rm -f "$dump"
    if [ -d "$files/$1" ]; then
        cp -al "$files/$1" "$files/$2" 2>/dev/null || cp -a "$files/$1" "$files/$2"
    fi
}

start_second() {
    make_cluster
    # as with the first one: it must not keep the lock of this command
    start_postgres 6>&-
    drop_db "$1"
    "$CLUSTER_BIN/createdb" --template=template0 --encoding=UTF8 --lc-collate=C "$1" &&
        "$CLUSTER_BIN/pg_restore" --no-owner --exit-on-error --jobs=2 --dbname="$1" "$2" &&
        query "$1" "SET client_min_messages = error; ANALYZE"
}
