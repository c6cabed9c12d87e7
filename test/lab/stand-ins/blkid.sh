# shellcheck shell=sh
# blkid [DEVICE...] from the partition list; -o value -s TAG as well.
format=full tag=''
while [ $# -gt 0 ]; do
  case $1 in
    -o) format=$2; shift ;;
    -s) tag=$2; shift ;;
    -c) shift ;;
    *) break ;;
  esac
  shift
done
exec /dev/.lab/machine/bin/gawk -F '\t' -v wanted=" $* " -v format="$format" -v tag="$tag" '
  $2 == "part" && $12 != "-" && (wanted == "  " || index(wanted, " /dev/" $1 " ")) {
    value["LABEL"] = $11; value["UUID"] = $13; value["TYPE"] = $12
    line = "/dev/" $1 ":"
    split("LABEL UUID TYPE", order, " ")
    for (i = 1; i <= 3; i++) {
      name = order[i]
      if (value[name] == "-" || (tag != "" && tag != name)) continue
      if (format == "value") print value[name]
      line = line " " name "=\"" value[name] "\""
    }
    if (format != "value") print line " "
    found = 1
  }
  END { exit found ? 0 : 2 }' /dev/.lab/state/partitions
