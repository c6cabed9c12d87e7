# How the host logs, keeps time, answers SNMP and sends mail. Files that hold keys and nothing else are named when they do.
part_logging_files() {
  show /etc/syslog.conf /etc/rsyslog.conf /etc/rsyslog.d/* /etc/sysconfig/syslog /etc/sysconfig/rsyslog \
    /etc/xensource/syslog.conf /etc/xensource/log.conf /etc/xcp/log.conf \
    /etc/logrotate.conf /etc/logrotate.d/* /etc/sysconfig/logrotate \
    /etc/ntp.conf /etc/ntp/step-tickers /etc/ntp/ntpservers /etc/sysconfig/ntpd /etc/sysconfig/ntpdate \
    /etc/chrony.conf /etc/sysconfig/chronyd \
    /etc/snmp/*.conf /etc/sysconfig/snmpd /etc/sysconfig/snmpd.options /etc/sysconfig/snmptrapd \
    /etc/sysconfig/snmptrapd.options \
    /etc/mail-alarm.conf /etc/ssmtp/ssmtp.conf /etc/ssmtp/revaliases /etc/mail.rc /etc/aliases \
    /etc/mail/sendmail.mc /etc/mail/submit.mc /etc/postfix/main.cf /etc/sysconfig/sendmail
  for logging_file in /etc/ntp/keys /etc/chrony.keys /var/lib/net-snmp/snmpd.conf /var/net-snmp/snmpd.conf; do
    if logging_has_keys "$logging_file"; then
      gap withheld "$logging_file" 'it holds keys, of which none was read'
    fi
  done
}

# True if a line begins with the number of a key or makes an SNMP user. The files that ship with the packages have neither.
logging_has_keys() {
  if [ ! -f "$1" ]; then return 1; fi
  while read -r logging_line; do
    case $logging_line in
    [0-9]* | usmUser* | createUser*) return 0 ;;
    esac
  done <"$1"
  return 1
}
