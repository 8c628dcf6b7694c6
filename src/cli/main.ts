#!/usr/bin/env node
import { escapeText } from '../escape.ts';
import { secretAsker } from './ask-secret.ts';
import { sshEngine } from './engine.ts';
import { processIo } from './io.ts';
import { wordNote } from '../report/wording.ts';
import { runProgram } from './program.ts';

const io = processIo(process);
const engine = sshEngine({
  warn: (warning) => io.stderr.write(`warning: ${escapeText(warning)}\n`),
  onWait: ({ host, problem, until }) => io.stderr.write(`${host}: ${wordNote(problem, until)}\n`),
  askSecret: secretAsker(process),
});
await runProgram(process.argv.slice(2), { io, engine });
