import type { Instant } from "#kernel";
import type { Alert } from "./alert.js";
import type { Message } from "./message.js";

/** What became of a message that was put into the store: kept to be told, only counted, or known already. */
export type Enqueued = "told" | "counted" | "known";

/** Keeps messages and the alerts they open. */
export interface OutboxStore {
  /** Keeps a message once, by kind, key and moment, and moves its alert, in one transaction. */
  enqueue(message: Message, at: Instant): Enqueued;
  /** Open ones first, then by the time they were opened, newest first. */
  listAlerts(): readonly Alert[];
}
