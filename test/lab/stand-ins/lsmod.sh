# shellcheck shell=sh
# lsmod from a table: name, size, users, used by, version, file.
echo 'Module                  Size  Used by'
exec /dev/.lab/machine/bin/gawk -F '\t' '{ printf "%-19s %8d  %d %s\n", $1, $2, $3, $4 == "-" ? "" : $4 }' /dev/.lab/state/modules
