# shellcheck shell=sh
# xe: lists and single parameters of the objects in the state folder, in xe's own format. xe.mode says whether it answers.
S=/dev/.lab/state
printf 'xe %s\n' "$*" 2>/dev/null >>$S/calls.log
mode=ok
[ -r $S/xe.mode ] && read -r mode seconds <$S/xe.mode
case $mode in
  hang) exec /dev/.lab/machine/bin/sleep 86400 ;;
  slow) /dev/.lab/machine/bin/sleep "$seconds" ;;
  down)
    echo 'Error: Connection refused (calling connect )' >&2
    exit 1
    ;;
esac
command=$1
[ $# -gt 0 ] && shift
exec /dev/.lab/machine/bin/gawk -b -f /dev/.lab/machine/stand-ins/xe.awk -- "$command" "$@"
