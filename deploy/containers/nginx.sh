#!/bin/sh
# deploy/nginx.conf as it is in a container: other ports, no user to become, and two web processes by their names.
set -eu
sed -e 's|server 127.0.0.1:8000;|server web-1:8000; server web-2:8000;|' \
    -e 's|listen 80 default_server;|listen 8080 default_server;|' \
    -e 's|listen \[::\]:80 default_server;||' \
    -e 's|listen 443 ssl http2 default_server;|listen 8443 ssl http2 default_server;|' \
    -e 's|listen \[::\]:443 ssl http2 default_server;||' \
    -e 's|/etc/ssl/sign.example.org|/etc/ssl/undersigned/sign.example.org|' \
    -e "s|sign\.example\.org\([; ]\)|$SITE\1|; s|https://sign\.example\.org|https://$SITE|" \
    /etc/undersigned/nginx.conf >/etc/nginx/conf.d/default.conf
exec nginx -g 'daemon off;'
