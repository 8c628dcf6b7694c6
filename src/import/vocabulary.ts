/** The blocks of keepalived.conf that have words of their own here; a `list` has free text on each line. */
export type BlockKind =
  | 'root'
  | 'global_defs'
  | 'vrrp_instance'
  | 'vrrp_sync_group'
  | 'authentication'
  | 'virtual_server'
  | 'real_server'
  | 'check'
  | 'url'
  | 'list';

/** What becomes of a word: the setting of the inventory that says it, or why there is none. */
export type Treatment = { readonly as: string } | { readonly not: string };

const as = (setting: string): Treatment => ({ as: setting });
const own = as('what lvsdeploy writes by itself');

/** @returns the same reason for each of some words. */
function not(reason: string, words: string): Readonly<Record<string, Treatment>> {
  return Object.fromEntries(words.split(' ').map((word) => [word, { not: reason }]));
}

const scripts = 'an inventory runs no scripts when a state changes: a program that watches keepalived can';
const tracking =
  'an inventory tracks no interfaces, scripts, files or processes: a director is in service while keepalived runs';
const timing = 'the value of keepalived is used: how often the VIP is announced is no setting of an inventory';
const process = 'how the processes of keepalived run is no setting of an inventory';
const snmp = 'an inventory sets up no SNMP and no D-Bus';
const mail = 'which events send mail is the choice of keepalived: an inventory says to whom only';
const network = 'an inventory sets no other addresses, routes or rules on its directors';
const link =
  'a director speaks VRRP from its interface as it is: an inventory has no virtual MAC and no filters for it';
const source = 'checks leave the director by its own address and routes';
const events = scripts;
const tries = { retry: as('healthCheck.*.retry'), delay_before_retry: as('healthCheck.*.delayBeforeRetry') };

