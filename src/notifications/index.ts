export { admit, type Admission, type Alert } from "./alert.js";
export {
  type AlertKind,
  alertKinds,
  type Fact,
  isAlertKind,
  type Message,
  messageId,
  type MessageKind,
  messageKinds,
  newsKinds,
  type Severity,
} from "./message.js";
export { createOutbox, type Outbox, silentOutbox } from "./outbox.js";
export type { Enqueued, OutboxStore } from "./ports.js";
