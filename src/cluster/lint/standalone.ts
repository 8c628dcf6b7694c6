import type { VirtualService } from '../cluster.ts';
import { inServices, type Rule, when } from './rule.ts';

export const standaloneRules: readonly Rule[] = [
  {
    id: 'check-not-run',
    severity: 'warning',
    title: 'a health check in the form standalone',
    reason: 'It is keepalived that checks, and there is none: a dead server keeps its share.',
    source: 'keepalived.conf(5), real_server',
    fix: 'Take "form: ha", or leave it out.',
    find: inServices((_, { form }, { settings }, index) => {
      const check = settings?.virtualServices[index]?.healthCheck;
      return when(
        form === 'standalone' && check !== undefined && check.none === undefined,
        ['healthCheck'],
        'is not run in the form standalone, which has no keepalived',
      );
    }),
  },
  {
    id: 'keepalived-only',
    severity: 'warning',
    title: 'settings of keepalived in the form standalone',
    reason:
      'quorum, hysteresis, sorryServer, alpha, omega, warmup and inhibitOnFailure are what keepalived does with its checks.',
    source: 'keepalived.conf(5), virtual_server',
    fix: 'Take "form: ha", or leave them out.',
    find: inServices((service, { form }) =>
      form === 'ha'
        ? []
        : settingsOfKeepalived(service).flatMap((key) =>
            when(true, [key], 'does nothing in the form standalone, which has no keepalived'),
          ),
    ),
  },
  {
    id: 'all-weights-zero',
    severity: 'warning',
    title: 'weights that are all 0',
    reason: 'No server takes new connections.',
    source: 'ipvsadm(8), --weight',
    fix: 'Give one of them a weight.',
    find: inServices(({ realServers }, { form }) =>
      when(
        form === 'standalone' && realServers.length > 0 && realServers.every(({ weight }) => weight === 0),
        ['realServers'],
        'all weights are 0: no server takes new connections',
      ),
    ),
  },
];

function settingsOfKeepalived(service: VirtualService): readonly string[] {
  const { quorum, hysteresis, sorryServer, alpha, omega, warmup, realServers } = service;
  const said = {
    quorum: quorum !== 1,
    hysteresis: hysteresis !== 0,
    sorryServer: sorryServer !== null,
    alpha,
    omega,
    warmup: warmup !== null,
    inhibitOnFailure: realServers.some(({ inhibitOnFailure }) => inhibitOnFailure),
  };
  return Object.entries(said).flatMap(([key, isSaid]) => (isSaid ? [key] : []));
}
