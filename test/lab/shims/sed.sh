# shellcheck shell=sh
# sed 4.1.5: no -E, no -z.
for argument; do
  case $argument in
    -E | -z | --null-data | --regexp-extended=* | --debug | --sandbox)
      echo "sed: invalid option -- ${argument#-}" >&2
      exit 1
      ;;
    --) break ;;
  esac
done
exec /dev/.lab/machine/bin/sed "$@"
