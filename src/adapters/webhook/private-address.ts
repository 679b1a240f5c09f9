import { BlockList, isIPv4, isIPv6 } from "node:net";

// IANA special-purpose address registries: everything that is not reachable from the whole internet.
const special4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const;
const special6 = [
  ["::", 96],
  ["::ffff:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const;

const blocked4 = new BlockList();
for (const [net, prefix] of special4) blocked4.addSubnet(net, prefix, "ipv4");
const blocked6 = new BlockList();
for (const [net, prefix] of special6) blocked6.addSubnet(net, prefix, "ipv6");

/**
 * Whether an IP address lies inside this machine, a private network or another range that is not of the public internet;
 * also true for what is no IP address. IPv6 forms of IPv4 addresses count as private, whatever they hold.
 * @source IANA IPv4 and IPv6 Special-Purpose Address Registries
 */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, "");
  if (isIPv4(plain)) return blocked4.check(plain, "ipv4");
  if (isIPv6(plain)) return blocked6.check(plain, "ipv6");
  return true;
}
