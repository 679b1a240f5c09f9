import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from "smtp-server";

/** What a server does with a mail it has read: accept it, answer an error, or let the connection go. */
export type Verdict =
  | "accept"
  | { readonly code: number; readonly message: string }
  /** Ends the connection without an answer; `keep` says whether the mail counts as accepted. */
  | { readonly disconnect: true; readonly keep: boolean }
  | "stall";

/** A real SMTP server on loopback. */
export interface MailServer {
  readonly port: number;
  /** What was accepted, in order. */
  readonly mails: readonly ParsedMail[];
  /** How often somebody connected. */
  readonly connections: () => number;
  close(): Promise<void>;
}

interface Behaviour {
  readonly options?: SMTPServerOptions;
  readonly port?: number;
  /** Asked for each mail after its last byte. */
  readonly verdict?: (mail: ParsedMail) => Verdict;
  /** Called when a mail was accepted, before the answer goes out. */
  readonly onAccepted?: (mail: ParsedMail) => void;
}

interface OpenServer {
  readonly connections: Set<{ session: SMTPServerSession; _socket: { destroy(): void } }>;
}

function smtpError(code: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode: code });
}

/** Starts a server that accepts everything unless told otherwise. */
export async function startMailServer(behaviour: Behaviour = {}): Promise<MailServer> {
  const mails: ParsedMail[] = [];
  let connected = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 50,
    onConnect: (_, done) => {
      connected += 1;
      done();
    },
    onData: (stream, session, done) => {
      void simpleParser(stream).then((mail) => {
        const verdict = behaviour.verdict?.(mail) ?? "accept";
        if (verdict === "stall") return;
        if (verdict === "accept" || ("keep" in verdict && verdict.keep)) {
          mails.push(mail);
          behaviour.onAccepted?.(mail);
        }
        if (verdict === "accept") return done();
        if ("code" in verdict) return done(smtpError(verdict.code, verdict.message));
        for (const connection of (server as unknown as OpenServer).connections) {
          if (connection.session.id === session.id) connection._socket.destroy();
        }
      });
    },
    ...behaviour.options,
  });
  // A client that goes away in the middle is what these tests are about.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(behaviour.port ?? 0, "127.0.0.1", resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    connections: () => connected,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
