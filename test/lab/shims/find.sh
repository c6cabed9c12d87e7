# shellcheck shell=sh
# find as version 4.2.27: later tests are refused, times are whole seconds.
M=/dev/.lab/machine
printf 'find %s\n' "$*" 2>/dev/null >>/dev/.lab/state/calls.log
previous=
count=$#
while [ "$count" -gt 0 ]; do
  argument=$1
  shift
  count=$((count - 1))
  case $argument in
    -newer[aBcm][aBcmt] | -executable | -readable | -writable | -files0-from)
      echo "find: invalid predicate \`$argument'" >&2
      exit 1
      ;;
  esac
  case $previous in
    -type | -xtype)
      case $argument in
        ??*)
          echo "find: Arguments to $previous should contain only one letter" >&2
          exit 1
          ;;
      esac
      ;;
    -printf)
      case $argument in
        *%[ACT]@*) argument=$(printf '%s.' "$argument" | $M/bin/sed 's/%\([ACT]\)@/%\1s/g') && argument=${argument%.} ;;
      esac
      case $argument in
        *%S*)
          echo "find: warning: unrecognized format directive \`%S'" >&2
          argument=$(printf '%s.' "$argument" | $M/bin/sed 's/%S/%%S/g') && argument=${argument%.}
          ;;
      esac
      ;;
  esac
  previous=$argument
  set -- "$@" "$argument"
done
exec $M/bin/find "$@"
