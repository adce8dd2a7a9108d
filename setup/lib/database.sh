# shellcheck shell=bash
# Databases in the checkout's PostgreSQL. Needs common.sh, postgres.sh, odoo.sh, and use_odoo called.

# What every test database starts from. The languages are there before the addon, so that its own
# translations are loaded with it; the first is the language of the company and its users.
TEMPLATE_MODULES=account,l10n_be
TEMPLATE_LANGUAGES=en_US,nl_NL,nl_BE,fr_FR,de_DE

query() { "$CLUSTER_BIN/psql" --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --dbname="$1" --command="$2"; }

check_db_name() {
    case "$1" in
        "" | *[!a-z0-9_]*) die "\"$1\" is no usable database name: small letters, digits and _ only." ;;
    esac
}

db_exists() { [ "$(query postgres "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]; }

# PostgreSQL's own worker that vacuums a database cannot be ended by us, which --force wants to; without it PostgreSQL
# ends such a worker itself.
drop_db() {
    local try
    for try in 1 2 3; do
        "$CLUSTER_BIN/dropdb" --if-exists --force "$1" 2>/dev/null && break
        "$CLUSTER_BIN/dropdb" --if-exists "$1" 2>/dev/null && break
        [ "$try" -lt 3 ] || die "database $1 cannot be dropped; is something still using it?"
        sleep 1
    done
    rm -rf "$WORK/odoo/filestore/$1" "$WORK/databases/$1"
}

# clone_db FROM TO: a copy with its filestore; an older TO is dropped. The filestore's files are never
# changed once written, so they are linked.
clone_db() {
    local files=$WORK/odoo/filestore
    check_db_name "$2"
    drop_db "$2"
    # Nobody may be connected to the original while it is copied; PostgreSQL stops its own workers there itself.
    query postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$1' AND backend_type = 'client backend'" >/dev/null
    "$CLUSTER_BIN/createdb" --template="$1" --strategy=file_copy "$2" || die "database $1 cannot be copied to $2."
    if [ -d "$files/$1" ]; then
        cp -al "$files/$1" "$files/$2" 2>/dev/null || cp -a "$files/$1" "$files/$2"
    fi
}

# install_in DB ARGS: Odoo with ARGS until its modules are loaded; the log is shown if that fails.
install_in() {
    local name=$1 log=$WORK/logs/$1.log
    shift
    run_odoo -d "$name" --stop-after-init --no-http --max-cron-threads=0 "$@" >"$log" 2>&1 </dev/null || {
        grep -vE '^[0-9-]+ [0-9:,]+ [0-9]+ (INFO|DEBUG) ' "$log" | tail -n 40 >&2
        die "Odoo could not load database $name ($*); the whole log is in ${log#"$ROOT"/}."
    }
    # Odoo ends well after some errors, for example in a view or a translation: those are failures too.
    if grep -E '^[0-9-]+ [0-9:,]+ [0-9]+ (ERROR|CRITICAL) ' "$log" >&2; then
        die "Odoo reported errors in database $name; see ${log#"$ROOT"/}."
    fi
}

# Changes with Odoo, PostgreSQL and what is in the template.
template_name() {
    printf 'template_%s\n' "$({
        echo "$ODOO_HOME" $TEMPLATE_MODULES $TEMPLATE_LANGUAGES
        cat "$ODOO_HOME/odoo/release.py" "$CLUSTER_DIR/data/PG_VERSION"
        git -C "$ODOO_HOME" rev-parse HEAD 2>/dev/null || true
    } | short_hash)"
}

# Kept in the user's cache for the next checkout: loading it takes 3 seconds, installing 45.
save_template() {
    local name=$1 folder=$CACHE/template/$1 files=$WORK/odoo/filestore/$1
    rm -rf "$folder" "$folder.$$"
    mkdir -p "$folder.$$"
    [ ! -d "$files" ] || cp -a "$files" "$folder.$$/filestore"
    "$CLUSTER_BIN/pg_dump" --format=custom --compress=1 --file="$folder.$$/dump" "$name"
    mv -T "$folder.$$" "$folder" 2>/dev/null || rm -rf "$folder.$$"
}

load_template() {
    local name=$1 folder=$CACHE/template/$2
    [ -f "$folder/dump" ] || return 1
    "$CLUSTER_BIN/createdb" --template=template0 --encoding=UTF8 --lc-collate=C "$name" &&
        "$CLUSTER_BIN/pg_restore" --no-owner --exit-on-error --jobs=2 --dbname="$name" "$folder/dump" &&
        query "$name" "SET client_min_messages = error; ANALYZE" || return 1
    mkdir -p "$WORK/odoo/filestore"
    rm -rf "$WORK/odoo/filestore/$name"
    [ ! -d "$folder/filestore" ] || cp -a "$folder/filestore" "$WORK/odoo/filestore/$name"
}

# Prints the name of the database without our addon; made under another name and renamed when complete.
base_template() {
    local name new
    name=$(template_name)
    new=${name}_new
    (
        flock 9
        db_exists "$name" && exit 0
        drop_db "$new"
        if ! load_template "$new" "$name" 9>&-; then
            say "making the template database ($TEMPLATE_MODULES, without demo data)"
            drop_db "$new"
            install_in "$new" -i $TEMPLATE_MODULES --load-language=$TEMPLATE_LANGUAGES 9>&-
        fi
        rm -rf "$WORK/odoo/filestore/$name"
        [ ! -d "$WORK/odoo/filestore/$new" ] || mv "$WORK/odoo/filestore/$new" "$WORK/odoo/filestore/$name"
        query postgres "ALTER DATABASE $new RENAME TO $name" || exit 1
        [ -d "$CACHE/template/$name" ] || save_template "$name"
    ) 9>"$WORK/template.lock" || exit 1
    printf '%s\n' "$name"
}

addon_hash() {
    (cd "$ROOT" && find "$ADDON" -type f ! -path '*/__pycache__/*' -print0 | sort -z | xargs -0 sha256sum | short_hash)
}

# installed_template NAME: database NAME has our addon as it is now on top of the template.
# It is left alone while neither changed; .work/databases/NAME says what it was made of.
installed_template() {
    local name=$1 base key
    check_db_name "$name"
    base=$(base_template) || exit 1
    key="$base $(addon_hash)"
    if db_exists "$name" && [ "$(cat "$WORK/databases/$name" 2>/dev/null)" = "$key" ]; then
        return 0
    fi
    mkdir -p "$WORK/databases"
    rm -f "$WORK/databases/$name"
    clone_db "$base" "$name"
    if [ -f "$ROOT/$ADDON/__manifest__.py" ]; then
        say "installing the addon in $name"
        install_in "$name" -i "$ADDON"
    else
        say "no $ADDON/__manifest__.py yet: $name is without the addon"
    fi
    printf '%s\n' "$key" >"$WORK/databases/$name"
}
