import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { withBootEntry } from '../../roles/autostart/rc-local.ts';

const entry = '/sbin/lvsdr.sh start';
const text = (...lines: readonly string[]) => `${lines.join('\n')}\n`;

describe('the boot entry', () => {
  it.each<readonly [string, string | null, string]>([
    ['no rc.local', null, text('#!/bin/sh', entry)],
    ['an empty one', '', text('#!/bin/sh', entry)],
    ['one without an interpreter', text('date'), text('#!/bin/sh', 'date', entry)],
    [
      "Debian's",
      text('#!/bin/sh -e', '#', '# By default this script does nothing.', '', 'exit 0'),
      text('#!/bin/sh -e', '#', '# By default this script does nothing.', '', entry, 'exit 0'),
    ],
    [
      'the one of the Red Hat family',
      text('#!/bin/bash', '# THIS FILE IS ADDED FOR COMPATIBILITY PURPOSES', '', 'touch /var/lock/subsys/local'),
      text('#!/bin/bash', '# THIS FILE IS ADDED FOR COMPATIBILITY PURPOSES', '', 'touch /var/lock/subsys/local', entry),
    ],
    ['there already', text('#!/bin/sh', entry, 'date', 'exit 0'), text('#!/bin/sh', entry, 'date', 'exit 0')],
    ['there after the exit', text('#!/bin/sh', 'exit 0', entry), text('#!/bin/sh', entry, 'exit 0')],
    ['there twice', text('#!/bin/sh', entry, entry), text('#!/bin/sh', entry)],
    [
      'as the document prints it',
      text('#!/bin/sh', '/etc/init.d/keepalived restart', '/etc/lvsdr.sh start', 'exit 0'),
      text('#!/bin/sh', entry, 'exit 0'),
    ],
    [
      'other starts by hand',
      text(
        '#!/bin/sh',
        'sh /root/lvsdr.sh start &',
        'service keepalived start',
        'systemctl restart keepalived',
        'ipvsadm -C',
      ),
      text('#!/bin/sh', entry),
    ],
    [
      'an exit in a block',
      text('#!/bin/sh', 'date', 'if [ -e /x ]; then', '  exit 0', 'fi', 'exit 0'),
      text('#!/bin/sh', 'date', entry, 'if [ -e /x ]; then', '  exit 0', 'fi', 'exit 0'),
    ],
    [
      'an exit in a block that is not indented',
      text('#!/bin/sh', 'if [ -e /x ]', 'then', 'case $1 in', 'a) exit 0 ;;', 'esac', 'fi'),
      text('#!/bin/sh', entry, 'if [ -e /x ]', 'then', 'case $1 in', 'a) exit 0 ;;', 'esac', 'fi'),
    ],
    [
      'an exit after a block that ended',
      text('#!/bin/sh', 'for i in a b; do echo $i; done', 'f() {', '  date', '}', 'f || exit 1'),
      text('#!/bin/sh', 'for i in a b; do echo $i; done', 'f() {', '  date', '}', entry, 'f || exit 1'),
    ],
    [
      'the word in a comment or an argument',
      text('#!/bin/sh', '# exit 0 ends it', 'echo done # exit', 'echo no exit', 'exit 0'),
      text('#!/bin/sh', '# exit 0 ends it', 'echo done # exit', 'echo no exit', entry, 'exit 0'),
    ],
    [
      'an old start in a block, which would be empty without it',
      text('#!/bin/sh', 'if true; then', '  ipvsadm -C', 'fi'),
      text('#!/bin/sh', 'if true; then', '  ipvsadm -C', 'fi', entry),
    ],
  ])('%s', (_, before, after) => {
    expect(withBootEntry(before, entry)).toBe(after);
    expect(withBootEntry(after, entry)).toBe(after);
    expect(spawnSync('/bin/sh', ['-n'], { input: after }).status).toBe(0);
  });
});
