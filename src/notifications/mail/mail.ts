/** One email, ready to be sent. */
export interface Mail {
  /** With angle brackets; the same at every attempt. */
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  /** PNG pictures the HTML shows by `cid:`. */
  readonly pictures: readonly { readonly cid: string; readonly name: string; readonly content: Uint8Array }[];
}
