import { type Clock, instantOf } from "#kernel";
import type { Message } from "./message.js";
import type { OutboxStore } from "./ports.js";

/** Where every part of the product leaves what people should be told. */
export interface Outbox {
  /**
   * Keeps a message until it is delivered. Inside a transaction of the metadata database it becomes part of that
   * transaction: what is rolled back is not told. The same kind, key and moment twice is one message.
   */
  enqueue(message: Message): void;
}

/** An outbox over a store. */
export function createOutbox(store: Pick<OutboxStore, "enqueue">, clock: Clock): Outbox {
  return {
    enqueue: (message) => {
      store.enqueue(message, instantOf(clock));
    },
  };
}
