import { Secret } from 'lvsdeploy';

/** Words of keepalived.conf(5) that carry a password, and whatever follows them on their line. */
const passwords = /\b(?:auth_pass|auth_hmac|password)\b.*|(?<=\bpath\b[^?]*\?).+/gi;

/** Words of it whose values are no secret. Left out are those that run programs or name variables: an argument may be one. */
const harmless = new Set(
  `global_defs notification_email notification_email_from smtp_server smtp_helo_name smtp_connect_timeout smtp_alert
  router_id lvs_id lvs_sync_daemon lvs_flush lvs_flush_onstop lvs_timeouts enable_script_security script_user
  dynamic_interfaces default_interface net_namespace vrrp_version vrrp_iptables vrrp_ipsets vrrp_strict
  vrrp_skip_check_adv_addr vrrp_mcast_group4 vrrp_mcast_group6 vrrp_garp_master_delay vrrp_garp_master_repeat
  vrrp_garp_master_refresh vrrp_garp_interval vrrp_gna_interval vrrp_priority checker_priority
  vrrp_sync_group group vrrp_instance vrrp_script state interface use_vmac vmac_xmit_base version virtual_router_id
  priority advert_int authentication auth_type virtual_ipaddress virtual_ipaddress_excluded virtual_routes virtual_rules
  track_interface track_script track_process track_file nopreempt preempt preempt_delay mcast_src_ip unicast_src_ip
  unicast_peer unicast_ttl check_unicast_src garp_master_delay garp_master_repeat garp_master_refresh dont_track_primary accept no_accept debug
  interval timeout rise fall weight user init_fail
  virtual_server virtual_server_group real_server sorry_server sorry_server_inhibit delay_loop lvs_sched lb_algo
  lvs_method lb_kind protocol persistence_timeout persistence_granularity persistence_engine nat_mask ops ha_suspend
  sh-port sh-fallback mh-port mh-fallback ip_family
  alpha omega quorum hysteresis retry delay_before_retry warmup inhibit_on_failure uthreshold lthreshold fwmark
  file FILE_CHECK HTTP_GET SSL_GET TCP_CHECK UDP_CHECK SMTP_CHECK DNS_CHECK MISC_CHECK PING_CHECK BFD_CHECK url path digest status_code virtualhost
  nb_get_retry connect_ip connect_port connect_timeout bindto bind_port helo_name enable_sni type name misc_timeout misc_dynamic`.split(
    /\s+/,
  ),
);

const address = /^\d+(?:\.\d+){3}(?:\/\d+)?$/;

/**
 * @param wanted the configuration to come.
 * @returns what hides the secrets of a configuration, of one that another hand wrote too: passwords, and every line and
 * comment that the one to come does not have and that does not begin with a word whose values are known to be no secret.
 */
export function redactConfiguration(wanted: string | Secret): (text: string) => string {
  const lines = (text: string) => text.split('\n');
  const known = new Set(lines(wanted instanceof Secret ? wanted.reveal() : wanted));
  const redactLine = (line: string): string => {
    if (known.has(line)) return line.replaceAll(passwords, '[secret]');
    const [, words = '', comment = ''] = /^([^#!]*)(.*)$/.exec(line) ?? [];
    // A block may open and close on one line.
    const shown = words.replaceAll(/[^\s{}][^{}]*/g, redactStatement);
    return comment === '' ? shown : `${shown}${comment.slice(0, 1)} [secret]`;
  };
  return (text) => lines(text).map(redactLine).join('\n');
}

function redactStatement(statement: string): string {
  const [word = ''] = statement.split(/\s/, 1);
  return harmless.has(word) || address.test(word) ? statement.replaceAll(passwords, '[secret]') : '[secret]';
}
