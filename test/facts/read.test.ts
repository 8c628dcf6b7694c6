import { describe, expect, it } from 'vitest';
import { parseAddresses, parseOsRelease } from '../../src/facts/read.ts';

describe('parseOsRelease', () => {
  it('takes quoted, unquoted and escaped values', () => {
    expect(parseOsRelease('ID=debian\nVERSION_ID="12"\nPRETTY_NAME=\'A b\'\nNAME="say \\"hi\\""\n# ID=no\n')).toEqual({
      ID: 'debian',
      VERSION_ID: '12',
      PRETTY_NAME: 'A b',
      NAME: 'say "hi"',
    });
  });
});

describe('parseAddresses', () => {
  it('takes labels, several addresses of one interface, and the address before a peer', () => {
    const text = [
      '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever',
      '1: lo    inet 192.168.1.229/32 scope global lo:0\\       valid_lft forever preferred_lft forever',
      '2: eth0    inet 192.168.1.252/24 brd 192.168.1.255 scope global eth0\\       valid_lft forever',
      '2: eth0    inet6 fe80::5054:ff:fe00:11/64 scope link \\       valid_lft forever preferred_lft forever',
      '3: tun0    inet 10.0.0.1 peer 10.0.0.2/32 scope global tun0\\       valid_lft forever',
    ].join('\n');
    expect(parseAddresses(text)).toEqual([
      {
        name: 'lo',
        addresses: [
          { address: '127.0.0.1', prefixLength: 8 },
          { address: '192.168.1.229', prefixLength: 32 },
        ],
      },
      {
        name: 'eth0',
        addresses: [
          { address: '192.168.1.252', prefixLength: 24 },
          { address: 'fe80::5054:ff:fe00:11', prefixLength: 64 },
        ],
      },
      { name: 'tun0', addresses: [{ address: '10.0.0.1', prefixLength: 32 }] },
    ]);
  });
});
