# Records of the pool database, one call a kind. `xe` leaves out fields that a release does not know. Fields that hold nothing but
# secrets (licence parameters, authentication) are not asked for, and `xe secret-list` is never called.
part_xapi_records() {
  if ! have xe; then
    gap missing-tool xe 'what the pool database says; this host has no xe'
    return 0
  fi
  xapi_uuid=
  if [ -r /etc/xensource-inventory ]; then
    while read -r xapi_line; do
      case $xapi_line in
      INSTALLATION_UUID=*) xapi_uuid=${xapi_line#*=} ;;
      esac
    done </etc/xensource-inventory
  fi
  xapi_uuid=${xapi_uuid#\'}
  xapi_uuid=${xapi_uuid%\'}
  case $xapi_uuid in
  *[!0-9a-f-]*) xapi_uuid= ;;
  esac
  run this-host printf '%s\n' "$xapi_uuid"
  # The first question tells whether xapi answers at all.
  xapi_ask pool uuid,name-label,master,default-SR,crash-dump-SR,suspend-image-SR,other-config,ha-enabled,ha-statefiles,ha-host-failures-to-tolerate,wlb-enabled,wlb-url,gui-config,vswitch-controller,tags || return 0
  xapi_ask host uuid,name-label,hostname,address,enabled,host-metrics-live,edition,license-server,software-version,other-config,logging,cpu_info,external-auth-type,external-auth-service-name,suspend-image-sr-uuid,crash-dump-sr-uuid,local-cache-sr,memory-total,tags || return 0
  xapi_ask sr uuid,name-label,host,VDIs,physical-utilisation,physical-size,type,content-type,shared,other-config,local-cache-enabled || return 0
  xapi_ask pbd uuid,host-uuid,sr-uuid,device-config,currently-attached || return 0
  xapi_ask vm uuid,name-label,is-a-snapshot,is-control-domain,power-state,suspend-VDI-uuid,suspend-SR-uuid,VCPUs-max,platform,HVM-boot-policy,resident-on,affinity,other-config,ha-restart-priority,ha-always-run,protection-policy || return 0
  xapi_ask vbd uuid,vm-uuid,vdi-uuid,empty,type,currently-attached || return 0
  xapi_ask vdi uuid,name-label,is-a-snapshot,sr-uuid,virtual-size,physical-utilisation,type,managed,missing || return 0
  xapi_ask patch uuid,name-label,hosts || return 0
  if [ -n "$xapi_uuid" ]; then
    run evacuation within 75 xe host-get-vms-which-prevent-evacuation uuid="$xapi_uuid"
  fi
  xapi_ask pif uuid,device,MAC,VLAN,currently-attached,bond-master-of,bond-slave-of,management,network-uuid,host-uuid,IP-configuration-mode,IP,netmask,gateway,DNS,other-config || return 0
  xapi_ask network uuid,name-label,MTU,bridge,other-config || return 0
  xapi_ask sm uuid,name-label,type,driver-filename || return 0
}

# Fails when nothing more is to be asked: xapi does not answer the first question, or one took too long.
xapi_ask() {
  xapi_status=0
  run "$1" xapi_list "$@"
  if [ "$xapi_status" -gt 128 ]; then return 1; fi
  [ "$xapi_status" -eq 0 ] || [ "$1" != pool ]
}

xapi_list() {
  within 75 xe "$1-list" "params=$2"
  xapi_status=$?
  return "$xapi_status"
}
