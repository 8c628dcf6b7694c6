#!/usr/bin/env node
import { join } from 'node:path';
import { escapeText } from '../escape.ts';
import { stateHome } from '../folders.ts';
import { secretAsker } from './ask-secret.ts';
import { sshEngine } from './engine.ts';
import { historyFolder } from '../history/history-folder.ts';
import { processIo } from './io.ts';
import { wordNote } from '../report/wording.ts';
import { runProgram } from './program.ts';

const io = processIo(process);
const warn = (warning: string) => io.stderr.write(`warning: ${escapeText(warning)}\n`);
const engine = sshEngine({
  warn,
  onWait: ({ host, problem, until }) => io.stderr.write(`${host}: ${wordNote(problem, until)}\n`),
  askSecret: secretAsker(process),
});
const history = historyFolder(() => join(stateHome(process.env), 'lvsdeploy', 'history'), { warn });
await runProgram(process.argv.slice(2), { io, engine, history });
