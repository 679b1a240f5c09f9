export { admit, type Admission, type Alert } from "./alert.js";
export { composeMail, emailChannels, type EmailPorts } from "./channels/email.js";
export { webhookChannels, type WebhookPorts, webhookSignature } from "./channels/webhook.js";
export type { Mail } from "./mail/mail.js";
export { deliveryRulesOf } from "./channels/routing.js";
export { backOffMs } from "./delivery/back-off.js";
export {
  type Channel,
  deliverDue,
  type DeliveryPorts,
  type DeliveryRound,
  type DeliveryRules,
} from "./delivery/deliver-due.js";
export {
  type ChannelState,
  type Envelope,
  type EnvelopeStatus,
  mostPerEnvelope,
  type Parcel,
  type Settlement,
} from "./delivery/envelope.js";
export type { SealingRules } from "./delivery/sealing.js";
export {
  type AlertKind,
  type Fact,
  type Message,
  messageId,
  type MessageKind,
  messageKinds,
  type Severity,
} from "./message.js";
export { type EmailOptions, notificationOptions, type NotificationOptions, type WebhookOptions } from "./options.js";
export { createOutbox, type Outbox } from "./outbox.js";
export type {
  DeliveryResult,
  Enqueued,
  EnvelopeStore,
  Mailer,
  OutboxStore,
  PictureRenderer,
  WebhookPoster,
} from "./ports.js";
