import { parseDuration } from "#kernel";
import type { DeliveryRules } from "../delivery/deliver-due.js";
import type { Message, MessageKind } from "../message.js";
import type { NotificationOptions } from "../options.js";

/** Ten minutes: no attempt takes a quarter of it. */
const leaseMs = 600_000;

/** The delivery rules of a project. */
export function deliveryRulesOf(options: NotificationOptions): DeliveryRules {
  return {
    groupWindowMs: parseDuration(options.groupWindow),
    rateCount: options.rateLimit.count,
    rateWindowMs: parseDuration(options.rateLimit.per),
    refusedTries: options.retry.refusedTries,
    giveUpAfterMs: parseDuration(options.retry.giveUpAfter),
    leaseMs,
  };
}

/**
 * Whether a receiver wants messages of a kind.
 * @param receiver address or webhook name, as in `unsubscribe`
 * @param kinds what its channel is for; null for everything
 */
export function wantsOf(
  receiver: string,
  kinds: readonly MessageKind[] | null,
  { unsubscribe }: Pick<NotificationOptions, "unsubscribe">,
): (message: Message) => boolean {
  const unwanted = new Set(Object.hasOwn(unsubscribe, receiver) ? unsubscribe[receiver] : []);
  return ({ kind }) => {
    // A test is asked for by hand and goes to everybody.
    if (kind === "test") return true;
    return (kinds === null || kinds.includes(kind)) && !unwanted.has(kind);
  };
}
