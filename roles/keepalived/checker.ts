import { checksFolder, type HealthCheck, type HttpCheck, type MiscCheck, type Tries } from 'lvsdeploy';

/** A checker of keepalived.conf(5): its word, and the lines of its block. */
export interface Checker {
  readonly word: string;
  readonly lines: readonly string[];
}

/** @param server where the real server is asked, if its check does not say otherwise. */
export function checkerOf(check: HealthCheck, server: { readonly address: string; readonly port: number }): Checker {
  const port = check.port === null ? [] : [`connect_port ${check.port}`];
  const tries = [`connect_timeout ${check.connectTimeout}`, ...retries(check)];
  switch (check.kind) {
    case 'tcp':
      return { word: 'TCP_CHECK', lines: [...port, ...tries] };
    case 'http':
      return { word: 'HTTP_GET', lines: [...urlOf(check), ...port, ...tries] };
    case 'https': {
      // A server of several names says by this one which certificate and which site are meant.
      const sni = check.virtualHost === null ? [] : ['enable_sni'];
      return { word: 'SSL_GET', lines: [...sni, ...urlOf(check), ...port, ...tries] };
    }
    case 'udp': {
      const payload = check.payload === null ? [] : [`payload ${check.payload}`];
      const reply = check.requireReply === null ? [] : [`require_reply ${check.requireReply}`];
      return { word: 'UDP_CHECK', lines: [...payload, ...reply, ...port, ...tries] };
    }
    case 'dns':
      return { word: 'DNS_CHECK', lines: [`type ${check.type}`, `name ${check.name}`, ...port, ...tries] };
    case 'smtp': {
      const helo = check.heloName === null ? [] : [`helo_name ${check.heloName}`];
      return { word: 'SMTP_CHECK', lines: [...helo, ...port, ...tries] };
    }
    case 'ping':
      return { word: 'PING_CHECK', lines: tries };
    case 'misc':
      return { word: 'MISC_CHECK', lines: scriptOf(check, server.address, check.port ?? server.port) };
  }
}

function retries({ retry, delayBeforeRetry }: Tries): readonly string[] {
  return [`retry ${retry}`, `delay_before_retry ${delayBeforeRetry}`];
}

function urlOf({ path, status, digest, virtualHost }: HttpCheck): readonly string[] {
  const more = [
    ...(digest === null ? [] : [`  digest ${digest}`]),
    ...(virtualHost === null ? [] : [`  virtualhost ${virtualHost}`]),
  ];
  return ['url {', `  path ${path}`, `  status_code ${status}`, ...more, '}'];
}

/** It connects to nothing itself, so the time that it has is another word. */
function scriptOf(check: MiscCheck & Tries, address: string, port: number): readonly string[] {
  const words = [`${checksFolder}/${check.name}`, address, port, ...check.arguments];
  return [
    `misc_path "${words.join(' ')}"`,
    `misc_timeout ${Math.ceil(check.connectTimeout)}`,
    ...(check.dynamic ? ['misc_dynamic'] : []),
    ...retries(check),
  ];
}
