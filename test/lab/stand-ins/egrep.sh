# shellcheck shell=sh
exec /bin/grep -E "$@"
