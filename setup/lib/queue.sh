# shellcheck shell=bash
# OCA's queue_job, which tests install in a database of their own. Needs common.sh.

QUEUE_SERIES=19.0
# What it needs besides what Odoo needs anyway.
QUEUE_LIBRARIES=(openupgradelib)

# Its folder in the cache, with addons/ and python/; downloaded when it is not there yet, never part of the addon.
queue_folder() {
    local folder=$CACHE/queue_job/$QUEUE_SERIES new log=$WORK/logs/queue_job.log
    if [ ! -d "$folder" ]; then
        say "downloading OCA queue_job $QUEUE_SERIES"
        new=$folder.$$
        rm -rf "$new"
        mkdir -p "$new"
        # Without dependencies: its "odoo" is no package, and Odoo's own libraries are there.
        "$VENV/bin/python" -m pip install --quiet --no-deps --no-input --no-compile --disable-pip-version-check \
            --target "$new/python" "odoo-addon-queue_job==$QUEUE_SERIES.*" "${QUEUE_LIBRARIES[@]}" >"$log" 2>&1 || {
            grep '^ERROR' "$log" | tail -n 3 >&2 || true
            rm -rf "$new"
            say "queue_job could not be downloaded (.work/logs/queue_job.log); the package source is needed once"
            return 1
        }
        mv "$new/python/odoo/addons" "$new/addons"
        rm -rf "$new/python/odoo"
        mv -T "$new" "$folder" 2>/dev/null || rm -rf "$new"
    fi
    printf '%s\n' "$folder"
}
