import type { Instant } from "#kernel";
import type { Alert } from "./alert.js";
import type { Mail } from "./mail/mail.js";
import type { ChannelState, Envelope, EnvelopeStatus, Parcel, Settlement } from "./delivery/envelope.js";
import type { Message } from "./message.js";

/** What became of a message that was put into the store: kept to be told, only counted, or known already. */
export type Enqueued = "told" | "counted" | "known";

/** Keeps messages, the alerts they open, and what is still to be put into envelopes. */
export interface OutboxStore {
  /** Keeps a message once, by kind, key and moment, and moves its alert, in one transaction. */
  enqueue(message: Message, at: Instant): Enqueued;
  /** Open ones first, then by the time they were opened, newest first. */
  listAlerts(): readonly Alert[];
  /**
   * Gives every message that has no addressees yet those that `choose` names; one without any is done.
   * @returns how many messages were addressed
   */
  address(choose: (message: Message) => readonly string[], at: Instant): number;
  /**
   * Puts waiting messages of each channel into one envelope when `decide` gives it an id; at most {@link mostPerEnvelope},
   * oldest first.
   * @param since from when on sealed envelopes are told to `decide`
   * @returns ids of the new envelopes
   */
  seal(decide: (state: ChannelState) => string | null, since: Instant, at: Instant): readonly string[];
}

/** Keeps envelopes on their way. */
export interface EnvelopeStore {
  /** Channels that have envelopes which are neither delivered nor given up. */
  openChannels(): readonly string[];
  /**
   * Takes the oldest envelope of a channel that is due, or whose holder let its lease run out, and counts the attempt.
   * @param leasedUntil until when nobody else takes it
   */
  claim(channel: string, at: Instant, leasedUntil: Instant): Parcel | undefined;
  /** Records how an attempt ended; false when another attempt has begun since, and then nothing is changed. */
  settle(id: string, attempt: number, settlement: Settlement): boolean;
  /** Newest first. */
  list(query: { readonly status?: EnvelopeStatus; readonly limit?: number }): readonly Envelope[];
  /**
   * Makes a given-up envelope due at once, with the same id and content.
   * @throws NotFound `notifications/envelope-not-found`, Conflict `notifications/not-given-up`
   */
  retry(id: string, at: Instant): Envelope;
  /**
   * Removes delivered envelopes and the messages nobody waits for any more.
   * @param before messages and deliveries older than this; open alerts and given-up envelopes stay
   * @returns how many messages went
   */
  prune(before: Instant): number;
}

/** How an attempt to deliver ended, told as a value: people outside refuse and networks fail every day. */
export type DeliveryResult =
  | { readonly status: "delivered" }
  /** The other side will not take this one; trying again seldom helps. */
  | { readonly status: "refused"; readonly reason: string }
  /** The other side cannot be reached, or asks to wait. */
  | { readonly status: "unavailable"; readonly reason: string };

/** Sends one email. */
export interface Mailer {
  send(mail: Mail): Promise<DeliveryResult>;
}

/** Sends one signed webhook request. */
export interface WebhookPoster {
  post(request: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly allowPrivate: boolean;
  }): Promise<DeliveryResult>;
}

/** Turns a drawing into a picture. */
export interface PictureRenderer {
  /**
   * A PNG of a stand-alone `<svg>` element.
   * @param widthPx of the picture
   */
  png(svg: string, widthPx: number): Promise<Uint8Array>;
}
