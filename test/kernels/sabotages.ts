import { readFileSync } from 'node:fs';

/** One way to break a healthy cluster, and the check that has to name it. */
export interface Sabotage {
  readonly name: string;
  readonly host: string;
  /** Scripts for a root shell of the host. The second one is done when the cluster is as before. */
  readonly break: string;
  readonly undo: string;
  /** Id of the check. */
  readonly expect: string;
}

const vip = '192.168.1.229';
const conf = '/etc/keepalived/keepalived.conf';
const tutorial = readFileSync(new URL('tutorial-lvsdr.sh', import.meta.url), 'utf8');

const until = (condition: string) =>
  `left=100; until ${condition}; do left=$((left - 1)); [ $left -gt 0 ] || { echo 'in vain: ${condition.replaceAll("'", '')}' >&2; exit 1; }; sleep 0.2; done`;
const holds = `ip -o addr show to ${vip} | grep -q eth0`;
const standsBy = `! ip -o addr show to ${vip} | grep -q eth0`;
const filled = `[ "$(ipvsadm -Ln | grep -c Route)" = 2 ]`;
const weighs = (weight: number) => `ipvsadm -Ln | grep -q '192.168.1.231:80 *Route *${weight} '`;
const restart = `systemctl restart keepalived; ${until(filled)}`;
const edit = (expression: string) => `cp -p ${conf} /root/conf.kept && sed -i '${expression}' ${conf}`;
const putBack = `mv -f /root/conf.kept ${conf}`;
const dropping = (match: string) => `modprobe -a sch_ingress cls_u32 act_gact
tc qdisc add dev eth0 ingress
tc filter add dev eth0 parent ffff: protocol ip u32 match ip protocol ${match} action drop`;
const passing = 'tc qdisc del dev eth0 ingress';

/** Advertisements of a stranger: version 2, VRID 51, priority 1, no password (RFC 2338, 5.3), for half a minute. */
const stranger = `cat > /tmp/stranger.pl << 'END'
socket(S, 2, 3, 112) or die;
my $p = pack("C6 n C4", 0x21, 51, 1, 1, 0, 1, 0, 192, 168, 1, 77) . pack("N2", 0, 0);
my $sum = 0; $sum += $_ for unpack("n*", $p); $sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
substr($p, 6, 2) = pack("n", ~$sum & 0xffff);
setsockopt(S, 0, 32, pack("C4", 192, 168, 1, 10));
setsockopt(S, 0, 33, pack("i", 255));
for (1 .. 60) { send(S, $p, 0, pack("S n C4 x8", 2, 0, 224, 0, 0, 18)); select(undef, undef, undef, 0.5); }
END
setsid perl /tmp/stranger.pl > /dev/null 2>&1 < /dev/null & echo $! > /tmp/stranger.pid`;

