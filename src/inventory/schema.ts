import * as z from 'zod';
import { described, words } from './key-words.ts';
import { hostSettings, path, settings } from './settings-schema.ts';
import { address, address6, anyAddress, segment, segment6 } from './address-values.ts';
import {
  commandLine,
  expected,
  interfaceName,
  label,
  labelForm,
  mapOf,
  name,
  oneOf,
  oneOrMore,
  seconds,
  secret,
  switchable,
  text,
  wholeNumber,
  word,
} from './values.ts';
import { virtualService } from './service-schema.ts';

/**
 * The shape of an inventory file, key by key; `inventory.example.yaml` is the same page in prose.
 * What one value may be is said here; what values mean to each other is checked in `cluster/`.
 */

const host = z.strictObject(
  described(
    {
      ...hostSettings,
      address: text(/^[^\s@]+$/, 'an address or a host name').optional(), // its name when left out
    },
    words.host,
  ),
);

const group = z.strictObject(
  described(
    {
      ...settings,
      hosts: z.array(name()).min(1, { error: 'found an empty list; expected the hosts of the group' }),
    },
    words.group,
  ),
);

/** A host in its part in the cluster. */
const member = z.strictObject(
  described(
    {
      ...hostSettings,
      address: address(), // on the segment
      address6: address6().optional(), // none
      interface: interfaceName().optional(), // the cluster's
    },
    words.member,
  ),
);

const director = member.extend(
  described(
    {
      priority: wholeNumber(1, 254, 'a VRRP priority').optional(), // wanted in the form ha
      routerId: word('a router id').optional(), // the host's name
      power: z.strictObject(described({ off: commandLine(), on: commandLine() }, words.power)).optional(), // nothing can cut it
    },
    words.director,
  ),
);

const vip = z.strictObject(
  described(
    {
      address: anyAddress(),
      prefixLength: wholeNumber(1, 128, 'a prefix length').optional(), // 32, or 128 for IPv6
      label: z.union([z.literal('none'), label('eth0:1')], expected(`${labelForm('eth0:1')}, or none`)).optional(), // interface:1, :2, … by position
      realServerLabel: label('lo:0').optional(), // lo:0, lo:1, … by position
    },
    words.vip,
  ),
);

export const vrrp = z.strictObject(
  described(
    {
      instance: word('a name').default('VI_1'),
      virtualRouterId: wholeNumber(1, 255, 'a virtual router id').default(51),
      version: z.literal([2, 3], expected('2 or 3')).default(2),
      advertInterval: z
        .number(expected('seconds'))
        .min(0.01, expected('0.01 seconds or more'))
        .max(40, expected('40 seconds at most'))
        .default(1),
      auth: secret().optional(), // PASS, at most 8 characters
      unicast: z.boolean(expected('true or false')).default(false),
      preempt: z.boolean(expected('true or false')).default(true),
      preemptDelay: wholeNumber(0, 1000, 'whole seconds').default(0), // TIMER_MAX_SEC of keepalived
      syncDaemon: switchable(
        z.strictObject(
          described(
            {
              interface: interfaceName().optional(), // the cluster's
              id: wholeNumber(0, 255, 'an id').optional(), // the virtual router id
            },
            words.syncDaemon,
          ),
        ),
      ).optional(),
    },
    words.vrrp,
  ),
);

/** What the real servers of NAT have for a gateway. */
const inside = z.strictObject(
  described(
    {
      interface: interfaceName().optional(), // the cluster's
      network: segment().optional(), // the segment
      network6: segment6().optional(), // the segment's, when there is a gateway6
      gateway: address(),
      gateway6: address6().optional(), // none
    },
    words.inside,
  ),
);

const notification = z.strictObject(
  described(
    {
      to: oneOrMore(word('a mail address')),
      from: word('a mail address'),
      smtpServer: word('an address or a host name'),
      smtpTimeout: seconds().default(30),
    },
    words.notification,
  ),
);

/** A cluster: directors, real servers, the VIPs and what is served under them. */
export const cluster = z.strictObject(
  described(
    {
      ...settings,
      form: oneOf('ha', 'standalone').default('ha'),
      segment: segment(),
      segment6: segment6().optional(), // none, and no VIP of IPv6
      interface: interfaceName().default('eth0'),
      directors: mapOf(director),
      realServers: mapOf(member).default({}),
      clients: mapOf(member).default({}),
      vips: z.array(vip).min(1, { error: 'found an empty list; expected one VIP at least' }),
      inside: inside.optional(), // wanted when a service is NAT
      vrrp: vrrp.optional(), // in the form ha: all of its defaults
      notification: notification.optional(),
      drillable: z.boolean(expected('true or false')).default(false),
      virtualServices: z.array(virtualService).default([]),
    },
    words.cluster,
  ),
);

/** A whole inventory. */
export const inventory = z.strictObject(
  described(
    {
      archives: path.optional(), // none: the hosts download what they build from
      defaults: z.strictObject(settings).default({}),
      groups: mapOf(group).default({}),
      hosts: mapOf(host).default({}),
      clusters: mapOf(cluster).default({}),
    },
    words.inventory,
  ),
);

export type HostLevel = Pick<z.infer<typeof host>, keyof typeof hostSettings>;
export type InventorySettings = z.infer<typeof inventory>;
export type ClusterSettings = z.infer<typeof cluster>;
export type MemberSettings = z.infer<typeof member>;
export type SecretSettings = z.infer<ReturnType<typeof secret>>;
