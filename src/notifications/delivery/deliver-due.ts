import { type Clock, type Ids, type Instant, messageOf } from "#kernel";
import type { Message } from "../message.js";
import type { DeliveryResult, EnvelopeStore, OutboxStore } from "../ports.js";
import { backOffMs } from "./back-off.js";
import type { Envelope, Parcel, Settlement } from "./envelope.js";
import { isTimeToSeal, type SealingRules } from "./sealing.js";

/** One recipient of email, or one webhook. */
export interface Channel {
  /** Stable, such as `email:ops@example.org`. */
  readonly name: string;
  /** Whether it wants a message. */
  wants(message: Message): boolean;
  /** Why it cannot be used now, such as a secret that is not set; null when it can. */
  readonly hindrance: string | null;
  /** Hands an envelope over. It may be called twice for one envelope, and then with the same id. */
  deliver(parcel: Parcel): Promise<DeliveryResult>;
}

/** How delivery behaves. */
export interface DeliveryRules extends SealingRules {
  /** How often an envelope is offered to somebody who refuses it. */
  readonly refusedTries: number;
  /** How long somebody who cannot be reached is tried, in milliseconds. */
  readonly giveUpAfterMs: number;
  /** How long an attempt may hold an envelope, in milliseconds; longer than any attempt takes. */
  readonly leaseMs: number;
}

/** What delivery works with. */
export interface DeliveryPorts {
  readonly outbox: OutboxStore;
  readonly envelopes: EnvelopeStore;
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What a round of delivery did. */
export interface DeliveryRound {
  readonly sealed: number;
  readonly delivered: number;
  /** Failed, and to be tried again. */
  readonly postponed: number;
  /** Given up; `driftloop notifications list` shows them. */
  readonly dead: number;
  /** One line per channel that cannot be used now. */
  readonly hindrances: readonly string[];
}

const instant = (timeMs: number): Instant => new Date(timeMs).toISOString();

/** How a failed attempt is recorded: tried again later, or given up. */
function afterFailure(
  envelope: Envelope,
  failure: Exclude<DeliveryResult, { status: "delivered" }>,
  rules: DeliveryRules,
  now: number,
): Settlement {
  const isRefusal = failure.status === "refused";
  const isLast = isRefusal
    ? envelope.refusals + 1 >= rules.refusedTries
    : now - Date.parse(envelope.sealedAt) >= rules.giveUpAfterMs;
  if (isLast) return { status: "dead", at: instant(now), error: failure.reason, isRefusal };
  const dueAt = instant(now + backOffMs(envelope.id, envelope.attempts));
  return { status: "waiting", dueAt, error: failure.reason, isRefusal };
}

async function attempt(channel: Channel, parcel: Parcel): Promise<DeliveryResult> {
  try {
    return await channel.deliver(parcel);
  } catch (error) {
    return { status: "unavailable", reason: messageOf(error) };
  }
}

type Tally = Record<Settlement["status"], number>;

/** Sends what is due on one channel, oldest first, until nothing is left or an attempt fails. */
async function drain(channel: Channel, rules: DeliveryRules, ports: DeliveryPorts, tally: Tally): Promise<void> {
  for (;;) {
    const now = ports.clock.now();
    const parcel = ports.envelopes.claim(channel.name, instant(now), instant(now + rules.leaseMs));
    if (parcel === undefined) return;
    const { envelope } = parcel;
    const result = await attempt(channel, parcel);
    const end = ports.clock.now();
    const settlement: Settlement =
      result.status === "delivered"
        ? { status: "delivered", at: instant(end) }
        : afterFailure(envelope, result, rules, end);
    if (ports.envelopes.settle(envelope.id, envelope.attempts, settlement)) tally[settlement.status] += 1;
    if (result.status === "unavailable") return;
  }
}

/** Envelopes of a channel that the project file no longer names are given up, where a person can see and resend them. */
const removedChannel = (name: string): Channel => ({
  name,
  hindrance: null,
  wants: () => false,
  deliver: () => Promise.resolve({ status: "refused", reason: "the project file no longer names this channel" }),
});

function channelsOf(ports: DeliveryPorts): readonly Channel[] {
  const names = new Set(ports.channels.map(({ name }) => name));
  const removed = ports.envelopes.openChannels().filter((name) => !names.has(name));
  return [...ports.channels, ...removed.map(removedChannel)];
}

/** Addresses new messages and puts those whose time has come into envelopes. @returns how many envelopes */
function sealDue(rules: DeliveryRules, ports: DeliveryPorts): number {
  const now = ports.clock.now();
  const { outbox, channels } = ports;
  outbox.address(
    (message) => channels.filter((channel) => channel.wants(message)).map(({ name }) => name),
    instant(now),
  );
  const held = new Set(channels.filter(({ hindrance }) => hindrance !== null).map(({ name }) => name));
  const isDue = (state: Parameters<typeof isTimeToSeal>[0]): boolean =>
    !held.has(state.channel) && isTimeToSeal(state, rules, now);
  const decide = (state: Parameters<typeof isTimeToSeal>[0]): string | null =>
    isDue(state) ? ports.ids.next("mail") : null;
  return outbox.seal(decide, instant(now - rules.rateWindowMs), instant(now)).length;
}

/**
 * One round of delivery: new messages are addressed and grouped, and every envelope that is due is tried once. Any number of
 * processes may do this at the same time. An envelope is delivered once, or again with the same id when a process ended
 * between the other side's acceptance and its record.
 * @returns what was done; a failed delivery is a number here, not an error
 */
export async function deliverDue(rules: DeliveryRules, ports: DeliveryPorts): Promise<DeliveryRound> {
  const sealed = sealDue(rules, ports);
  const tally: Tally = { delivered: 0, waiting: 0, dead: 0 };
  const usable = channelsOf(ports).filter(({ hindrance }) => hindrance === null);
  await Promise.all(usable.map((channel) => drain(channel, rules, ports, tally)));
  return {
    sealed,
    delivered: tally.delivered,
    postponed: tally.waiting,
    dead: tally.dead,
    hindrances: ports.channels.flatMap(({ name, hindrance }) => (hindrance === null ? [] : [`${name}: ${hindrance}`])),
  };
}
