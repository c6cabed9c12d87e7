# shellcheck shell=sh
# rpm of the 7.0 lab: this machine's own, with the lab's database; only its mode of trouble is made.
M=/dev/.lab/machine
S=/dev/.lab/state
export RPM_CONFIGDIR=$M/rpm
printf 'rpm %s\n' "$*" 2>/dev/null >>$S/calls.log
mode=
[ -r $S/rpm.mode ] && read -r mode seconds <$S/rpm.mode
case $mode in
  hang | locked) exec $M/bin/sleep 86400 ;;
  slow) $M/bin/sleep "$seconds" ;;
esac
exec $M/bin/rpm "$@"
