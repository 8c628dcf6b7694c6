import { processIo } from '../../src/cli/io.ts';
import type { Context } from '../../src/cli/context.ts';
import { setupCommand } from '../../src/cli/setup/setup.ts';
import { renderError } from '../../src/report/error-text.ts';
import { documentHosts, fakeOutside } from './fake-hosts.ts';

/** The dialogue of setup with hosts that are none, for a test at a terminal. */
const io = processIo(process);
const engine = new Proxy({}, { get: (_, name) => () => Promise.reject(new Error(`${String(name)} was asked for`)) });
const context = { io, engine, secrets: null } as unknown as Context;
const hosts = {
  ...documentHosts,
  web2: { ...documentHosts['web2'], addresses: documentHosts['web2']?.addresses ?? [], unknownKey: () => undefined },
};
const outside = fakeOutside({ hosts, taken: ['192.168.1.229'] });
try {
  await setupCommand(context, () => Promise.resolve(outside)).parseAsync(process.argv.slice(2), { from: 'user' });
} catch (error) {
  io.stderr.write(renderError(error, { colour: false }));
  io.exit(1);
}
