# shellcheck shell=sh
# rpm as version 4.4.2.3 behaves, around this machine's newer one: tags it does not know print nothing and end with 0, verify
# lines have eight columns, and a query by root makes __db files beside the database.
M=/dev/.lab/machine
S=/dev/.lab/state
export RPM_CONFIGDIR=$M/rpm
printf 'rpm %s\n' "$*" 2>/dev/null >>$S/calls.log

me=
while read -r key value rest; do
  [ "$key" = Uid: ] && me=$value && break
done </proc/self/status
mode=
[ -r $S/rpm.mode ] && read -r mode seconds <$S/rpm.mode
case $mode in
  hang) exec $M/bin/sleep 86400 ;;
  # A dead root process left its locks: who can open the environment waits for ever.
  locked) [ "$me" = 0 ] && exec $M/bin/sleep 86400 ;;
  slow) $M/bin/sleep "$seconds" ;;
esac

complain() {
  echo "$1" >&2
  exit "$2"
}

folder=/var/lib/rpm
format=0 verify=0 touches=1 signed=0
count=$#
while [ "$count" -gt 0 ]; do
  argument=$1
  shift
  count=$((count - 1))
  case $argument in
    --nofiledigest | --noconfig | --nocaps | --noghost | --nofiledigests)
      complain "rpm: $argument: unknown option" 1
      ;;
    --version | --help | --eval | -E | --showrc | --querytags) touches=0 ;;
    --dbpath) folder=$1 ;;
    --dbpath=*) folder=${argument#*=} ;;
    --verify | -V*) verify=1 ;;
    --qf | --queryformat) format=next ;;
    --qf=* | --queryformat=*) format=here ;;
  esac
  if [ $format = here ] || [ $format = value ]; then
    text=$argument
    [ $format = here ] && text=${argument#*=}
    text=$(printf '%s.' "$text" | $M/bin/gawk -f $M/shims/rpm-format.awk) || complain 'error: incorrect format: unknown tag' 0
    text=${text%.}
    case $text in *[Ff][Ii][Ll][Ee][Vv][Ee][Rr][Ii][Ff][Yy]*) signed=1 ;; esac
    [ $format = here ] && text="${argument%%=*}=$text"
    argument=$text
    format=0
  elif [ $format = next ]; then
    format=value
  fi
  set -- "$@" "$argument"
done

if [ $touches = 1 ] && [ "$me" = 0 ] && [ -w "$folder" ]; then
  for number in 1 2 3; do
    [ -e "$folder/__db.00$number" ] || : 2>/dev/null >"$folder/__db.00$number"
  done
fi

[ $verify = 0 ] && [ $signed = 0 ] && exec $M/bin/rpm "$@"
if [ $verify = 1 ]; then
  filter='s/^\([.S?][.M?][.5?][.D?][.L?][.U?][.G?][.T?]\)[.P?]  /\1  /'
  exec 4>&1
  status=$({ { $M/bin/rpm "$@"; echo $? >&3; } | LC_ALL=C $M/bin/sed -e "$filter" >&4; } 3>&1)
else
  exec 4>&1
  status=$({ { $M/bin/rpm "$@"; echo $? >&3; } | LC_ALL=C $M/bin/gawk -f $M/shims/rpm-signed.awk >&4; } 3>&1)
fi
exit "$status"
