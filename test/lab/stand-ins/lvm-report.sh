# shellcheck shell=sh
# pvs, vgs and lvs from tables with the field names in their first line. Takes -o, --noheadings, --units b, --nosuffix, --separator.
kind=${0##*/}
fields='' headings=1 separator='' units=h suffix=1
while [ $# -gt 0 ]; do
  case $1 in
    -o) fields=$2; shift ;;
    --options) fields=$2; shift ;;
    -o*) fields=${1#-o} ;;
    --noheadings) headings=0 ;;
    --separator) separator=$2; shift ;;
    --separator=*) separator=${1#*=} ;;
    --units) units=$2; shift ;;
    --units=*) units=${1#*=} ;;
    --nosuffix) suffix=0 ;;
    --config) shift ;;
    --config=* | --readonly) ;;
    -a | -v | --all) ;;
    -*)
      echo "  $kind: unrecognized option '$1'" >&2
      exit 3
      ;;
  esac
  shift
done
set --
[ "$kind" = vgs ] || set -- /dev/.lab/state/lvm/vgs
exec /dev/.lab/machine/bin/gawk -F '\t' -v kind="$kind" -v fields="$fields" -v headings="$headings" -v separator="$separator" \
  -v units="$units" -v suffix="$suffix" '
  BEGIN {
    usual["pvs"] = "pv_name,vg_name,pv_fmt,pv_attr,pv_size,pv_free"
    usual["vgs"] = "vg_name,pv_count,lv_count,snap_count,vg_attr,vg_size,vg_free"
    usual["lvs"] = "lv_name,vg_name,lv_attr,lv_size"
    if (fields == "") fields = usual[kind]
    else if (fields ~ /^\+/) fields = usual[kind] "," substr(fields, 2)
    wanted = split(fields, name, ",")
    split("pv_name=PV vg_name=VG pv_fmt=Fmt pv_attr=Attr pv_size=PSize pv_free=PFree pv_count=#PV lv_count=#LV snap_count=#SN vg_attr=Attr vg_size=VSize vg_free=VFree lv_name=LV lv_attr=Attr lv_size=LSize vg_uuid=VG_UUID pv_uuid=PV_UUID vg_tags=VG_Tags lv_tags=LV_Tags lv_path=Path devices=Devices", pairs, " ")
    for (i in pairs) { split(pairs[i], pair, "="); heading[pair[1]] = pair[2] }
  }
  function show(field, value) {
    if (field !~ /_(size|free)$/) return value
    if (units == "b" || units == "B") return value (suffix ? "B" : "")
    return sprintf("%.2f%s", value / 2 ^ 30, suffix ? "G" : "")
  }
  # pvs and lvs know the fields of the volume group too.
  FNR == 1 && kind != "vgs" && ++files == 1 { for (i = 1; i <= NF; i++) group[$i] = i; next }
  files == 1 { for (field in group) value[$(group["vg_name"]), field] = $(group[field]); next }
  FNR == 1 {
    for (i = 1; i <= NF; i++) column[$i] = i
    for (i = 1; i <= wanted; i++) if (!(name[i] in column) && !(name[i] in group)) {
      printf "  Unrecognised field: %s\n", name[i] > "/dev/stderr"
      exit 3
    }
    if (headings) { rows++; for (i = 1; i <= wanted; i++) cell[rows, i] = name[i] in heading ? heading[name[i]] : name[i] }
    next
  }
  {
    rows++
    for (i = 1; i <= wanted; i++)
      cell[rows, i] = show(name[i], name[i] in column ? $(column[name[i]]) : value[$(column["vg_name"]), name[i]])
  }
  END {
    for (i = 1; i <= wanted; i++) for (r = 1; r <= rows; r++) if (length(cell[r, i]) > width[i]) width[i] = length(cell[r, i])
    for (r = 1; r <= rows; r++) {
      line = "  "
      for (i = 1; i <= wanted; i++) {
        text = cell[r, i]
        if (separator != "") line = line (i > 1 ? separator : "") text
        else line = line (i > 1 ? " " : "") sprintf("%-" width[i] "s", text)
      }
      print line
    }
  }' "$@" /dev/.lab/state/lvm/"$kind"
