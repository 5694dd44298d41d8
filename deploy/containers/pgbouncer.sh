#!/bin/sh
# deploy/pgbouncer.ini as it is in a container: asked by the others, and PostgreSQL by its name.
set -eu
umask 077
printf '"undersigned" "%s"\n' "$DATABASE_PASSWORD" >/tmp/userlist.txt
sed -e 's|host=10.0.0.20|host=postgresql|' \
    -e 's|listen_addr = 127.0.0.1|listen_addr = 0.0.0.0|' \
    -e 's|/etc/pgbouncer/userlist.txt$|/tmp/userlist.txt|' \
    /etc/undersigned/pgbouncer.ini >/tmp/pgbouncer.ini
exec pgbouncer /tmp/pgbouncer.ini
