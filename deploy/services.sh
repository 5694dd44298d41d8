#!/bin/sh
# Installs what the tests talk to: PostgreSQL, PgBouncer, Redis, nginx and Chromium (Debian, Ubuntu), systemd, whose tools
# look at the units, age, and wrk for `make bench`. The tests start them themselves, on loopback; nothing is left running by this.
set -eu
missing=""
for package in postgresql pgbouncer redis-server nginx-light systemd wrk chromium age fonts-noto-core python3-venv; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
[ -n "$missing" ] || { echo "Services are installed."; exit 0; }
command -v apt-get >/dev/null || { echo "No apt-get here. Install by hand:$missing" >&2; exit 1; }
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
# No server of the system's own is started or left running: the tests bring their own.
$as_root apt-get update -q
printf '#!/bin/sh\nexit 101\n' | $as_root tee /usr/sbin/policy-rc.d >/dev/null
$as_root chmod +x /usr/sbin/policy-rc.d
trap '$as_root rm -f /usr/sbin/policy-rc.d' EXIT
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
