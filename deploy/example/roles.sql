-- The program's role and database, and the replica's; once, as postgres:
--   psql -v database_password=… -v replication_password=… -f deploy/example/roles.sql
\set ON_ERROR_STOP on
CREATE ROLE undersigned LOGIN PASSWORD :'database_password';
CREATE DATABASE undersigned OWNER undersigned ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT, TEMPORARY ON DATABASE undersigned FROM PUBLIC;
CREATE ROLE replication LOGIN REPLICATION PASSWORD :'replication_password';
SELECT pg_create_physical_replication_slot('replica');
