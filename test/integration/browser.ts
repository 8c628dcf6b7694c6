import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** A page in a real browser without a screen. */
export interface BrowserPage {
  /** Opens a file as it looks in a viewport; what the page complained of before is forgotten. */
  show(file: string, look: Look): Promise<void>;
  /** @returns what an expression comes to in the page; data alone. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** @returns errors of the console, of its scripts and of what it could not load since it was shown. */
  complaints(): readonly string[];
  /** @returns the whole page, not the viewport alone, as PNG. */
  takePicture(): Promise<Buffer>;
  /** @returns the page as PDF on A4. */
  print(): Promise<Buffer>;
  close(): Promise<void>;
}

export interface Look {
  readonly width: number;
  readonly height: number;
  readonly theme: 'light' | 'dark';
  /** Print for how it looks on paper, in a window. */
  readonly media?: 'print';
}

type Message = Readonly<Record<string, unknown>> & {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
};

/** The Debian package, and its program: a browser without a window, a third of chromium's size. */
const browser = 'chromium-headless-shell';

/** Starts the browser and speaks the DevTools protocol with it over two pipes. */
export async function openBrowser(): Promise<BrowserPage> {
  const profile = mkdtempSync(join(tmpdir(), 'lvsdeploy-browser-'));
  const child = spawn(
    browser,
    [
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      '--no-first-run',
      '--disable-gpu',
      '--disable-extensions',
      '--hide-scrollbars',
      // The sandbox cannot be had by root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) =>
      reject(new Error(`${browser} cannot be started: scripts/set-up ${browser}`, { cause })),
    );
  });
  await started;
  const complaints: string[] = [];
  const { send, next } = speak(child, (message) => complaints.push(...complaintIn(message)));
  const { targetId } = (await send('Target.createTarget', { url: 'about:blank' })) as { readonly targetId: string };
  const attached = await send('Target.attachToTarget', { targetId, flatten: true });
  const { sessionId } = attached as { readonly sessionId: string };
  const ask = (method: string, params: object = {}) => send(method, params, sessionId);
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await ask(`${domain}.enable`);
  return {
    async show(file, { width, height, theme, media = '' }) {
      complaints.length = 0;
      await ask('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 500 });
      const features = [{ name: 'prefers-color-scheme', value: theme }];
      await ask('Emulation.setEmulatedMedia', { media, features });
      const loaded = next('Page.loadEventFired');
      await ask('Page.navigate', { url: `file://${file}` });
      await loaded;
    },
    async evaluate<Value>(expression: string) {
      const answer = await ask('Runtime.evaluate', { expression, returnByValue: true });
      const { result, exceptionDetails } = answer as { result: { value: Value }; exceptionDetails?: unknown };
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return result.value;
    },
    complaints: () => [...complaints],
    async takePicture() {
      const answer = await ask('Page.captureScreenshot', { captureBeyondViewport: true, optimizeForSpeed: true });
      return Buffer.from((answer as { readonly data: string }).data, 'base64');
    },
    async print() {
      const a4 = { paperWidth: 8.27, paperHeight: 11.69, printBackground: false };
      const answer = await ask('Page.printToPDF', a4);
      return Buffer.from((answer as { readonly data: string }).data, 'base64');
    },
    async close() {
      // Asked to end, it may wait for pages forever.
      child.kill('SIGKILL');
      await exited;
      // Its helpers may still write there for a moment.
      rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Each message is JSON and ends in a NUL: commands into descriptor 3, answers and events out of 4. */
function speak({ stdio }: ChildProcess, onEvent: (message: Message) => void) {
  const [input, output] = [stdio[3] as Writable, stdio[4] as Readable];
  const answers = new Map<number, Waiting>();
  const events = new Map<string, () => void>();
  let rest = '';
  let count = 0;
  const take = (message: Message) => {
    if (message.id === undefined) {
      onEvent(message);
      events.get(message.method ?? '')?.();
      return;
    }
    const waiting = answers.get(message.id);
    answers.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message.result);
    else waiting?.reject(new Error(message.error.message));
  };
  output.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) take(JSON.parse(part) as Message);
  });
  output.once('close', () => {
    for (const { reject } of answers.values()) reject(new Error('the browser ended'));
  });
  return {
    send: (method: string, params: object, sessionId?: string) =>
      new Promise<unknown>((resolve, reject) => {
        count += 1;
        answers.set(count, { resolve, reject });
        input.write(`${JSON.stringify({ id: count, method, params, sessionId })}\0`);
      }),
    next: (method: string) => new Promise<void>((resolve) => events.set(method, resolve)),
  };
}

function complaintIn({ method, params }: Message): readonly string[] {
  switch (method) {
    case 'Runtime.exceptionThrown':
    case 'Log.entryAdded':
    case 'Network.loadingFailed':
      return [`${method}: ${JSON.stringify(params)}`];
    case 'Runtime.consoleAPICalled':
      return params?.['type'] === 'error' ? [`console: ${JSON.stringify(params)}`] : [];
    case 'Network.requestWillBeSent': {
      const { url } = params?.['request'] as { readonly url: string };
      return url.startsWith('file:') ? [] : [`asked for ${url}`];
    }
    case undefined:
    default:
      return [];
  }
}
