import type { Instant } from "#kernel";
import type { Message } from "../message.js";

/** Most messages that share an envelope; the next ones wait for the next. */
export const mostPerEnvelope = 500;

/** Where an envelope stands: due some time, on its way under a lease, delivered, given up. */
export type EnvelopeStatus = "waiting" | "sending" | "delivered" | "dead";

/** Messages that go to one channel together. Its content and id never change, so a repeated delivery can be recognised. */
export interface Envelope {
  readonly id: string;
  readonly channel: string;
  readonly status: EnvelopeStatus;
  /** How often it was tried. */
  readonly attempts: number;
  /** How many of these attempts were refused. */
  readonly refusals: number;
  readonly sealedAt: Instant;
  /** When it is tried next; null when it is not waiting. */
  readonly dueAt: Instant | null;
  /** When it was delivered or given up. */
  readonly settledAt: Instant | null;
  /** Why the last attempt failed. */
  readonly error: string | null;
  /** How many messages it holds, and the title of the first. */
  readonly messageCount: number;
  readonly firstTitle: string;
}

/** A claimed envelope with what is in it, oldest first. */
export interface Parcel {
  readonly envelope: Envelope;
  readonly messages: readonly Message[];
}

/** How an attempt ended, as it is recorded. */
export type Settlement =
  | { readonly status: "delivered"; readonly at: Instant }
  | { readonly status: "dead"; readonly at: Instant; readonly error: string; readonly isRefusal: boolean }
  | { readonly status: "waiting"; readonly dueAt: Instant; readonly error: string; readonly isRefusal: boolean };

/** What is known of a channel when it is decided whether its waiting messages go into an envelope now. */
export interface ChannelState {
  readonly channel: string;
  /** How many messages wait, and since when the oldest one does. */
  readonly waiting: number;
  readonly waitingSince: Instant;
  /** When its latest envelopes were sealed, newest first. */
  readonly sealedAt: readonly Instant[];
  /** Whether an envelope of it failed and is waiting to be tried again. */
  readonly isFailing: boolean;
}
