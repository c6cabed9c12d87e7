# shellcheck shell=sh
# df of coreutils 5.97: no --output.
for argument; do
  case $argument in
    --output*)
      echo "df: unrecognized option \`$argument'" >&2
      exit 1
      ;;
  esac
done
exec /dev/.lab/machine/bin/df "$@"
