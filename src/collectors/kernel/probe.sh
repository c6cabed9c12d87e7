# The running kernel: its modules and what configures them, sysctl settings.
# shellcheck disable=SC2016 # awk text
part_kernel_modules() {
  show /etc/modprobe.conf /etc/modprobe.conf.local /etc/modprobe.d/* /etc/sysconfig/modules/* /etc/depmod.d/* \
    /etc/sysctl.conf /etc/sysctl.d/* /etc/sysconfig/kernel /etc/sysconfig/mkinitrd /etc/sysconfig/mkinitrd.latches \
    /etc/dracut.conf /etc/dracut.conf.d/*
  run release uname -r
  run tainted cat /proc/sys/kernel/tainted
  kernel_release=$(uname -r)
  # Modules that did not come with the kernel.
  set --
  for kernel_dir in /lib/modules/*/extra /lib/modules/*/updates /lib/modules/*/weak-updates; do
    case $kernel_dir in
      "/lib/modules/$kernel_release/"*) if [ -d "$kernel_dir" ]; then set -- "$@" "$kernel_dir/"; fi ;;
    esac
  done
  if [ $# -gt 0 ]; then run added find "$@" -name '*.ko*' -printf "$FRAME\t%p\n"; fi
  # Of the thousands in modules.dep only those that are loaded.
  set --
  for kernel_file in /lib/modules/*/modules.dep; do
    if [ "$kernel_file" = "/lib/modules/$kernel_release/modules.dep" ] && [ -r "$kernel_file" ]; then
      set -- "$kernel_file"
    fi
  done
  if [ $# -eq 0 ]; then
    gap not-collected "/lib/modules/$kernel_release/modules.dep" 'there is no such file, so the files of loaded modules are not known'
  fi
  for kernel_file in /sys/module/*/version; do
    if [ -r "$kernel_file" ]; then set -- "$@" "$kernel_file"; fi
  done
  if [ -r /proc/modules ]; then
    run loaded awk '
      BEGIN { row = ENVIRON["FRAME"] "\t" }
      FILENAME == "/proc/modules" {
        loaded[$1] = 1
        print row "loaded\t" $1 "\t" $4 "\t" ($NF ~ /^\(/ ? $NF : "")
        next
      }
      FILENAME ~ /\/version$/ {
        split(FILENAME, part, "/")
        if (FNR == 1 && (part[4] in loaded)) print row "version\t" part[4] "\t" $0
        next
      }
      FNR == 1 {
        folder = FILENAME
        sub(/modules\.dep$/, "", folder)
      }
      {
        path = $0
        sub(/:.*/, "", path)
        name = path
        sub(/^.*\//, "", name)
        sub(/\.ko(\.gz|\.xz)?$/, "", name)
        gsub(/-/, "_", name)
        if (substr(path, 1, 1) != "/") path = folder path
        if (name in loaded) print row "path\t" name "\t" path
      }' /proc/modules "$@"
  fi
  if [ -d /var/lib/dkms ]; then run dkms find /var/lib/dkms/ -mindepth 2 -maxdepth 2 -printf "$FRAME\t%p\n"; fi
}
