import { messageOf, sha256 } from "#kernel";
import type { Channel } from "../delivery/deliver-due.js";
import type { Parcel } from "../delivery/envelope.js";
import { letterHtml } from "../mail/html.js";
import { type Letter, letterOf } from "../mail/letter.js";
import type { Mail } from "../mail/mail.js";
import { letterText } from "../mail/text.js";
import type { Message } from "../message.js";
import type { NotificationOptions } from "../options.js";
import type { Mailer, PictureRenderer } from "../ports.js";
import { wantsOf } from "./routing.js";

/** Twice the width a picture is shown at, for screens with small pixels. */
const pictureWidthPx = 1068;

/** Digests show no drawings beside those that messages bring. */
const mostIllustrated = 6;

/** What mail of one project is made with. */
export interface EmailPorts {
  /** Null, with the reason as `hindrance`, when the server is not known. */
  readonly mailer: Mailer | null;
  readonly hindrance: string | null;
  readonly from: string;
  readonly pictures: PictureRenderer;
  /**
   * Draws a message that has no chart of its own; the same message always gets the same drawing. Null for none. A mail goes
   * without a picture that cannot be drawn, and says so.
   */
  readonly illustrate?: (message: Message) => Promise<string | null>;
}

async function picturesOf(letter: Letter, pictures: PictureRenderer): Promise<Mail["pictures"]> {
  const shown = letter.items.filter(({ picture }) => picture !== null);
  return Promise.all(
    shown.map(async ({ message, picture }) => ({
      cid: picture!.cid,
      name: `${picture!.cid}.png`,
      content: await pictures.png(message.chart!, pictureWidthPx),
    })),
  );
}

async function illustrated(
  messages: readonly Message[],
  illustrate: EmailPorts["illustrate"],
): Promise<readonly Message[]> {
  if (illustrate === undefined || messages.length > mostIllustrated) return messages;
  const draw = async (message: Message): Promise<Message> => {
    try {
      const chart = message.chart ?? (await illustrate(message));
      return chart === null ? message : { ...message, chart };
    } catch (error) {
      const missing = { label: "picture", value: `could not be drawn: ${messageOf(error)}` };
      return { ...message, facts: [...message.facts, missing] };
    }
  };
  return Promise.all(messages.map(draw));
}

/** A mail program shows mails of one key as one conversation. */
function threadOf({ messages }: Parcel, domain: string): Readonly<Record<string, string>> {
  const keys = new Set(messages.map(({ key }) => key));
  if (keys.size !== 1) return {};
  return { References: `<key-${sha256([...keys][0]!).slice(0, 24)}@${domain}>` };
}

/**
 * The mail of an envelope. The same envelope always makes the same mail, with the same Message-ID.
 * @param project name of the project
 */
export async function composeMail(
  parcel: Parcel,
  project: string,
  recipient: string,
  { from, pictures, illustrate }: Pick<EmailPorts, "from" | "pictures" | "illustrate">,
): Promise<Mail> {
  const letter = letterOf(await illustrated(parcel.messages, illustrate), project, recipient);
  const domain = `${project.replaceAll("_", "-")}.driftloop`;
  return {
    messageId: `<${parcel.envelope.id}@${domain}>`,
    from,
    to: recipient,
    subject: letter.subject,
    text: letterText(letter),
    html: letterHtml(letter),
    headers: {
      "Auto-Submitted": "auto-generated",
      "List-Id": `${project} <${domain}>`,
      ...threadOf(parcel, domain),
    },
    pictures: await picturesOf(letter, pictures),
  };
}

/** One channel per recipient, so that one who refuses does not keep the others waiting. */
export function emailChannels(project: string, options: NotificationOptions, ports: EmailPorts): readonly Channel[] {
  const { email } = options;
  if (email === null) return [];
  return [...new Set(email.to)].map((recipient) => ({
    name: `email:${recipient}`,
    wants: wantsOf(recipient, email.kinds, options),
    hindrance: ports.hindrance,
    deliver: async (parcel) => {
      if (ports.mailer === null) return { status: "unavailable", reason: ports.hindrance ?? "no mail server is known" };
      return ports.mailer.send(await composeMail(parcel, project, recipient, ports));
    },
  }));
}
