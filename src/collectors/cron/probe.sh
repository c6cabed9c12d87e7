# Jobs of cron, anacron and at, as their tables and folders hold them.
part_cron_tables() {
  show /etc/crontab /etc/anacrontab /etc/cron.d/* /var/spool/cron/* /var/spool/at/* \
    /etc/cron.allow /etc/cron.deny /etc/at.allow /etc/at.deny /etc/sysconfig/crond
  set --
  for cron_dir in /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly /var/spool/at; do
    if [ -d "$cron_dir" ]; then set -- "$@" "$cron_dir/"; fi
  done
  # With -L, because run-parts asks for the mode of what a link leads to.
  if [ $# -gt 0 ]; then run entries find -L "$@" -maxdepth 1 -printf "$FRAME\t%y\t%m\t%u\t%p\n"; fi
}
