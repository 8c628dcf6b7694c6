import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.ts';
import type { GuestStatus } from './control.ts';
import { greets } from './doors.ts';
import { cutPower, startGuest, type GuestFolders, type RunningGuest } from './guest.ts';
import { setPlugged } from '../network.ts';
import type { LabHost } from '../topology.ts';

/** A kernel that panics may reboot by itself, for ever; a guest may be rebooted before its sshd is up, but not that often. */
const mostVainReboots = 3;

/** Whom a slot tells what happens to its guest. */
export interface SlotEvents {
  readonly log: (line: string) => void;
  readonly started: (pid: number) => Promise<void>;
}

/** A guest's place in the lab: its power switch and its cable. */
export class GuestSlot {
  readonly #host: LabHost;
  readonly #folders: GuestFolders;
  readonly #events: SlotEvents;
  #guest: RunningGuest | undefined;
  /** A guest that reboots is never off, also while its next kernel is being started. */
  #isStarting = false;
  #hasGreeted = false;
  #isCut = false;
  #hasCrashed = false;
  /** How often it has rebooted since sshd last greeted. */
  #vainReboots = 0;
  #boots = 0;

  constructor(host: LabHost, folders: GuestFolders, events: SlotEvents) {
    this.#host = host;
    this.#folders = folders;
    this.#events = events;
  }

  status(): GuestStatus {
    const isOff = this.#guest === undefined && !this.#isStarting;
    const offState = this.#hasCrashed ? 'crashed' : 'off';
    const state = isOff ? offState : this.#hasGreeted ? 'running' : 'booting';
    return { host: this.#host.name, state, isCut: this.#isCut, boots: this.#boots };
  }

  /** Switches the guest on; one that is on stays as it is. */
  async start(): Promise<void> {
    if (this.#guest !== undefined || this.#isStarting) return;
    this.#vainReboots = 0;
    await this.#boot();
  }

  async #boot(): Promise<void> {
    this.#isStarting = true;
    this.#hasGreeted = false;
    this.#hasCrashed = false;
    let guest: RunningGuest;
    try {
      guest = await startGuest(this.#host, this.#folders);
    } catch (error) {
      this.#hasCrashed = true;
      throw error;
    } finally {
      this.#isStarting = false;
    }
    this.#guest = guest;
    this.#boots += 1;
    this.#events.log(`${this.#host.name}: started as process ${guest.pid}`);
    void this.#awaitEnd(guest);
    void this.#awaitGreeting(guest);
    await this.#events.started(guest.pid);
  }

  /** Cuts the guest's power. */
  async kill(): Promise<void> {
    const guest = this.#guest;
    this.#guest = undefined;
    this.#hasCrashed = false;
    if (guest === undefined) return;
    await cutPower(guest);
    this.#events.log(`${this.#host.name}: power cut`);
  }

  async cut(): Promise<void> {
    await setPlugged(this.#host, false);
    this.#isCut = true;
    this.#events.log(`${this.#host.name}: cable pulled`);
  }

  async heal(): Promise<void> {
    await setPlugged(this.#host, true);
    this.#isCut = false;
    this.#events.log(`${this.#host.name}: cable back`);
  }

  async #awaitEnd(guest: RunningGuest): Promise<void> {
    const end = await guest.ended;
    if (this.#guest !== guest) return;
    this.#guest = undefined;
    this.#hasCrashed = end === 'crash';
    this.#events.log(
      `${this.#host.name}: ${{ reboot: 'reboots', off: 'has gone off', crash: 'its kernel has ended' }[end]}`,
    );
    if (end !== 'reboot') return;
    this.#vainReboots = this.#hasGreeted ? 0 : this.#vainReboots + 1;
    if (this.#vainReboots > mostVainReboots) {
      this.#hasCrashed = true;
      this.#events.log(`${this.#host.name}: it reboots again and again, and never comes up: left off`);
      return;
    }
    await this.#boot().catch((error: unknown) => this.#events.log(`${this.#host.name}: ${messageOf(error)}`));
  }

  async #awaitGreeting(guest: RunningGuest): Promise<void> {
    while (this.#guest === guest && !this.#hasGreeted) {
      if (await greets(this.#host.address, 1000)) this.#hasGreeted = this.#guest === guest;
      else await sleep(150);
    }
  }
}
