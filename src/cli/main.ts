#!/usr/bin/env node
import { join } from 'node:path';
import { stateHome } from '../folders.ts';
import { rememberSecrets, secretAsker } from './ask-secret.ts';
import { sshEngine } from './engine.ts';
import { historyFolder } from '../history/history-folder.ts';
import { processIo } from './io.ts';
import { waitingLine } from '../report/waiting-line.ts';
import { wordNote } from '../report/wording.ts';
import { runProgram } from './program.ts';
import { createVoice } from './voice.ts';

const io = processIo(process);
const voice = createVoice(io.stderr);
const waiting =
  io.isLive && io.stderr.isTTY
    ? waitingLine(io.stderr, Date.now, (milliseconds, work) => {
        const timer = setInterval(() => voice.verbosity === 0 && work(), milliseconds);
        return () => clearInterval(timer);
      })
    : null;
/** A text or a question has the line to itself. */
const aside = <Result>(work: () => Result): Result => (waiting === null ? work() : waiting.aside(work));
const ask = secretAsker(process);
const secrets = ask === null ? null : rememberSecrets((question) => aside(() => ask(question)));
const engine = sshEngine({
  warn: voice.warn,
  onWait: ({ host, problem, until }) => aside(() => voice.note(`${host}: ${wordNote(problem, until)}`)),
  askSecret: secrets?.ask ?? null,
  voice,
  waiting,
});
const history = historyFolder(() => join(stateHome(process.env), 'lvsdeploy', 'history'), { warn: voice.warn });
await runProgram(process.argv.slice(2), { io, voice, engine, history, secrets });
