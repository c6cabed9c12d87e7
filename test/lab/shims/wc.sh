# shellcheck shell=sh
# wc of coreutils 5.97: no --files0-from.
for argument; do
  case $argument in
    --files0-from*)
      echo "wc: unrecognized option \`$argument'" >&2
      exit 1
      ;;
  esac
done
exec /dev/.lab/machine/bin/wc "$@"
