# shellcheck shell=sh
exec /bin/gzip -d "$@"
