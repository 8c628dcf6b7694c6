import { isIpv6, templatesOf, tunnels, tunnelSettings, type Cluster, type RealServer, type Secret } from 'lvsdeploy';
import { addressFunctions } from '../addresses.ts';
import { rulesFunctions } from '../packet-rules.ts';
import { routeFunctions } from './default-route.ts';
import { holdingsOf, segmentRules, tunnelsTo, waysBack } from './parts.ts';

const render = templatesOf(import.meta.url);

/** @returns realdr.sh of one real server, made of what it needs; null when that is nothing. */
export function realServerScript(cluster: Cluster, server: RealServer): string | Secret | null {
  const families = tunnelsTo(cluster, server);
  const holdings = holdingsOf(cluster, server);
  const gateways = waysBack(cluster, server);
  const filters = families.includes(4) ? Object.keys(tunnelSettings(server)) : [];
  const parts = [
    families.length > 0 && {
      name: 'tunnel',
      template: 'tunnel.sh.hbs',
      data: {
        tunnels: families.map((family) => tunnels[family]),
        filters: filters.map((key) => `/proc/sys/${key.includes('/') ? key : key.replaceAll('.', '/')}`),
        rulesFunctions: rulesFunctions(segmentRules(cluster, server)).text,
      },
    },
    holdings.length > 0 && {
      name: 'vips',
      template: 'vips.sh.hbs',
      data: {
        holdings,
        // IPv6 asks for no setting: a neighbour solicitation is answered on the interface that has the address.
        isArpQuiet: holdings.some(({ address }) => !isIpv6(address)),
        addressFunctions: addressFunctions.text,
      },
    },
    gateways.length > 0 && {
      name: 'gateway',
      template: 'gateway.sh.hbs',
      data: { gateways, routeFunctions: routeFunctions.text },
    },
  ].filter((part) => part !== false);
  if (parts.length === 0) return null;
  return render('realdr.sh.hbs', {
    cluster: cluster.name,
    purpose:
      holdings.length > 0
        ? 'The VIP of a real server that answers clients itself: where no neighbour is told of it.'
        : 'The way back of a real server of NAT.',
    parts: parts.map(({ template, data }) => String(render(template, data)).trimEnd()).join('\n\n'),
    names: parts.map(({ name }) => name).join(' '),
  });
}
