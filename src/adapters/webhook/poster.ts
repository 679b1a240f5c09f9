import { lookup as resolveName } from "node:dns";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { messageOf } from "#kernel";
import type { DeliveryResult, WebhookPoster } from "#notifications";
import { isPrivateAddress } from "./private-address.js";

/** How requests are sent. */
export interface WebhookPosterOptions {
  /** How long one request may take, in milliseconds; default 30,000. */
  readonly timeoutMs?: number;
  /** Finds the addresses of a name; default the system's resolver. */
  readonly lookup?: LookupFunction;
}

class PrivateAddress extends Error {}

function refusePrivate(host: string, address: string): void {
  if (!isPrivateAddress(address)) return;
  throw new PrivateAddress(
    `${host} is ${address}, inside this machine or a private network; write allowPrivate: true at the webhook when that is meant`,
  );
}

/** The address that is checked is the one that is connected to, so a name cannot change between the two. */
function checkedLookup(lookup: LookupFunction): LookupFunction {
  return (host, options, done) => {
    lookup(host, options, (error, found, family) => {
      if (error !== null) return done(error, found, family);
      try {
        for (const address of Array.isArray(found) ? found.map((entry) => entry.address) : [found]) {
          refusePrivate(host, address);
        }
      } catch (refusal) {
        return done(refusal as Error, "", 0);
      }
      return done(null, found, family);
    });
  };
}

/** A receiver that is overloaded, broken or slow may be better later; one that says no to the request will say it again. */
function resultOf(status: number, host: string): DeliveryResult {
  if (status >= 200 && status < 300) return { status: "delivered" };
  const isRedirect = status >= 300 && status < 400;
  const reason = isRedirect
    ? `${host} answered ${status}, a redirect; redirects are not followed: write the final address`
    : `${host} answered ${status}`;
  const isTemporary = status >= 500 || [408, 425, 429].includes(status);
  return { status: isTemporary ? "unavailable" : "refused", reason };
}

type PostRequest = Parameters<WebhookPoster["post"]>[0];

function exchange(url: URL, request: PostRequest, options: WebhookPosterOptions): Promise<number> {
  const { allowPrivate, headers, body } = request;
  const lookup = options.lookup ?? resolveName;
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const content = Buffer.from(body);
  return new Promise((resolve, reject) => {
    const call = send(
      url,
      {
        method: "POST",
        headers: { ...headers, "content-length": content.length },
        agent: false,
        signal: AbortSignal.timeout(options.timeoutMs ?? 30_000),
        lookup: allowPrivate ? lookup : checkedLookup(lookup),
      },
      (response) => {
        // The status is the answer; the rest is not waited for.
        resolve(response.statusCode ?? 0);
        response.destroy();
      },
    );
    call.on("error", reject);
    call.end(content);
  });
}

/** Sends webhook requests: no redirects, a time limit, and private addresses only where they are allowed. */
export function createWebhookPoster(options: WebhookPosterOptions = {}): WebhookPoster {
  return {
    post: async (request) => {
      const url = new URL(request.url);
      const host = url.hostname.replaceAll(/^\[|\]$/g, "");
      try {
        if (!request.allowPrivate && isIP(host) !== 0) refusePrivate(host, host);
        return resultOf(await exchange(url, request, options), url.host);
      } catch (error) {
        if (error instanceof PrivateAddress) return { status: "refused", reason: error.message };
        return { status: "unavailable", reason: `${url.host}: ${messageOf(error)}` };
      }
    },
  };
}
