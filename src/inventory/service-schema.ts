import * as z from 'zod';
import { described, words } from './key-words.ts';
import { dnsTypes, schedulerFlags } from '../cluster/cluster.ts';
import { path } from './settings-schema.ts';
import { anyAddress, ports } from './address-values.ts';
import {
  choice,
  expected,
  mapOf,
  numberOr,
  oneOf,
  oneOrMore,
  scheduler,
  seconds,
  text,
  wholeNumber,
  word,
} from './values.ts';

/** The shape of a virtual service in an inventory. */

const port = () => wholeNumber(1, 65_535, 'a port');

const tries = described(
  {
    port: port().optional(), // the server's
    connectTimeout: seconds().default(10),
    retry: wholeNumber(1, 100, 'a number of tries').default(3),
    delayBeforeRetry: seconds().default(3),
  },
  words.tries,
);

export const tcpCheck = z.strictObject(tries);

const httpCheck = z.strictObject(
  described(
    {
      ...tries,
      path: text(/^\/[^\s"'!#$\\{}\p{C}]*$/u, 'a path that starts with /').default('/'),
      status: wholeNumber(100, 599, 'a status').default(200),
      digest: text(/^[\da-f]{32}$/, 'an MD5 sum, 32 hexadecimal digits').optional(), // any page
      virtualHost: word('a host name').optional(), // the address of the server
    },
    words.http,
  ),
);

// keepalived.conf(5): "payload hexadecimal"; two digits a byte.
const bytes = () => text(/^([\da-fA-F]{2})+$/, 'bytes, two hexadecimal digits each');

/** One of them; one that needs nothing more may be written as its name alone. */
const healthCheck = choice(
  described(
    {
      none: z.strictObject({}),
      tcp: tcpCheck,
      http: httpCheck,
      https: httpCheck,
      udp: z.strictObject(
        described({ ...tries, payload: bytes().optional(), requireReply: bytes().optional() }, words.udp),
      ), // an empty packet; no answer is wanted
      dns: z.strictObject(
        described(
          {
            ...tries,
            name: word('a domain name').default('.'),
            type: oneOf(...dnsTypes).default('SOA'),
          },
          words.dns,
        ),
      ),
      smtp: z.strictObject(described({ ...tries, heloName: word('a host name').optional() }, words.smtp)),
      ping: z.strictObject(tries),
      misc: z.strictObject(
        described(
          {
            ...tries,
            script: path, // a file of this machine
            arguments: oneOrMore(word('an argument')).default([]), // behind the address and the port of the server
            dynamic: z.boolean(expected('true or false')).default(false),
          },
          words.misc,
        ),
      ),
    },
    words.healthCheck,
  ),
);

const destination = z.strictObject(
  described(
    {
      weight: wholeNumber(0, 65_535, 'a weight').default(1),
      port: port().optional(), // the virtual service's
    },
    words.destination,
  ),
);

const traffic = z.strictObject(
  described(
    {
      vip: anyAddress(),
      protocol: oneOf('tcp', 'udp').default('tcp'),
      ports: oneOrMore(ports()),
    },
    words.traffic,
  ),
);

/** Known by `vip`, `port` and `protocol`, or by `mark` and the `traffic` that gets it. */
export const virtualService = z.strictObject(
  described(
    {
      vip: anyAddress().optional(),
      port: port().optional(),
      protocol: oneOf('tcp', 'udp').optional(), // tcp
      mark: wholeNumber(1, 2 ** 31 - 1, 'a firewall mark').optional(),
      traffic: oneOrMore(traffic).optional(),
      scheduler: scheduler().default('wrr'),
      schedulerFlags: oneOrMore(oneOf(...schedulerFlags)).default([]),
      method: oneOf('dr', 'nat', 'tun').default('dr'),
      persistence: numberOr(
        'timeout',
        z.strictObject(
          described(
            {
              timeout: seconds(),
              prefixLength: wholeNumber(1, 128, 'a prefix length').optional(), // each client for itself
            },
            words.persistence,
          ),
        ),
      ).optional(), // no persistence
      onePacket: z.boolean(expected('true or false')).default(false),
      delayLoop: seconds().default(6),
      warmup: wholeNumber(0, 86_400, 'whole seconds').optional(), // keepalived's: the delay loop
      quorum: wholeNumber(1, 1_000_000, 'a sum of weights').default(1),
      hysteresis: wholeNumber(0, 1_000_000, 'a sum of weights').default(0),
      alpha: z.boolean(expected('true or false')).default(false),
      omega: z.boolean(expected('true or false')).default(false),
      sorryServer: z
        .strictObject(described({ address: anyAddress(), port: port().optional() }, words.sorryServer))
        .optional(), // none; the service's port
      inhibitOnFailure: z.boolean(expected('true or false')).default(false),
      healthCheck: healthCheck.optional(), // tcp; none for udp and in the form standalone
      realServers: mapOf(destination),
    },
    words.virtualService,
  ),
);

export type VirtualServiceSettings = z.infer<typeof virtualService>;
