# shellcheck shell=sh
# chkconfig --list [NAME], from the init scripts and the rc.d links that are really there, and from xinetd.d; NAME on or off and
# --add NAME make those links.
switch() {
  script=/etc/rc.d/init.d/$1
  if [ ! -e "$script" ]; then
    if command -v systemctl >/dev/null; then
      case $2 in on) exec systemctl enable "$1" ;; off) exec systemctl disable "$1" ;; esac
    fi
    echo "error reading information on service $1: No such file or directory" >&2
    exit 1
  fi
  # shellcheck disable=SC2046
  set -- "$1" "$2" $(sed -n 's/^# *chkconfig: *//p' "$script" | head -n 1)
  for level in 0 1 2 3 4 5 6; do
    rm -f /etc/rc.d/rc$level.d/[SK][0-9][0-9]"$1"
    link=K$5$1
    case $2:$3 in on:*$level*) link=S$4$1 ;; esac
    ln -s "../init.d/$1" "/etc/rc.d/rc$level.d/$link"
  done
  exit 0
}
case $1:$2 in
  --add:?*) switch "$2" on ;;
  -*) ;;
  ?*:on | ?*:off) switch "$1" "$2" ;;
esac
[ "${1:---list}" = --list ] || exit 1
wanted=$2
report() {
  line=$(printf '%-15s' "$1")
  for level in 0 1 2 3 4 5 6; do
    state=off
    for entry in /etc/rc.d/rc"$level".d/S[0-9][0-9]"$1"; do
      if [ -e "$entry" ] || [ -L "$entry" ]; then state=on; fi
    done
    line="$line$(printf '\t%s:%s' $level $state)"
  done
  printf '%s\n' "$line"
}
known=0
for script in /etc/rc.d/init.d/*; do
  name=${script##*/}
  [ -n "$wanted" ] && [ "$name" != "$wanted" ] && continue
  case $name in functions | killall | halt | single | *.rpmsave | *.rpmnew | *.rpmorig | *'~') continue ;; esac
  grep -q '^# *chkconfig: ' "$script" 2>/dev/null || continue
  report "$name"
  known=1
done
if [ -z "$wanted" ] && [ -d /etc/xinetd.d ]; then
  first=1
  for service in /etc/xinetd.d/*; do
    [ -f "$service" ] || continue
    [ $first = 1 ] && printf '\nxinetd based services:\n' && first=0
    state=on
    grep -q '^[[:space:]]*disable[[:space:]]*=[[:space:]]*yes' "$service" && state=off
    printf '\t%-15s\t%s\n' "${service##*/}:" $state
  done
fi
[ -n "$wanted" ] && [ $known = 0 ] && echo "error reading information on service $wanted: No such file or directory" >&2 && exit 1
exit 0
