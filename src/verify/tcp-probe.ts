import { sh, type Shell } from '../shell/shell.ts';
import type { HttpProbe } from './http-service.ts';

/** What a probe of {@link askTcp} said. */
export type TcpReply =
  | { readonly kind: 'no tool' }
  | { readonly kind: 'not understood' }
  | { readonly kind: 'silent'; readonly reason: string; readonly isRefused: boolean }
  | { readonly kind: 'answers'; readonly tool: string; readonly code: number | null };

/** @returns a script that asks an address by HTTP, or connects to it where nothing says that it speaks HTTP, or no curl is there. */
export function askTcp(address: string, port: number, probe: HttpProbe | null): Shell {
  const connect = sh`if command -v bash > /dev/null 2>&1 && command -v timeout > /dev/null 2>&1; then
  timeout 3 bash -c ${'exec 3<> "/dev/tcp/$0/$1"'} ${address} ${port}; echo "bash $?"
elif command -v nc > /dev/null 2>&1; then nc -z -w 3 ${address} ${port}; echo "nc $?"
else echo none; fi`;
  if (probe === null) return connect;
  return sh`if command -v curl > /dev/null 2>&1; then
  code=$(curl -s -g -o /dev/null -w '%{http_code}' --noproxy '*' --connect-timeout 3 -m 5 ${probe.options} ${probe.url}); echo "curl $? $code"
else
${connect}
fi`;
}

export function readTcpReply(output: string): TcpReply {
  const [tool = '', status = '', code = ''] = output.trim().split(/\s+/);
  if (tool === 'none') return { kind: 'no tool' };
  if (!/^\d+$/.test(status)) return { kind: 'not understood' };
  if (status === '0') return { kind: 'answers', tool, code: tool === 'curl' ? Number(code) : null };
  const meaning = meanings[`${tool} ${status}`] ?? '';
  return {
    kind: 'silent',
    reason: `${tool} ended with ${status}${meaning}`,
    isRefused: meaning === meanings['curl 7'],
  };
}

export const noTcpTool = 'none of curl, bash with timeout, and nc is installed there';

/** The statuses of curl(1), timeout(1) and bash that one meets here. */
const meanings: Readonly<Partial<Record<string, string>>> = {
  'curl 7': ': the connection was refused or there is no route',
  'curl 28': ': it timed out',
  'curl 52': ': the server closed the connection without an answer',
  'curl 56': ': the connection was reset',
  'bash 1': ': the connection was refused or there is no route',
  'bash 124': ': it timed out',
};
