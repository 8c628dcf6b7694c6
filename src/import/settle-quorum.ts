import type { Ledger } from './ledger.ts';
import type { ReadServer } from './read-server.ts';
import type { ReadService } from './read-service.ts';

export function weightOf(server: ReadServer, service: ReadService): number {
  return server.weight?.value ?? service.weight?.value ?? 1;
}

/** keepalived lowers a quorum that could never be reached, and a hysteresis beside which it could never be (check_data.c). */
export function settleQuorum(service: ReadService, ledger: Ledger): { quorum?: number; hysteresis?: number } {
  const total = service.servers.reduce((sum, server) => sum + weightOf(server, service), 0);
  const lower = (key: 'quorum' | 'hysteresis', most: number, why: string): number | null => {
    const said = service[key];
    if (said === null || said.value <= most || most < 0) return said?.value ?? null;
    ledger.remark('carried differently', said.statement, `${why}: ${most} is taken`);
    return most;
  };
  const quorum = total === 0 ? (service.quorum?.value ?? 1) : lowerQuorum();
  function lowerQuorum(): number {
    return (
      lower('quorum', total, `all weights are ${total}, so that it could never be reached, and keepalived lowers it`) ??
      1
    );
  }
  const most = Math.min(quorum - 1, total - quorum);
  const hysteresis = lower(
    'hysteresis',
    most,
    `beside a quorum of ${quorum} of ${total} it could never be reached or lost`,
  );
  return {
    ...(quorum !== 1 && { quorum }),
    ...(hysteresis !== null && hysteresis !== 0 && { hysteresis }),
  };
}
