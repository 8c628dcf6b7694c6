import { inServices, type Rule, when } from './rule.ts';

export const quorumRules: readonly Rule[] = [
  {
    id: 'quorum-without-sorry-server',
    severity: 'warning',
    title: 'a quorum without a sorry server',
    reason:
      'What happens when the quorum is lost is that the sorry server takes over: without one the living servers go on.',
    source: 'keepalived.conf(5), quorum, sorry_server; update_quorum_state of ipwrapper.c',
    fix: 'Name a sorryServer, or leave out the quorum.',
    find: inServices(({ quorum, sorryServer }, { form }) =>
      when(
        form === 'ha' && quorum > 1 && sorryServer === null,
        ['quorum'],
        `${quorum} changes nothing, since there is no sorryServer to take over`,
      ),
    ),
  },
  {
    id: 'quorum-lost-by-one',
    severity: 'warning',
    title: 'a quorum that one dead server loses',
    reason: 'All clients get the sorry server although living servers are there.',
    source: 'keepalived.conf(5), quorum: it replaces all real servers',
    fix: 'Take a lower quorum, or a hysteresis.',
    find: inServices(({ quorum, hysteresis, realServers, sorryServer }) => {
      const weights = realServers.map(({ weight }) => weight);
      const left = weights.reduce((sum, weight) => sum + weight, 0) - Math.max(0, ...weights);
      return when(
        sorryServer !== null && left > 0 && left < quorum - hysteresis,
        ['quorum'],
        `${quorum} is lost with one server: the others weigh ${left}`,
      );
    }),
  },
  {
    id: 'sorry-server-serves',
    severity: 'warning',
    title: 'a sorry server that is a real server of the service',
    reason: 'It is dead when the last of them is, or removed together with them.',
    source: 'keepalived.conf(5), sorry_server; s_svr_duplicates_rs of check_data.c',
    fix: 'Name another host, or another port with nat.',
    find: inServices(({ sorryServer, realServers }) => {
      const same = realServers.find(
        ({ address, port }) => address === sorryServer?.address && port === sorryServer.port,
      );
      return when(same !== undefined, ['sorryServer'], `${same?.name ?? ''} is a real server of the service, too`);
    }),
  },
  {
    id: 'no-sorry-server',
    severity: 'note',
    title: 'nobody answers when all servers are dead',
    reason: 'Clients are refused, or wait, instead of being told.',
    source: 'keepalived.conf(5), sorry_server',
    fix: 'Name a sorryServer.',
    find: inServices(({ sorryServer }, { form }) =>
      when(form === 'ha' && sorryServer === null, ['sorryServer'], 'missing: nobody answers when all servers are dead'),
    ),
  },
];
