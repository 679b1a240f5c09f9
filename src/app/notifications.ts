import { setTimeout as delay } from "node:timers/promises";
import { createPictureRenderer } from "#adapters/resvg";
import { createSmtpMailer, parseSmtpUrl, type SmtpServer } from "#adapters/smtp";
import { createWebhookPoster } from "#adapters/webhook";
import { instantOf, messageOf, notReady } from "#kernel";
import {
  type Alert,
  type Channel,
  deliverDue,
  type DeliveryRound,
  type DeliveryRules,
  deliveryRulesOf,
  emailChannels,
  type EmailOptions,
  type EmailPorts,
  type Envelope,
  webhookChannels,
} from "#notifications";
import type { Project } from "./project/open-project.js";
import { alertPicture } from "./reports/report.js";
import { runPicture } from "./reports/run-picture.js";
import { readSimulationState } from "./simulation/simulation-folder.js";

/** What is on its way, what was given up, and which alerts are open. */
export interface NotificationOverview {
  readonly channels: readonly { readonly name: string; readonly hindrance: string | null }[];
  /** Newest first. */
  readonly envelopes: readonly Envelope[];
  /** Open ones. */
  readonly alerts: readonly Alert[];
}

type FoundServer = { readonly server: SmtpServer } | { readonly hindrance: string };

function serverOf(email: EmailOptions, secret: Project["environment"]["secret"]): FoundServer {
  const isReference = email.server.startsWith("env:");
  const url = isReference ? secret(email.server) : email.server;
  if (url === null) return { hindrance: `the environment variable ${email.server.slice(4)} is not set` };
  try {
    return { server: parseSmtpUrl(url) };
  } catch (error) {
    return { hindrance: messageOf(error) };
  }
}

function senderOf(email: EmailOptions, user: string | null): string {
  if (email.from !== null) return email.from;
  const address = user?.includes("@") === true ? user : `driftloop@${email.to[0]!.split("@")[1]}`;
  return `Driftloop <${address}>`;
}

/** An alert shows what it is about, a message about a run where its time went. */
function pictureOf(project: Project): NonNullable<EmailPorts["illustrate"]> {
  const ofRun = runPicture(project);
  return async (message) => {
    try {
      return message.incidentId === undefined ? await ofRun(message) : await alertPicture(project, message.incidentId);
    } catch (error) {
      const what = message.incidentId ?? message.runId ?? message.key;
      project.ports.progress.start("notifications").finish(`no picture of ${what}: ${messageOf(error)}`);
      throw error;
    }
  };
}

function emailPortsOf(email: EmailOptions, project: Project): EmailPorts {
  const { secret } = project.environment;
  const illustrate = pictureOf(project);
  const found = serverOf(email, secret);
  const pictures = createPictureRenderer();
  if ("hindrance" in found) {
    return { mailer: null, hindrance: found.hindrance, from: senderOf(email, null), pictures, illustrate };
  }
  const { server } = found;
  return {
    mailer: createSmtpMailer({ server }),
    hindrance: null,
    from: senderOf(email, server.user),
    pictures,
    illustrate,
  };
}

/** A simulated project tells nobody: what happens in it did not happen. */
function channelsOf(project: Project): readonly Channel[] {
  const { config, environment, folder, ports } = project;
  if (readSimulationState(folder) !== null) return [];
  const { notifications: options, name } = config;
  const { secret } = environment;
  const mail = options.email === null ? [] : emailChannels(name, options, emailPortsOf(options.email, project));
  const hooks = webhookChannels(name, options, {
    poster: createWebhookPoster(),
    clock: ports.clock,
    secretOf: (webhook) => {
      const found = secret(webhook.secret);
      const variable = webhook.secret.slice(4);
      return found === null ? { hindrance: `the environment variable ${variable} is not set` } : { secret: found };
    },
  });
  return [...mail, ...hooks];
}

const nothing: DeliveryRound = { sealed: 0, delivered: 0, postponed: 0, dead: 0, hindrances: [] };

function sum(left: DeliveryRound, right: DeliveryRound): DeliveryRound {
  return {
    sealed: left.sealed + right.sealed,
    delivered: left.delivered + right.delivered,
    postponed: left.postponed + right.postponed,
    dead: left.dead + right.dead,
    hindrances: right.hindrances,
  };
}

/** A second round takes what was held back while a channel had failed; after that there is nothing new. */
const mostRounds = 3;

/**
 * Delivers what is due; `driftloop serve` calls it every few seconds. Any number of processes may do so.
 * @param options `flush`: messages do not wait for company, because this process is about to end
 */
export async function deliverNotifications(
  project: Project,
  options: { readonly flush: boolean },
): Promise<DeliveryRound> {
  const rules = deliveryRulesOf(project.config.notifications);
  return deliverRounds(project, options.flush ? { ...rules, groupWindowMs: 0 } : rules);
}

