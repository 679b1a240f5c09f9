// Delivers everything that is due in a project's outbox to a mail server on loopback, some time from now.
import { join } from "node:path";
import { createSmtpMailer, parseSmtpUrl } from "#adapters/smtp";
import { createSqliteEnvelopeStore, createSqliteOutboxStore, openMetadata } from "#adapters/sqlite";
import { createIds } from "#kernel";
import { deliverDue, deliveryRulesOf, emailChannels, notificationOptions } from "#notifications";

const [folder = "", port = "", laterMs = "0"] = process.argv.slice(2);
const metadata = await openMetadata(join(folder, "metadata.sqlite"));
const clock = { now: () => Date.now() + Number(laterMs) };
const options = notificationOptions.parse({
  email: { to: ["ops@example.org"], server: `smtp://127.0.0.1:${port}` },
  groupWindow: "0s",
  rateLimit: { count: 1000, per: "1ms" },
});
const channels = emailChannels("churn", options, {
  mailer: createSmtpMailer({ server: parseSmtpUrl(`smtp://127.0.0.1:${port}`) }),
  hindrance: null,
  from: "driftloop@example.org",
  pictures: { png: () => Promise.reject(new Error("no picture in this test")) },
});
process.stdout.write("ready\n");
const round = await deliverDue(deliveryRulesOf(options), {
  outbox: createSqliteOutboxStore(metadata),
  envelopes: createSqliteEnvelopeStore(metadata),
  channels,
  clock,
  ids: createIds(clock),
});
process.stdout.write(`${JSON.stringify(round)}\n`);
metadata.close();
