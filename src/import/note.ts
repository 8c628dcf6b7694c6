/** Where something stands in a keepalived.conf; lines and columns from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * `erratum`: the file cannot mean what it says; what was assumed instead is said. `carried differently`: the inventory says it in
 * another way, or says something near to it. `not carried over`: it is in the file and not in the inventory.
 */
export type NoteKind = 'erratum' | 'carried differently' | 'not carried over';

/** What became of something that did not come over as it stands. */
export interface Note {
  readonly kind: NoteKind;
  /** Name of an erratum, as docs/import.md lists them; null for the other kinds. */
  readonly id: ErratumId | null;
  readonly place: Place;
  /** What stands there; secrets are hidden in it. */
  readonly what: string;
  readonly why: string;
}

/** Something that clients or the cluster use, and the inventory does not have. */
export interface Lost {
  readonly kind: 'virtual service' | 'real server' | 'VIP';
  readonly name: string;
  readonly place: Place;
}

/** The mistakes that are known by name. */
export const errata = {
  'slash-comment': '// starts no comment in keepalived.conf, only # and ! do: it is taken for one',
  'wide-character': 'a character of full width, or a curly quote, is taken for the plain one',
  'open-quote': 'a quote that is not closed is taken to end with its line',
  'missing-brace': 'a } that is missing is assumed where the next block begins, or at the end',
  'missing-open-brace': 'a { that is missing is assumed at the end of its line',
  'stray-brace': 'a brace that belongs to no block is left out',
  'unknown-word': 'a word that keepalived does not know at this place is left out',
  'word-case': 'a word that keepalived knows in capital letters only is taken for it',
  'nb-get-retry': 'nb_get_retry is a word of HTTP_GET and SSL_GET: in other checks it is taken for retry',
  'nat-mask': 'nat_mask is no word of keepalived any more, and never did anything: it is left out',
  'misplaced-inhibit': 'inhibit_on_failure belongs into each real_server: it is taken as said in all of them',
  'long-password': 'keepalived cuts auth_pass off after 8 characters: so does whoever puts it into the secret',
  'printed-password': 'an auth_pass that stands in printed examples protects from nothing: choose another',
  'pinned-clients':
    'persistence_timeout with inhibit_on_failure keeps clients at a dead server unless net.ipv4.vs.expire_quiescent_template is 1: lvsdeploy sets it',
  'equal-priorities': 'directors of one priority elect by their addresses: the order of the files is taken',
  'nopreempt-of-master': 'keepalived ignores nopreempt and preempt_delay under state MASTER: so does the inventory',
  'rounded-interval':
    'a fraction of a second needs version 3: keepalived takes whole seconds, and so does the inventory',
  'other-port': 'DR and TUN translate no ports: the port of the virtual server is taken, as keepalived does',
  'label-for-interface': 'eth0:1 is the label of an address, and no interface: the name in front of the colon is taken',
  'old-word': 'a word of old versions of keepalived is taken for the one of today',
} as const;

export type ErratumId = keyof typeof errata;
