import { type Rule, when } from './rule.ts';

export const hostRules: readonly Rule[] = [
  {
    id: 'unused-real-server',
    severity: 'warning',
    title: 'a real server of no virtual service',
    reason: 'It gets the VIPs and the settings of a real server, and no client.',
    source: 'ipvsadm(8)',
    fix: 'Name it in realServers of a virtual service, or leave it out.',
    find: ({ realServers, virtualServices }) => {
      const used = new Set(virtualServices.flatMap((service) => service.realServers.map(({ name }) => name)));
      return realServers.flatMap(({ name }) =>
        when(!used.has(name), ['realServers', name], `${name} is a real server of no virtual service`),
      );
    },
  },
  {
    id: 'no-client',
    severity: 'note',
    title: 'no client to test from',
    reason:
      'IPVS does not balance what a director itself asks of a VIP: whether clients are served shows at a third host only.',
    source: 'keepalived issue 2213',
    fix: 'Name a host beside the cluster in clients.',
    find: ({ clients }) => when(clients.length === 0, ['clients'], 'missing: nobody can ask as a client does'),
  },
  {
    id: 'no-notification',
    severity: 'note',
    title: 'nobody is told when a server or director fails',
    reason: 'The cluster serves on, until the next fault.',
    source: 'keepalived.conf(5), notification_email, smtp_alert',
    fix: 'Say a notification, or watch the directors by other means.',
    find: ({ form, notification }) =>
      when(form === 'ha' && notification === null, ['notification'], 'missing: keepalived tells nobody of a fault'),
  },
];
