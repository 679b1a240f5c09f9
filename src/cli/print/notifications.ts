import { plural } from "#kernel";
import type { Envelope, NotificationOverview } from "#app";
import { renderTable, wrapText } from "./table.js";

function moment(instant: string | null): string {
  return instant === null ? "–" : `${instant.slice(0, 10)} ${instant.slice(11, 16)}`;
}

function stateOf({ status, attempts }: Envelope): string {
  if (status === "delivered") return "delivered";
  if (status === "dead") return "given up";
  return attempts === 0 ? "due" : status === "sending" ? "sending" : `tried ${attempts}×`;
}

/** One envelope, with what went wrong below. */
export function printEnvelopes(envelopes: readonly Envelope[]): string {
  const columns = ["id", "state", "since", "channel", ""].map((title) => ({ title }));
  const rows = envelopes.map((envelope) => [
    envelope.id,
    stateOf(envelope),
    moment(envelope.settledAt ?? envelope.sealedAt),
    envelope.channel,
    envelope.messageCount > 1 ? plural(envelope.messageCount, "message") : "",
  ]);
  const failed = envelopes.filter(({ error }) => error !== null);
  const reasons = failed.map(({ id, error }) => `${id}\n${wrapText(error!, 78, "  ")}`);
  return [renderTable(columns, rows), ...reasons].join("\n\n");
}

function alertsText(overview: NotificationOverview): string {
  const columns = [
    { title: "open alert" },
    { title: "since" },
    { title: "reported", align: "right" as const },
    { title: "last" },
  ];
  const rows = overview.alerts.map(({ key, openedAt, lastSeenAt, count }) => [
    key,
    moment(openedAt),
    `${count}×`,
    moment(lastSeenAt),
  ]);
  return rows.length === 0 ? "no open alerts" : renderTable(columns, rows);
}

/** Channels, open alerts, and envelopes newest first. */
export function printNotifications(overview: NotificationOverview): string {
  const channels = overview.channels.map(({ name, hindrance }) =>
    hindrance === null ? name : `${name}  not usable: ${hindrance}`,
  );
  const envelopes = overview.envelopes.length === 0 ? "nothing was sent yet" : printEnvelopes(overview.envelopes);
  const channelText =
    channels.length === 0 ? "no channels; see `notifications` in driftloop.yaml" : channels.join("\n");
  return [channelText, alertsText(overview), envelopes].join("\n\n");
}
