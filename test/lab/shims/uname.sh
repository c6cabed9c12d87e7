# shellcheck shell=sh
# The kernel of the host that the lab plays; $kernel, $build and $machine come from the state file.
kernel=unknown build='#1 SMP' machine=unknown
. /dev/.lab/state/uname
name=$(/bin/hostname)
out='' letters=''
add() { out="$out${out:+ }$1"; }
[ $# = 0 ] && set -- -s
for argument; do
  case $argument in
    --all) argument=-a ;;
    --kernel-name) argument=-s ;;
    --nodename) argument=-n ;;
    --kernel-release) argument=-r ;;
    --kernel-version) argument=-v ;;
    --machine) argument=-m ;;
  esac
  # Facts come in this order, whatever the order of the letters.
  case $argument in
    -*[!asnrvmpio]* | -)
      echo "uname: invalid option -- ${argument#-}" >&2
      exit 1
      ;;
  esac
  letters=$letters${argument#-}
done
case $letters in *a*) letters=snrvmpio ;; esac
has() {
  case $letters in *"$1"*) return 0 ;; esac
  return 1
}
if has s; then add Linux; fi
if has n; then add "$name"; fi
if has r; then add "$kernel"; fi
if has v; then add "$build"; fi
if has m; then add "$machine"; fi
if has p; then add "$machine"; fi
if has i; then add "$machine"; fi
if has o; then add GNU/Linux; fi
echo "$out"
