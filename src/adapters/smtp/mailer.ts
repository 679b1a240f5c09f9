import { messageOf } from "#kernel";
import type { DeliveryResult, Mail, Mailer } from "#notifications";
import type { Transporter } from "nodemailer";
import type { SmtpServer } from "./server.js";

/** How mail is sent. */
export interface SmtpOptions {
  readonly server: SmtpServer;
  /** Certificate of an authority to trust beside the usual ones, as PEM. */
  readonly certificateAuthority?: string;
  /** How long a step of the conversation may take, in milliseconds; default 30,000. */
  readonly stepTimeoutMs?: number;
  /** How long one mail may take, in milliseconds; default 120,000. */
  readonly totalTimeoutMs?: number;
}

/** What nodemailer adds to its errors. */
interface SmtpFailure {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

async function openTransport({
  server,
  certificateAuthority,
  stepTimeoutMs = 30_000,
}: SmtpOptions): Promise<Transporter> {
  const { createTransport } = await import("nodemailer");
  const { host, port, secure, requireTls, user, password } = server;
  return createTransport({
    host,
    port,
    secure,
    requireTLS: requireTls,
    // A server on this machine often offers TLS with a certificate nobody signed; nothing leaves the machine there.
    ignoreTLS: !requireTls && ["localhost", "127.0.0.1", "::1"].includes(host),
    connectionTimeout: stepTimeoutMs,
    greetingTimeout: stepTimeoutMs,
    socketTimeout: stepTimeoutMs,
    dnsTimeout: stepTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === null ? {} : { auth: { user, pass: password ?? "" } }),
    ...(certificateAuthority === undefined ? {} : { tls: { ca: certificateAuthority } }),
  });
}

function redacted(text: string, { user, password }: SmtpServer): string {
  const pair = Buffer.from(`\u0000${user ?? ""}\u0000${password ?? ""}`).toString("base64");
  const secrets =
    password === null ? [] : [password, encodeURIComponent(password), Buffer.from(password).toString("base64"), pair];
  return secrets.reduce((kept, secret) => kept.replaceAll(secret, "***"), text).replaceAll(/\s+/g, " ");
}

/** A server that says no to this mail refuses; one that cannot be reached, knows us not, or asks to wait is unavailable. */
function failureOf(error: unknown, server: SmtpServer): DeliveryResult {
  const { code, responseCode } = error as SmtpFailure;
  const isRefusal = responseCode !== undefined && responseCode >= 500 && code !== "EAUTH" && code !== "ECONNECTION";
  const place = `${server.host}:${server.port}`;
  const reason = redacted(`${place}: ${messageOf(error)}`, server);
  return { status: isRefusal ? "refused" : "unavailable", reason };
}

function within<Result>(work: Promise<Result>, timeoutMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  });
  return Promise.race([work, end]).finally(() => clearTimeout(timer));
}

function asNodemailer(mail: Mail): Parameters<Transporter["sendMail"]>[0] {
  return {
    messageId: mail.messageId,
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: { ...mail.headers },
    attachments: mail.pictures.map(({ cid, name, content }) => ({
      cid,
      filename: name,
      content: Buffer.from(content),
      contentType: "image/png",
      contentDisposition: "inline" as const,
    })),
  };
}

/** Sends mail over SMTP, a connection per mail. Passwords never come into what it returns. */
export function createSmtpMailer(options: SmtpOptions): Mailer {
  return {
    send: async (mail) => {
      const transport = await openTransport(options);
      try {
        await within(transport.sendMail(asNodemailer(mail)), options.totalTimeoutMs ?? 120_000);
        return { status: "delivered" };
      } catch (error) {
        return failureOf(error, options.server);
      } finally {
        transport.close();
      }
    },
  };
}
