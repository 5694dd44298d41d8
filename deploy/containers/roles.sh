#!/bin/sh
# Run once by the image of PostgreSQL, when it has made the cluster.
psql -U postgres -v database_password="$DATABASE_PASSWORD" -v replication_password="$REPLICATION_PASSWORD" \
    -f /etc/undersigned/roles.sql