export const sabotages: readonly Sabotage[] = [
  // The address and who has it.
  {
    name: "the document's own lvsdr.sh on the standby",
    host: 'lb2',
    break: `cat > /root/lvsdr.sh << 'END'\n${tutorial}END\nbash /root/lvsdr.sh start > /dev/null 2>&1`,
    undo: `bash /root/lvsdr.sh stop > /dev/null 2>&1; ${restart}`,
    expect: 'vip-has-one-owner',
  },
  {
    name: 'the VIP added by hand on the standby',
    host: 'lb2',
    break: `ip addr add ${vip}/32 dev eth0`,
    undo: `ip addr del ${vip}/32 dev eth0`,
    expect: 'vip-has-one-owner',
  },
  {
    name: 'a real server that answers ARP for the VIP',
    host: 'web1',
    break: 'sysctl -qw net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.all.arp_announce=0',
    undo: 'sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2',
    expect: 'real-server-arp',
  },
  {
    name: 'the VIP on the card of a real server',
    host: 'web2',
    break: `ip addr add ${vip}/32 dev eth0`,
    undo: `ip addr del ${vip}/32 dev eth0`,
    expect: 'vip-has-one-mac',
  },
  {
    name: 'the address of a real server twice',
    host: 'web2',
    break: 'ip addr add 192.168.1.220/32 dev eth0',
    undo: 'ip addr del 192.168.1.220/32 dev eth0',
    expect: 'addresses-have-one-mac',
  },
  {
    name: "the VIP in the standby's own network configuration",
    host: 'lb2',
    break: `mkdir -p /etc/network && echo 'up ip addr add ${vip}/32 dev eth0' > /etc/network/interfaces`,
    undo: 'rm -r /etc/network/interfaces',
    expect: 'vip-in-network-configuration',
  },
  // VRRP.
  {
    name: 'VRRP dropped on its way to the standby',
    host: 'lb2',
    break: `${dropping('112 0xff')}; ${until(holds)}`,
    undo: `${passing}; ${until(standsBy)}`,
    expect: 'vrrp-adverts-heard',
  },
  {
    name: 'another VRID on the standby',
    host: 'lb2',
    break: `${edit('s/virtual_router_id .*/virtual_router_id 52/')}; systemctl reload keepalived; ${until(holds)}`,
    undo: `${putBack}; systemctl reload keepalived; ${until(standsBy)}`,
    expect: 'vrrp-adverts-agree',
  },
  {
    name: 'another password on the standby',
    host: 'lb2',
    break: `${edit('s/auth_pass .*/auth_pass andere/')}; systemctl reload keepalived; ${until(holds)}`,
    undo: `${putBack}; systemctl reload keepalived; ${until(standsBy)}`,
    expect: 'vrrp-adverts-agree',
  },
  {
    name: 'another interval on the standby',
    host: 'lb2',
    break: `${edit('s/advert_int .*/advert_int 3/')}; systemctl reload keepalived; sleep 1`,
    undo: `${putBack}; systemctl reload keepalived; ${until(standsBy)}`,
    expect: 'vrrp-adverts-agree',
  },
  {
    name: 'equal priorities',
    host: 'lb2',
    break: `${edit('s/priority .*/priority 100/')}; systemctl reload keepalived; sleep 1`,
    undo: `${putBack}; systemctl reload keepalived`,
    expect: 'vrrp-priorities',
  },
  {
    name: 'a switch-over that was not ended on the standby',
    host: 'lb2',
    break: 'echo -254 > /etc/keepalived/switch-over; sleep 1',
    undo: 'echo 0 > /etc/keepalived/switch-over',
    expect: 'vrrp-states',
  },
  {
    name: 'a priority that a tracked file lowers',
    host: 'lb2',
    break: 'echo -50 > /etc/keepalived/switch-over; sleep 1',
    undo: 'echo 0 > /etc/keepalived/switch-over',
    expect: 'vrrp-priorities',
  },
  {
    name: 'a switch-over that was not ended on the master',
    host: 'lb1',
    break: `echo -254 > /etc/keepalived/switch-over; ${until(standsBy)}`,
    undo: `echo 0 > /etc/keepalived/switch-over; ${until(holds)}`,
    expect: 'vip-owner-has-priority',
  },
  {
    name: 'a stranger with the VRID',
    host: 'client',
    break: `${stranger}; sleep 1`,
    undo: 'kill $(cat /tmp/stranger.pid); rm /tmp/stranger.*',
    expect: 'vrrp-id-is-ours',
  },
  // The table.
  {
    name: 'the table flushed on the standby',
    host: 'lb2',
    break: 'ipvsadm -C',
    undo: restart,
    expect: 'ipvs-table-matches',
  },
  {
    name: 'a weight edited on the master',
    host: 'lb1',
    break: `ipvsadm -e -t ${vip}:80 -r 192.168.1.220:80 -g -w 1`,
    undo: `ipvsadm -e -t ${vip}:80 -r 192.168.1.220:80 -g -w 3`,
    expect: 'ipvs-table-matches',
  },
  {
    name: 'the scheduler edited on the master',
    host: 'lb1',
    break: `ipvsadm -E -t ${vip}:80 -s rr`,
    undo: `ipvsadm -E -t ${vip}:80 -s wrr`,
    expect: 'ipvs-table-matches',
  },
  {
    name: 'persistence edited on the standby',
    host: 'lb2',
    break: `ipvsadm -E -t ${vip}:80 -s wrr -p 60`,
    undo: `ipvsadm -E -t ${vip}:80 -s wrr`,
    expect: 'ipvs-table-matches',
  },
  {
    name: 'a stale extra real server on the standby',
    host: 'lb2',
    break: `ipvsadm -a -t ${vip}:80 -r 192.168.1.10:80 -g`,
    undo: `ipvsadm -d -t ${vip}:80 -r 192.168.1.10:80`,
    expect: 'ipvs-table-matches',
  },
  {
    name: 'a real server taken out by hand on the standby',
    host: 'lb2',
    break: `ipvsadm -d -t ${vip}:80 -r 192.168.1.231:80`,
    undo: `ipvsadm -a -t ${vip}:80 -r 192.168.1.231:80 -g -w 1`,
    expect: 'ipvs-table-matches',
  },
  {
    name: 'a real server that was left drained on the standby',
    host: 'lb2',
    break: `echo -1 > /etc/keepalived/drain/web2; ${until(weighs(0))}`,
    undo: `echo 0 > /etc/keepalived/drain/web2; ${until(weighs(1))}`,
    expect: 'ipvs-table-matches',
  },
  {
    name: 'the sync daemon dead on the master',
    host: 'lb1',
    break: 'ipvsadm --stop-daemon master',
    undo: 'ipvsadm --start-daemon master --mcast-interface eth0 --syncid 51',
    expect: 'sync-daemon',
  },
  // keepalived itself.
  {
    name: 'keepalived.conf edited and not loaded',
    host: 'lb2',
    break: edit('s/delay_loop .*/delay_loop 42/'),
    undo: putBack,
    expect: 'keepalived-loaded',
  },
  {
    name: 'keepalived killed on the standby',
    host: 'lb2',
    break: 'kill -9 $(pidof keepalived)',
    undo: `systemctl start keepalived; ${until(filled)}`,
    expect: 'keepalived-running',
  },
  {
    name: 'IPVS unloaded on the standby',
    host: 'lb2',
    break: 'systemctl stop keepalived && rmmod ip_vs_wrr && rmmod ip_vs',
    undo: `modprobe ip_vs_wrr; systemctl start keepalived; ${until(filled)}`,
    expect: 'ipvs-modules-loaded',
  },
  // The real servers.
  {
    name: 'a real server without the VIP',
    host: 'web2',
    break: `ip addr del ${vip}/32 dev lo`,
    undo: '/sbin/realdr.sh start',
    expect: 'real-server-vip',
  },
  {
    name: 'a real server without the host route',
    host: 'web2',
    break: `ip route del ${vip}/32 dev lo`,
    undo: '/sbin/realdr.sh start',
    expect: 'real-server-route',
  },
  {
    name: 'the port of a real server closed',
    host: 'web2',
    break: 'systemctl stop lab-web',
    undo: 'systemctl start lab-web',
    expect: 'real-server-answers',
  },
  {
    name: 'a wrong web answer',
    host: 'web1',
    break: 'mv /srv/www/index.html /srv/www/gone',
    undo: 'mv /srv/www/gone /srv/www/index.html',
    expect: 'real-server-answers',
  },
  {
    name: 'a firewall on one real server',
    host: 'web1',
    break: dropping('6 0xff match ip dport 80 0xffff'),
    undo: passing,
    expect: 'real-server-answers',
  },
  {
    name: 'a strict reverse path filter and another way back',
    host: 'web1',
    break:
      'ip link add way-back type dummy; ip link set way-back up; ip route add 192.168.1.10/32 dev way-back; sysctl -qw net.ipv4.conf.all.rp_filter=1',
    undo: 'sysctl -qw net.ipv4.conf.all.rp_filter=0; ip link del way-back',
    expect: 'reverse-path-filter',
  },
  {
    name: 'a firewall on the master',
    host: 'lb1',
    break: dropping('6 0xff match ip dport 80 0xffff'),
    undo: passing,
    expect: 'vip-answers',
  },
  // What would show at the next boot.
  {
    name: 'keepalived disabled at boot',
    host: 'lb1',
    break: 'systemctl -q disable keepalived',
    undo: 'systemctl -q enable keepalived',
    expect: 'keepalived-at-boot',
  },
  {
    name: 'rc.local of a director that may not be run',
    host: 'lb1',
    break: 'chmod 644 /etc/rc.local',
    undo: 'chmod 755 /etc/rc.local',
    expect: 'director-at-boot',
  },
  {
    name: 'rc.local of a real server without its entry',
    host: 'web2',
    break: "cp -p /etc/rc.local /root/rc.kept; sed -i '/realdr/d' /etc/rc.local",
    undo: 'mv /root/rc.kept /etc/rc.local',
    expect: 'real-server-at-boot',
  },
  {
    name: 'a script that may not be run',
    host: 'lb2',
    break: 'chmod 644 /sbin/lvsdr.sh',
    undo: 'chmod 755 /sbin/lvsdr.sh',
    expect: 'director-script',
  },
  {
    name: 'a script that is not there',
    host: 'web1',
    break: 'mv /sbin/realdr.sh /root',
    undo: 'mv /root/realdr.sh /sbin',
    expect: 'real-server-script',
  },
  {
    name: 'a setting that is lost at boot',
    host: 'lb1',
    break: 'mv /etc/sysctl.d/60-lvsdeploy-forwarding.conf /root',
    undo: 'mv /root/60-lvsdeploy-forwarding.conf /etc/sysctl.d',
    expect: 'settings-at-boot',
  },
  {
    name: 'a module that is not loaded at boot',
    host: 'lb2',
    break: 'mv /etc/modules-load.d/lvsdeploy-ipvs.conf /root',
    undo: 'mv /root/lvsdeploy-ipvs.conf /etc/modules-load.d',
    expect: 'ipvs-modules-at-boot',
  },
  {
    name: 'another kernel that is booted next',
    host: 'web2',
    break: 'readlink /boot/vmlinuz > /root/kernel.kept; ln -sfn vmlinuz-9.9.9 /boot/vmlinuz',
    undo: 'ln -sfn "$(cat /root/kernel.kept)" /boot/vmlinuz',
    expect: 'kernel-at-boot',
  },
  // The rest.
  {
    name: 'ip_forward off',
    host: 'lb2',
    break: 'sysctl -qw net.ipv4.ip_forward=0',
    undo: 'sysctl -qw net.ipv4.ip_forward=1',
    expect: 'ip-forward',
  },
  {
    name: 'a clock that is wrong',
    host: 'web1',
    break: "date -s '+90 sec' > /dev/null",
    undo: "date -s '-90 sec' > /dev/null",
    expect: 'clocks-agree',
  },
];
