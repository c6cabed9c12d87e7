# shellcheck shell=sh
# lspci and lspci -n from a table: slot, class, vendor:device, text.
case "$*" in
  *-n*) exec /dev/.lab/machine/bin/gawk -F '\t' '{ printf "%s %s: %s\n", $1, $2, $3 }' /dev/.lab/state/pci ;;
esac
exec /dev/.lab/machine/bin/gawk -F '\t' '{ printf "%s %s\n", $1, $4 }' /dev/.lab/state/pci
