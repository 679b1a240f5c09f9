import { invalidInput } from "#kernel";

/** A mail server as its URL tells it. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (`smtps:`); `smtp:` changes to TLS when the server offers it. */
  readonly secure: boolean;
  /** Whether mail is only sent over TLS: `smtps:`, and whenever there is a password and the server is not this machine. */
  readonly requireTls: boolean;
  readonly user: string | null;
  readonly password: string | null;
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

function parsedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && ["smtp:", "smtps:"].includes(url.protocol) && url.hostname !== "") return url;
  // The text itself may hold a password.
  throw invalidInput(
    "notifications/bad-server",
    "the mail server is not written as smtp://user:password@host:port or smtps://user:password@host:port; encode special characters such as @ in the password as %40",
  );
}

/**
 * A mail server from its URL. Port 587 (465 for `smtps:`) when none is named.
 * @param text `smtp://user:password@host:port` or `smtps://…`; user and password percent-encoded
 * @throws InvalidInput `notifications/bad-server`, without the text
 */
export function parseSmtpUrl(text: string): SmtpServer {
  const url = parsedUrl(text.trim());
  const secure = url.protocol === "smtps:";
  const host = url.hostname.replaceAll(/^\[|\]$/g, "");
  const password = url.password === "" ? null : decodeURIComponent(url.password);
  return {
    host,
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTls: secure || (password !== null && !loopback.test(url.hostname)),
    user: url.username === "" ? null : decodeURIComponent(url.username),
    password,
  };
}
