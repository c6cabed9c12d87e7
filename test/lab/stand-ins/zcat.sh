# shellcheck shell=sh
exec /bin/gzip -cd "$@"
