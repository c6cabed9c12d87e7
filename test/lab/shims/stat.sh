# shellcheck shell=sh
# stat of coreutils 5.97: no --printf.
for argument; do
  case $argument in
    --printf*)
      echo "stat: unrecognized option \`$argument'" >&2
      exit 1
      ;;
  esac
done
exec /dev/.lab/machine/bin/stat "$@"
