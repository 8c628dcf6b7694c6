import { noUdpTool, readUdpReplies, wrongAnswer, type UdpProbe } from './udp-probe.ts';
import { cannotTell, type Finding } from './verdict.ts';

/** Holds the answer to a datagram against what was promised: silence says nothing where no answer is. */
export function judgeUdp(output: string, probe: UdpProbe, place: string): Finding {
  if (output.startsWith(noUdpTool)) return cannotTell(`${noUdpTool} there`);
  const [reply] = readUdpReplies(output);
  if (reply === undefined || reply.outcome === 'failed') return cannotTell('no datagram could be sent');
  if (reply.outcome === 'refused')
    return { outcome: 'failed', found: `${place} does not answer: nothing serves that port` };
  if (reply.outcome === 'silent') {
    return probe.promised === null
      ? cannotTell(`${place} said nothing, and no health check says that it has to`)
      : { outcome: 'failed', found: `${place} did not answer` };
  }
  const wrong = wrongAnswer(reply, probe);
  return wrong === null
    ? { outcome: 'ok', found: `${place} answers` }
    : { outcome: 'failed', found: `${place} answers with ${wrong}` };
}
