# shellcheck shell=sh
# modinfo [-F FIELD] NAME... from the module table.
field=
[ "$1" = -F ] && field=$2 && shift 2
for module; do
  /dev/.lab/machine/bin/gawk -F '\t' -v module="$module" -v field="$field" '
    $1 == module {
      found = 1
      if (field == "") printf "filename:       %s\nversion:        %s\nlicense:        GPL\nvermagic:       lab SMP mod_unload modversions\n", $6, $5
      else if (field == "version") print $5
      else if (field == "filename") print $6
    }
    END { if (!found) { print "modinfo: could not find module " module > "/dev/stderr"; exit 1 } }' /dev/.lab/state/modules
done