const counted = (count: number, what: string): readonly string[] => (count === 0 ? [] : [`${count} ${what}`]);

/** Delivers what a command that is about to end has to tell, and says what became of it; trouble does not hide its own end. */
export async function deliverAtEnd(project: Project): Promise<void> {
  try {
    await deliverAndTell(project);
  } catch (error) {
    project.ports.progress.start("notifications").finish(`cannot be sent now: ${messageOf(error)}`);
  }
}

async function deliverAndTell(project: Project): Promise<void> {
  const round = await deliverNotifications(project, { flush: true });
  const words = [
    ...counted(round.delivered, "sent"),
    ...counted(round.postponed, "to be tried again; `driftloop notifications list` tells why"),
    ...counted(round.dead, "given up"),
    ...round.hindrances,
  ];
  if (words.length > 0) project.ports.progress.start("notifications").finish(words.join("; "));
}

/** How long a process that serves waits between two rounds of delivery. */
const pauseMs = 5000;

/** Ends early, without an error, when it is told to stop. */
function pause(stop: AbortSignal): Promise<void> {
  return delay(pauseMs, undefined, { signal: stop }).catch(() => undefined);
}

/** Delivers what is due every few seconds until it is told to stop; says what changed, once. */
export async function serveNotifications(
  project: Project,
  say: (level: string, line: string) => void,
  stop: AbortSignal,
): Promise<void> {
  let lastTrouble = "";
  const tell = (trouble: string): void => {
    if (trouble !== lastTrouble && trouble !== "") say("warning", trouble);
    lastTrouble = trouble;
  };
  while (!stop.aborted) {
    try {
      const { delivered, postponed, dead, hindrances } = await deliverNotifications(project, { flush: false });
      if (delivered > 0) say("info", `notifications: ${delivered} sent`);
      if (postponed + dead > 0) say("warning", `notifications: ${postponed} to be tried again, ${dead} given up`);
      tell(hindrances.map((line) => `notifications: ${line}`).join("; "));
    } catch (error) {
      tell(`notifications cannot go on, trying again: ${messageOf(error)}`);
    }
    await pause(stop);
  }
}

async function deliverRounds(project: Project, rules: DeliveryRules): Promise<DeliveryRound> {
  const { clock, ids } = project.ports;
  const ports = { ...project.mailroom, channels: channelsOf(project), clock, ids };
  let total = nothing;
  for (let round = 0; round < mostRounds; round += 1) {
    const done = await deliverDue(rules, ports);
    total = sum(total, done);
    if (done.delivered === 0) return total;
  }
  return total;
}

/** What is on its way, what was given up, and which alerts are open. */
export function listNotifications(project: Project): NotificationOverview {
  return {
    channels: channelsOf(project).map(({ name, hindrance }) => ({ name, hindrance })),
    envelopes: project.mailroom.envelopes.list({ limit: 50 }),
    alerts: project.mailroom.outbox.listAlerts().filter(({ closedAt }) => closedAt === null),
  };
}

/**
 * Sends a given-up envelope again, with its former id, at once.
 * @throws NotFound `notifications/envelope-not-found`, Conflict `notifications/not-given-up`
 */
export async function retryNotification(project: Project, id: string): Promise<Envelope> {
  const { envelopes } = project.mailroom;
  const due = envelopes.retry(id, instantOf(project.ports.clock));
  await deliverNotifications(project, { flush: true });
  return envelopes.list({ limit: Number.MAX_SAFE_INTEGER }).find((envelope) => envelope.id === id) ?? due;
}

/**
 * Sends one message to every channel, whatever its kinds and limits; one that has just failed has to be tried later.
 * @returns what was sent now
 * @throws NotReady `notifications/no-channel`
 */
export async function testNotifications(project: Project): Promise<readonly Envelope[]> {
  const { clock, ids, outbox } = project.ports;
  if (channelsOf(project).length === 0) {
    throw notReady(
      "notifications/no-channel",
      "the project file names no email and no webhook; write notifications.email or notifications.webhooks",
    );
  }
  const key = ids.next("test");
  const occurredAt = instantOf(clock);
  outbox.enqueue({
    kind: "test",
    key,
    severity: "info",
    title: "This is a test",
    structure: "account",
    sentences: [
      "Somebody ran `driftloop notifications test`.",
      "When you read this, messages of this project reach you.",
      "",
      "Nothing has to be done.",
    ],
    facts: [
      { label: "Project", value: project.config.name },
      { label: "Version", value: project.settings.codeVersion },
    ],
    occurredAt,
  });
  const rules = deliveryRulesOf(project.config.notifications);
  await deliverRounds(project, { ...rules, groupWindowMs: 0, rateCount: Number.POSITIVE_INFINITY });
  return project.mailroom.envelopes.list({ limit: 50 }).filter(({ sealedAt }) => sealedAt >= occurredAt);
}
