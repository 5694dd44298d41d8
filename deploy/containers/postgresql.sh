#!/bin/sh
# deploy/example/postgresql.conf as it is in a container; "replica" copies the database first, where it has none yet.
set -eu
umask 077
sed -e "s|^listen_addresses = .*|listen_addresses = '*'|" /etc/undersigned/postgresql.conf >/tmp/postgresql.conf
set -- postgres -c config_file=/tmp/postgresql.conf -c hba_file=/etc/undersigned/pg_hba.conf
if [ "$ROLE" = primary ]; then
    # The image's own, which makes the cluster and runs roles.sh in it.
    exec docker-entrypoint.sh "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    pg_basebackup -d 'host=postgresql user=replication application_name=replica' -D "$PGDATA" -c fast -X stream -S replica -R
    chmod 700 "$PGDATA"
fi
exec "$@"
