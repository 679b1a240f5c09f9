import { z } from "zod";
import { type MessageKind, messageKinds } from "./message.js";

/** Email: one mail per recipient. */
export interface EmailOptions {
  readonly to: readonly string[];
  /** Sender; null, the default, takes the user name of the server when it is an address, else `driftloop@` and the domain of the recipient. */
  readonly from: string | null;
  /** `env:NAME` of a variable that holds `smtp://user:password@host:port` or `smtps://…`; a URL without a password may stand here itself. */
  readonly server: string;
  /** What is mailed; null, the default, for everything. */
  readonly kinds: readonly MessageKind[] | null;
}

/** One receiver of signed webhook requests. */
export interface WebhookOptions {
  /** Names it in lists and in `unsubscribe`. */
  readonly name: string;
  readonly url: string;
  /** `env:NAME` of the variable that holds the secret requests are signed with. */
  readonly secret: string;
  /** What is sent; null, the default, for everything. */
  readonly kinds: readonly MessageKind[] | null;
  /** Whether an address inside this machine or a private network may be called; default false. */
  readonly allowPrivate: boolean;
}

/** Who is told what, and how often. */
export interface NotificationOptions {
  readonly email: EmailOptions | null;
  readonly webhooks: readonly WebhookOptions[];
  /** How long messages wait for company, so that several become one; default 1min. */
  readonly groupWindow: string;
  /** At most `count` mails or requests per channel in `per`; what comes faster becomes one digest. Default 12 in 1h. */
  readonly rateLimit: { readonly count: number; readonly per: string };
  /** Recipient address or webhook name → kinds it no longer wants. */
  readonly unsubscribe: Readonly<Record<string, readonly MessageKind[]>>;
  /** How often a refusal is tried (default 3), and how long somebody out of reach (default 14d). */
  readonly retry: { readonly refusedTries: number; readonly giveUpAfter: string };
}

const kind = z.enum(messageKinds as [MessageKind, ...MessageKind[]]);
const kinds = z.array(kind).min(1).nullable().default(null);
const duration = z.string().regex(/^\d+(\.\d+)?\s*(ms|s|min|h|d|w)$/, "write a duration such as 10min");
const reference = /^env:[A-Za-z_][A-Za-z0-9_]*$/;
const address = z.string().regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, "write an email address such as ops@example.org");

function isUrlOf(text: string, schemes: readonly string[]): boolean {
  return URL.canParse(text) && schemes.includes(new URL(text).protocol) && new URL(text).hostname !== "";
}

const server = z
  .string()
  .refine(
    (text) => reference.test(text) || isUrlOf(text, ["smtp:", "smtps:"]),
    "write env:NAME of a variable that holds smtp://user:password@host:port, or smtp://host:port itself",
  )
  .refine(
    (text) => reference.test(text) || new URL(text).password === "",
    "a password does not belong in this file; put the URL into an environment variable and write env:NAME",
  );

const emailOptions = z.strictObject({
  to: z.array(address).min(1).describe("who gets mail"),
  from: z
    .string()
    .regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, "write an address such as driftloop@example.org")
    .nullable()
    .default(null)
    .describe("sender; null takes the user of the server, or driftloop@ and the recipient's domain"),
  server: server.describe("env:NAME of a variable that holds smtp://user:password@host:port"),
  kinds: kinds.describe("what is mailed; null for everything"),
});

const webhookOptions = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "use letters, digits, dot, _ and -")
    .describe("names it in lists and in unsubscribe"),
  url: z
    .string()
    .refine((text) => isUrlOf(text, ["https:", "http:"]), "write an http or https address")
    .describe("where requests are posted to"),
  secret: z
    .string()
    .regex(reference, "write env:NAME of a variable that holds the secret")
    .describe("env:NAME of the variable that holds the secret requests are signed with"),
  kinds: kinds.describe("what is sent; null for everything"),
  allowPrivate: z
    .boolean()
    .default(false)
    .describe("whether an address inside this machine or a private network may be called"),
});

const webhookList = z
  .array(webhookOptions)
  .refine(
    (hooks) => new Set(hooks.map(({ name }) => name)).size === hooks.length,
    "every webhook needs a name of its own",
  );

/** Schema of {@link NotificationOptions}. */
export const notificationOptions: z.ZodType<NotificationOptions> = z.strictObject({
  email: emailOptions.nullable().default(null).describe("email; null for none"),
  webhooks: webhookList.default([]).describe("receivers of signed requests"),
  groupWindow: duration.default("1min").describe("how long messages wait for company, so that several become one"),
  rateLimit: z
    .strictObject({
      count: z.int().min(1).max(1000).default(12).describe("most mails or requests per channel"),
      per: duration.default("1h").describe("in this time"),
    })
    .prefault({})
    .describe("what comes faster becomes one digest"),
  unsubscribe: z
    .record(z.string(), z.array(kind).min(1))
    .default({})
    .describe("kinds a recipient or webhook no longer wants"),
  retry: z
    .strictObject({
      refusedTries: z.int().min(1).max(20).default(3).describe("how often a refused mail or request is tried"),
      giveUpAfter: duration.default("14d").describe("how long somebody out of reach is tried"),
    })
    .prefault({})
    .describe("what happens when delivery fails"),
});
