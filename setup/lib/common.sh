# shellcheck shell=bash
# What every command in setup/ starts with: folders, messages, the record of what prepare found.
# Source it; it only defines things and reads .work/state.sh.

ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
LIB=$ROOT/setup/lib
WORK=$ROOT/.work
ADDON=account_dunning_levels
HOME=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
export HOME
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/$ADDON
COMMAND=${0#"$ROOT"/}

# A bare machine has no locale set; Odoo, PostgreSQL and Chromium all want UTF-8.
export LC_ALL=${LC_ALL:-C.UTF-8}

say() { printf '== %s\n' "$*" >&2; }

die() {
    printf '%s: %s\n' "$COMMAND" "$1" >&2
    shift
    [ $# -eq 0 ] || printf '    %s\n' "$@" >&2
    exit 1
}

# The comment block at the top of a command is its help.
show_help() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$1"; }

is_root() { [ "$(id -u)" -eq 0 ]; }

short_hash() { sha256sum | cut -c1-12; }

# setting NAME: environment variable NAME, else what an earlier prepare was given. NAME= (empty) forgets it.
setting() {
    if [ -n "${!1+set}" ]; then
        printf '%s' "${!1}"
    elif [ -f "$WORK/settings/$1" ]; then
        cat "$WORK/settings/$1"
    fi
}

remember() {
    mkdir -p "$WORK/settings"
    rm -f "$WORK/settings/$1"
    [ -z "$2" ] || printf '%s' "$2" >"$WORK/settings/$1"
}

# Changes when prepare has something to do: other libraries, another Odoo, a moved checkout.
state_key() {
    {
        cat "$ROOT/requirements.txt" "$ROOT/setup/prepare"
        printf '%s\n' "$ROOT" "$CACHE" "$(setting DUNNING_PYTHON)" "$(setting ODOO_SRC)"
    } | short_hash
}

# Reads the record of prepare; false if it is missing, out of date or names something that is gone.
load_state() {
    [ -f "$WORK/state.sh" ] || return 1
    # shellcheck disable=SC1091
    . "$WORK/state.sh"
    [ "${STATE_KEY:-}" = "$(state_key)" ] || return 1
    [ -x "$VENV/bin/python" ] && [ -f "$ODOO_HOME/odoo/release.py" ] &&
        [ -x "$CLUSTER_BIN/pg_ctl" ] && [ -x "$CHROMIUM" ] && command -v wkhtmltopdf >/dev/null
}

# For every command but prepare itself: the machine is ready when this returns.
ensure_prepared() {
    load_state && return 0
    "$ROOT/setup/prepare" >&2 </dev/null || exit 1
    load_state || die "setup/prepare ended well but left nothing usable in .work/state.sh."
}

# The first free TCP port of 127.0.0.1 from $1 on.
free_port() {
    "$VENV/bin/python" - "$1" <<'PYTHON'
import socket, sys

first = int(sys.argv[1])
for port in range(first, first + 500):
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("", port))
        except OSError:
            continue
    print(port)
    break
else:
    sys.exit(f"no free port between {first} and {first + 499}")
PYTHON
}
