import { createHmac } from "node:crypto";
import type { Clock } from "#kernel";
import type { Channel } from "../delivery/deliver-due.js";
import type { Parcel } from "../delivery/envelope.js";
import { messageId } from "../message.js";
import type { NotificationOptions, WebhookOptions } from "../options.js";
import type { WebhookPoster } from "../ports.js";
import { wantsOf } from "./routing.js";

/** What webhooks of one project are sent with. */
export interface WebhookPorts {
  readonly poster: WebhookPoster;
  readonly clock: Clock;
  /** The secret of a webhook, or why there is none. */
  readonly secretOf: (webhook: WebhookOptions) => { readonly secret: string } | { readonly hindrance: string };
}

function keyOf(secret: string): string | Buffer {
  return secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : secret;
}

/**
 * The signature of a webhook request: HMAC-SHA256 over `id.timestamp.body`.
 * @param secret `whsec_` and base64, or any text
 * @param timestamp seconds since 1970
 * @returns `v1,` and base64
 * @source Standard Webhooks 1.0, symmetric signatures
 */
export function webhookSignature(secret: string, id: string, timestamp: number, body: string): string {
  return `v1,${createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

/** The body of a request: the same at every attempt. Pictures are left to mail. */
function bodyOf(project: string, { envelope, messages }: Parcel): string {
  return JSON.stringify({
    id: envelope.id,
    project,
    messages: messages.map((message) => ({ id: messageId(message), ...message, chart: undefined })),
  });
}

function channelOf(
  project: string,
  webhook: WebhookOptions,
  options: NotificationOptions,
  ports: WebhookPorts,
): Channel {
  const found = ports.secretOf(webhook);
  return {
    name: `webhook:${webhook.name}`,
    wants: wantsOf(webhook.name, webhook.kinds, options),
    hindrance: "hindrance" in found ? found.hindrance : null,
    deliver: async (parcel) => {
      if ("hindrance" in found) return { status: "unavailable", reason: found.hindrance };
      const body = bodyOf(project, parcel);
      const timestamp = Math.floor(ports.clock.now() / 1000);
      const { id } = parcel.envelope;
      const headers = {
        "content-type": "application/json",
        "user-agent": "driftloop",
        "webhook-id": id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": webhookSignature(found.secret, id, timestamp, body),
      };
      return ports.poster.post({ url: webhook.url, headers, body, allowPrivate: webhook.allowPrivate });
    },
  };
}

/** One channel per webhook. */
export function webhookChannels(
  project: string,
  options: NotificationOptions,
  ports: WebhookPorts,
): readonly Channel[] {
  return options.webhooks.map((webhook) => channelOf(project, webhook, options, ports));
}
