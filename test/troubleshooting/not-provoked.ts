/** Messages whose test, which the page names, holds a part of their words. */
export const inPart: Readonly<Record<string, { readonly test: string; readonly words: string }>> = {
  'HOST: ADDRESS offers a host key that is revoked: FINGERPRINT (FILE)': {
    test: 'test/integration/host-keys.test.ts',
    words: 'revoked',
  },
  'HOST: the host opens no more sessions on our connection': {
    test: 'test/integration/try-again.test.ts',
    words: 'no more sessions',
  },
  'HOST › ROLE › RESOURCE: it was changed and still differs: LIST': {
    test: 'test/engine/apply-host.test.ts',
    words: 'still differs',
  },
  'HOST › ROLE › RESOURCE: its state could not be read: REASON': {
    test: 'test/engine/run-plays.test.ts',
    words: 'could not be read',
  },
  'FILE: the plan is not kept: LIST could not be read': {
    test: 'test/engine/saved-plan.test.ts',
    words: 'could not be read',
  },
  'HOST: it changed since the plan was approved, which says nothing of these:': {
    test: 'test/cli/program.test.ts',
    words: 'changed since',
  },
  'PLAY: the cluster is not healthy after this batch, so the next one was not touched': {
    test: 'test/engine/run-plays.test.ts',
    words: 'not healthy',
  },
  'PLAY: the cluster is not healthy, so no host of this play was touched': {
    test: 'test/engine/run-plays.test.ts',
    words: 'not healthy',
  },
  'HOST › ROLE › RESOURCE: it comes after RESOURCE, which is not declared before it': {
    test: 'test/engine/assess.test.ts',
    words: 'comes after',
  },
  'HOST: the host is in no cluster, and the roles of this play need one': {
    test: 'test/engine/expand.test.ts',
    words: 'in no cluster',
  },
  'HOST › ROLE › RESOURCE: a detached action holds a secret, and its script and its log are kept on the host': {
    test: 'test/engine/mask-task.test.ts',
    words: 'holds a secret',
  },
  'HOST › ROLE › RESOURCE: the script that takes it back holds a secret, and is kept on the host': {
    test: 'test/engine/mask-task.test.ts',
    words: 'holds a secret',
  },
  'HOST: the host cannot be locked: REASON': { test: 'test/engine/hold-hosts.test.ts', words: 'cannot be locked' },
  'FILE: the inventory found there belongs to somebody else': {
    test: 'test/inventory/find.test.ts',
    words: 'somebody else',
  },
  'HOST › ROLE › RESOURCE: interrupted before everything was done': {
    test: 'test/engine/apply-part.test.ts',
    words: 'interrupted before',
  },
  'HOST: this host has no init system that is known': { test: 'test/resources/service.test.ts', words: 'init system' },
  'FILE is UTF-16, and keepalived reads UTF-8': { test: 'test/cli/import.test.ts', words: 'is UTF-16' },
  'FILE is no text, or UTF-16, and keepalived reads UTF-8': {
    test: 'test/cli/import.test.ts',
    words: 'is no text, or UTF-16',
  },
};

/** Messages of the page that no test provokes by their words, each with the reason. The list should get shorter only. */
export const notProvoked: Readonly<Record<string, string>> = {
  'nobody is there to confirm it': 'no test has its words yet',
  'no role and no resource of these plays has the tag "WORD"': 'no test has its words yet',
  'HOST: cannot connect to ADDRESS port PORT: no answer': 'no test has its words yet',
  'HOST: cannot connect to ADDRESS port PORT: the connection was closed': 'no test has its words yet',
  'HOST: ADDRESS offers another host key than the recorded one': 'no test has its words yet',
  'hostKeyPolicy accept-new needs a known_hosts file to record keys in': 'no test has its words yet',
  'FILE: cannot record a host key': 'no test has its words yet',
  'HOST: proxyCommand holds WORD, which is none of %h %p %r %n %%': 'no test has its words yet',
  'HOST: the shell there does not do what it is asked: REASON': 'no test has its words yet',
  'HOST › ROLE › RESOURCE: it names the handler "NAME", which no role declares': 'no test has its words yet',
  'HOST: the host is in the clusters LIST: the scripts of one would replace those of the other':
    'no test has its words yet',
  'HOST: the kernel KERNEL names no flavour that its packages could be found by': 'no test has its words yet',
  'HOST: interrupted while it was waited for to come back from its reboot': 'no test has its words yet',
  'FILE: this is not what the plan was made for any more:': 'no test has its words yet',
  'FILE is not the archive that was expected, and there is no address for it': 'no test has its words yet',
  'FILE: the report cannot be written: REASON': 'no test has its words yet',
  'FOLDER: cannot read the history: REASON': 'no test has its words yet',
  "the lab's folder is too long for unix sockets: FOLDER": 'a fault of the lab or of its machine',
  'FILE: cannot read FILE': 'no test has its words yet',
};
