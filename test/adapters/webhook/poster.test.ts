import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { createWebhookPoster, isPrivateAddress } from "#adapters/webhook";
import { afterEach, describe, expect, it, test } from "vitest";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Received {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

async function receiver(
  answer: (response: ServerResponse, request: Received) => void,
): Promise<{ url: string; requests: Received[] }> {
  const requests: Received[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const got = { path: request.url!, headers: request.headers, body: Buffer.concat(pieces).toString() };
      requests.push(got);
      answer(response, got);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, requests };
}

const request = { headers: { "content-type": "application/json", "webhook-id": "mail_1" }, body: '{"ö":1}' };
const lookupGiving =
  (address: string): LookupFunction =>
  (_, options, done) =>
    options.all === true ? done(null, [{ address, family: 4 }]) : done(null, address, 4);

describe("a webhook request", () => {
  it("arrives as it was signed, with its headers", async () => {
    const { url, requests } = await receiver((response) => response.writeHead(204).end());
    const result = await createWebhookPoster().post({ ...request, url, allowPrivate: true });
    expect(result).toEqual({ status: "delivered" });
    expect(requests).toMatchObject([{ path: "/hook", body: request.body, headers: { "webhook-id": "mail_1" } }]);
  });

  it.each([
    [500, "unavailable"],
    [503, "unavailable"],
    [429, "unavailable"],
    [408, "unavailable"],
    [400, "refused"],
    [401, "refused"],
    [410, "refused"],
  ])("answered with %d is %s", async (code, status) => {
    const { url } = await receiver((response) => response.writeHead(code).end("no"));
    const result = await createWebhookPoster().post({ ...request, url, allowPrivate: true });
    expect(result).toMatchObject({ status, reason: expect.stringContaining(String(code)) });
  });

  it.each([301, 302, 307, 308])("does not follow a redirect (%d)", async (code) => {
    const target = await receiver((response) => response.writeHead(200).end());
    const { url } = await receiver((response) => response.writeHead(code, { location: target.url }).end());
    const result = await createWebhookPoster().post({ ...request, url, allowPrivate: true });
    expect(result).toMatchObject({ status: "refused", reason: expect.stringContaining("redirect") });
    expect(target.requests).toEqual([]);
  });

  it("ends after its time when the receiver says nothing", async () => {
    const { url } = await receiver(() => undefined);
    const poster = createWebhookPoster({ timeoutMs: 100 });
    expect(await poster.post({ ...request, url, allowPrivate: true })).toMatchObject({ status: "unavailable" });
  });

  it("is delivered when the status has come, however long the rest takes", async () => {
    const { url } = await receiver((response) => {
      response.writeHead(200);
      response.write("and so on");
    });
    const poster = createWebhookPoster({ timeoutMs: 2000 });
    expect(await poster.post({ ...request, url, allowPrivate: true })).toEqual({ status: "delivered" });
  });

  it("is unavailable when the receiver hangs up or nobody is there", async () => {
    const { url } = await receiver((response) => response.destroy());
    const poster = createWebhookPoster();
    expect(await poster.post({ ...request, url, allowPrivate: true })).toMatchObject({ status: "unavailable" });
    const gone = { ...request, url: "http://127.0.0.1:1/", allowPrivate: true };
    expect(await poster.post(gone)).toMatchObject({ status: "unavailable" });
  });
});

describe("an address inside this machine or a private network", () => {
  it("is refused when it is written as a number, in any spelling", async () => {
    const { url, requests } = await receiver((response) => response.writeHead(200).end());
    const { port } = new URL(url);
    for (const host of ["127.0.0.1", "127.1", "0x7f000001", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"]) {
      const result = await createWebhookPoster().post({
        ...request,
        url: `http://${host}:${port}/`,
        allowPrivate: false,
      });
      expect(result, host).toMatchObject({ status: "refused", reason: expect.stringContaining("allowPrivate") });
    }
    expect(requests).toEqual([]);
  });

  it("is refused when a name stands for it", async () => {
    const { url, requests } = await receiver((response) => response.writeHead(200).end());
    const { port } = new URL(url);
    const poster = createWebhookPoster({ lookup: lookupGiving("127.0.0.1") });
    const result = await poster.post({ ...request, url: `http://hooks.example.org:${port}/`, allowPrivate: false });
    expect(result).toMatchObject({
      status: "refused",
      reason: expect.stringContaining("hooks.example.org is 127.0.0.1"),
    });
    expect(requests).toEqual([]);
  });

  it("is refused by the address that is connected to, even when the name changes between two look-ups", async () => {
    const { url, requests } = await receiver((response) => response.writeHead(200).end());
    const { port } = new URL(url);
    let lookups = 0;
    const turning: LookupFunction = (host, options, done) => {
      lookups += 1;
      lookupGiving(lookups === 1 ? "127.0.0.1" : "8.8.8.8")(host, options, done);
    };
    const result = await createWebhookPoster({ lookup: turning, timeoutMs: 200 }).post({
      ...request,
      url: `http://rebinding.example.org:${port}/`,
      allowPrivate: false,
    });
    expect(result).toMatchObject({ status: "refused" });
    expect(lookups).toBe(1);
    expect(requests).toEqual([]);
  });

  test.each([
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.31.0.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:7f00:1::",
    "fc00::1",
    "fe80::1%eth0",
    "ff02::1",
    "not an address",
  ])("%s counts as private", (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  test.each(["8.8.8.8", "172.32.0.1", "100.128.0.1", "192.167.255.255", "2606:4700:4700::1111", "2a00:1450::1"])(
    "%s does not",
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );
});
