# shellcheck shell=sh
exec /bin/grep -F "$@"