/** Every word of keepalived.conf(5), block by block; docs/import.md is this table. */
export const vocabulary: Readonly<Record<Exclude<BlockKind, 'list'>, Readonly<Record<string, Treatment>>>> = {
  root: {
    global_defs: as('notification, directors.*.routerId, vrrp'),
    vrrp_instance: as('vrrp, vips, directors, inside'),
    vrrp_sync_group: as('the instances of one cluster are always in one group'),
    virtual_server: as('virtualServices'),
    virtual_server_group: as('one of virtualServices for each address and mark of it'),
    track_file: own,
    ...not(
      tracking,
      'vrrp_script vrrp_track_file vrrp_track_process track_process track_bfd bfd_instance linkbeat_use_polling linkbeat_interfaces',
    ),
    ...not(network, 'static_ipaddress static_routes static_rules track_group'),
    ...not(timing, 'garp_group'),
    ...not(
      process,
      'net_namespace net_namespace_ipvs namespace_with_ipsets instance use_pid_dir child_wait_time interface_up_down_delays',
    ),
    ...not('HTTPS checks do not look at certificates', 'SSL'),
  },
  global_defs: {
    notification_email: as('notification.to'),
    notification_email_from: as('notification.from'),
    smtp_server: as('notification.smtpServer'),
    smtp_connect_timeout: as('notification.smtpTimeout'),
    router_id: as('directors.*.routerId'),
    lvs_id: as('directors.*.routerId'),
    lvs_sync_daemon: as('vrrp.syncDaemon'),
    vrrp_version: as('vrrp.version'),
    script_user: own,
    enable_script_security: own,
    ...not(
      mail,
      'smtp_helo_name smtp_alert smtp_alert_vrrp smtp_alert_checker no_email_faults no_checker_emails smtp_alert_file',
    ),
    ...not(
      timing,
      'vrrp_garp_master_delay vrrp_garp_master_repeat vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat vrrp_garp_interval vrrp_gna_interval vrrp_min_garp vrrp_garp_extra_if vrrp_lower_prio_no_advert vrrp_higher_prio_send_advert vrrp_lower_prio_delay vrrp_down_timer_adverts vrrp_startup_delay vrrp_skip_check_adv_addr vrrp_check_unicast_src',
    ),
    ...not(
      'it makes the VIP answer to nothing that is sent to the director itself, and forbids unicast and authentication: lvsdeploy never sets it',
      'vrrp_strict',
    ),
    ...not('the groups of multicast are those of VRRP', 'vrrp_mcast_group4 vrrp_mcast_group6'),
    ...not(
      link,
      'vrrp_iptables vrrp_ipsets nftables nftables_counters nftables_ifindex nftables_priority vmac_prefix vmac_addr_prefix',
    ),
    ...not(
      'it is the mark of packets that keepalived itself sorts: an inventory has marks of its own',
      'nftables_ipvs nftables_ipvs_priority nftables_ipvs_start_fwmark',
    ),
    ...not(
      events,
      'notify_fifo notify_fifo_script vrrp_notify_fifo vrrp_notify_fifo_script lvs_notify_fifo lvs_notify_fifo_script notify_priority_changes vrrp_notify_priority_changes rs_init_notifies fifo_write_vrrp_states_on_reload startup_script startup_script_timeout shutdown_script shutdown_script_timeout',
    ),
    ...not(
      snmp,
      'snmp_socket enable_snmp_vrrp enable_snmp_keepalived enable_snmp_checker enable_snmp_rfc enable_snmp_rfcv2 enable_snmp_rfcv3 enable_traps enable_dbus dbus_service_name dbus_no_interface_name',
    ),
    ...not(network, 'default_interface'),
    ...not(
      'the table of a director that starts is what its configuration says',
      'lvs_flush lvs_flush_on_stop lvs_timeouts lvs_flush_onstop',
    ),
    ...not(
      process,
      'vrrp_priority checker_priority bfd_priority vrrp_no_swap checker_no_swap bfd_no_swap vrrp_rt_priority checker_rt_priority bfd_rt_priority vrrp_rlimit_rtime checker_rlimit_rtime bfd_rlimit_rtime vrrp_rlimit_rttime checker_rlimit_rttime bfd_rlimit_rttime vrrp_cpu_affinity checker_cpu_affinity bfd_cpu_affinity process_name process_names vrrp_process_name checker_process_name bfd_process_name max_auto_priority min_auto_priority_delay dynamic_interfaces disable_local_igmp log_unknown_vrids checker_log_all_failures random_seed umask reload_check_config reload_file reload_repeat reload_time_file config_save_dir tmp_config_directory data_use_instance state_dump_file stats_dump_file json_version include_check full_command process_monitor_rcv_bufs process_monitor_rcv_bufs_force vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force vrrp_netlink_monitor_rcv_bufs vrrp_netlink_monitor_rcv_bufs_force lvs_netlink_cmd_rcv_bufs lvs_netlink_cmd_rcv_bufs_force lvs_netlink_monitor_rcv_bufs lvs_netlink_monitor_rcv_bufs_force vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier keepalived_script fork_delay',
    ),
  },
  vrrp_instance: {
    state: as('the highest of directors.*.priority'),
    interface: as('interface'),
    virtual_router_id: as('vrrp.virtualRouterId'),
    priority: as('directors.*.priority'),
    advert_int: as('vrrp.advertInterval'),
    version: as('vrrp.version'),
    nopreempt: as('vrrp.preempt'),
    preempt: as('vrrp.preempt'),
    preempt_delay: as('vrrp.preemptDelay'),
    authentication: as('vrrp.auth'),
    virtual_ipaddress: as('vips, or inside.gateway'),
    virtual_ipaddress_excluded: as('vips'),
    unicast_src_ip: as('directors.*.address'),
    mcast_src_ip: as('directors.*.address'),
    unicast_peer: as('vrrp.unicast'),
    lvs_sync_daemon_interface: as('vrrp.syncDaemon'),
    native_ipv6: as('the family of its addresses'),
    check_unicast_src: own,
    unicast_ttl: own,
    track_file: own,
    ...not(
      tracking,
      'track_interface track_script track_process track_bfd track_src_ip dont_track_primary linkbeat_use_polling',
    ),
    ...not(network, 'virtual_routes virtual_rules promote_secondaries'),
    ...not(link, 'use_vmac use_vmac_addr use_ipvlan vmac_xmit_base vrf mcast_dst_ip'),
    ...not(
      timing,
      'garp_master_delay garp_master_repeat garp_lower_prio_delay garp_lower_prio_repeat garp_lower_priority_delay garp_lower_priority_repeat garp_master_refresh garp_master_refresh_repeat garp_extra_if garp_interval gna_interval lower_prio_no_advert higher_prio_send_advert down_timer_adverts thread_timer_expired skip_check_adv_addr',
    ),
    ...not('a director answers on its VIPs', 'accept no_accept strict_mode'),
    ...not('checksums are those of keepalived today', 'old_unicast_checksum'),
    ...not('with no peer to send to nothing is sent', 'unicast_fault_no_peer'),
    ...not(
      scripts,
      'notify notify_master notify_backup notify_fault notify_stop notify_deleted notify_master_rx_lower_pri notify_priority_changes',
    ),
    ...not(mail, 'smtp_alert'),
    ...not(process, 'debug kernel_rx_buf_size start_debug'),
  },
  vrrp_sync_group: {
    group: as('the instances of one cluster are always in one group'),
    track_file: own,
    ...not(tracking, 'track_interface track_script track_process track_bfd global_tracking sync_group_tracking_weight'),
    ...not(scripts, 'notify notify_master notify_backup notify_fault notify_stop notify_priority_changes'),
    ...not(mail, 'smtp_alert'),
  },
  authentication: {
    auth_type: as('vrrp.auth'),
    auth_pass: as('vrrp.auth, by where the secret is kept'),
  },
  virtual_server: {
    delay_loop: as('delayLoop'),
    lb_algo: as('scheduler'),
    lvs_sched: as('scheduler'),
    'sh-port': as('schedulerFlags'),
    'sh-fallback': as('schedulerFlags'),
    'mh-port': as('schedulerFlags'),
    'mh-fallback': as('schedulerFlags'),
    'flag-1': as('schedulerFlags, of sh and mh'),
    'flag-2': as('schedulerFlags, of sh and mh'),
    ops: as('onePacket'),
    lb_kind: as('method'),
    lvs_method: as('method'),
    persistence_timeout: as('persistence.timeout'),
    persistence_granularity: as('persistence.prefixLength'),
    protocol: as('protocol'),
    ip_family: as('the family of vip'),
    warmup: as('warmup'),
    quorum: as('quorum'),
    hysteresis: as('hysteresis'),
    alpha: as('alpha'),
    omega: as('omega'),
    sorry_server: as('sorryServer'),
    inhibit_on_failure: as('inhibitOnFailure'),
    virtualhost: as('healthCheck.http.virtualHost'),
    connect_timeout: as('healthCheck.*.connectTimeout'),
    ...tries,
    weight: as('realServers.*.weight'),
    real_server: as('realServers'),
    ...not('IPVS has no such flag for a scheduler of today', 'flag-3 hashed'),
    ...not('it is no word of keepalived any more', 'nat_mask'),
    ...not('only the persistence of IPVS itself is a setting of an inventory', 'persistence_engine'),
    ...not('health checks go on at the standby, so that it knows the servers when it takes over', 'ha_suspend'),
    ...not(scripts, 'quorum_up quorum_down quorum_max failover_up failover_down'),
    ...not(
      'the sorry server is reached by the method of its service and leaves the table when it is not wanted',
      'sorry_server_inhibit sorry_server_lvs_method',
    ),
    ...not('an inventory has one pool of real servers for a service', 'backup_real_server failover_threshold'),
    ...not(mail, 'smtp_alert snmp_name'),
  },
  real_server: {
    weight: as('realServers.*.weight'),
    inhibit_on_failure: as('inhibitOnFailure'),
    lvs_method: as('method'),
    alpha: as('alpha'),
    delay_loop: as('delayLoop'),
    warmup: as('warmup'),
    virtualhost: as('healthCheck.http.virtualHost'),
    connect_timeout: as('healthCheck.*.connectTimeout'),
    ...tries,
    HTTP_GET: as('healthCheck.http'),
    SSL_GET: as('healthCheck.https'),
    TCP_CHECK: as('healthCheck.tcp'),
    UDP_CHECK: as('healthCheck.udp'),
    DNS_CHECK: as('healthCheck.dns'),
    SMTP_CHECK: as('healthCheck.smtp'),
    PING_CHECK: as('healthCheck.ping'),
    MISC_CHECK: as('healthCheck.misc'),
    FILE_CHECK: own,
    ...not('no check of an inventory asks BFD', 'BFD_CHECK'),
    ...not('a real server takes as many connections as the scheduler gives it', 'uthreshold lthreshold'),
    ...not(scripts, 'notify_up notify_down'),
    ...not(mail, 'smtp_alert snmp_name'),
  },
  check: {
    connect_port: as('healthCheck.*.port'),
    connect_timeout: as('healthCheck.*.connectTimeout'),
    ...tries,
    nb_get_retry: as('healthCheck.*.retry'),
    warmup: as('warmup'),
    delay_loop: as('delayLoop'),
    alpha: as('alpha'),
    url: as('healthCheck.http.path, .status, .digest and .virtualHost'),
    virtualhost: as('healthCheck.http.virtualHost'),
    enable_sni: as('healthCheck.https.virtualHost, which is sent always'),
    payload: as('healthCheck.udp.payload'),
    require_reply: as('healthCheck.udp.requireReply'),
    type: as('healthCheck.dns.type'),
    name: as('healthCheck.dns.name'),
    helo_name: as('healthCheck.smtp.heloName'),
    misc_path: as('healthCheck.misc.script and .arguments'),
    misc_timeout: as('healthCheck.misc.connectTimeout'),
    misc_dynamic: as('healthCheck.misc.dynamic'),
    track_file: own,
    weight: own,
    ...not(source, 'bindto bind_port bind_if fwmark'),
    ...not('a check asks the real server itself', 'connect_ip host'),
    ...not('checks run as root, from a folder of root alone', 'user'),
    ...not('the length of an answer is not looked at', 'min_reply_length max_reply_length'),
    ...not(
      'the page is asked for as keepalived does by default',
      'http_protocol fast_recovery tls_compliant username password auth',
    ),
    ...not(process, 'log_all_failures'),
  },
  url: {
    path: as('healthCheck.http.path'),
    digest: as('healthCheck.http.digest'),
    status_code: as('healthCheck.http.status'),
    virtualhost: as('healthCheck.http.virtualHost'),
    ...not(
      'a page is compared by its digest',
      'regex regex_no_match regex_options regex_stack regex_min_offset regex_max_offset',
    ),
  },
};

/** @returns the words of a block; null for a list, which has none. */
export function vocabularyOf(kind: BlockKind): readonly string[] | null {
  return kind === 'list' ? null : Object.keys(vocabulary[kind]);
}

export function isNamed(kind: BlockKind, keyword: string): boolean {
  return kind !== 'list' && Object.hasOwn(vocabulary[kind], keyword);
}

/** @returns why a word has no setting; null for one that has. */
export function reasonFor(kind: BlockKind, keyword: string): string | null {
  if (kind === 'list' || !Object.hasOwn(vocabulary[kind], keyword)) return null;
  const treatment = vocabulary[kind][keyword];
  return treatment !== undefined && 'not' in treatment ? treatment.not : null;
}
