#!/usr/bin/env node
import { join } from 'node:path';
import { stateHome } from '../folders.ts';
import { secretAsker } from './ask-secret.ts';
import { sshEngine } from './engine.ts';
import { historyFolder } from '../history/history-folder.ts';
import { processIo } from './io.ts';
import { wordNote } from '../report/wording.ts';
import { runProgram } from './program.ts';
import { createVoice } from './voice.ts';

const io = processIo(process);
const voice = createVoice(io.stderr);
const engine = sshEngine({
  warn: voice.warn,
  onWait: ({ host, problem, until }) => voice.note(`${host}: ${wordNote(problem, until)}`),
  askSecret: secretAsker(process),
  voice,
});
const history = historyFolder(() => join(stateHome(process.env), 'lvsdeploy', 'history'), { warn: voice.warn });
await runProgram(process.argv.slice(2), { io, voice, engine, history });
