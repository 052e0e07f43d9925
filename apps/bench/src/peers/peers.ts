import { azure } from "./azure.ts";
import { badgateway } from "./badgateway.ts";
import { documented } from "./documented.ts";
import { google } from "./google.ts";
import { kyPeer } from "./ky.ts";
import { ofetch } from "./ofetch.ts";
import { ours } from "./ours.ts";
import type { Peer } from "./peer.ts";
import { smithy } from "./smithy.ts";

/** Every library, ours first. */
export const PEERS: readonly Peer[] = [ours, documented, badgateway, google, azure, smithy, ofetch, kyPeer];

/** Returns a library. Throws a `TypeError` if there is none of this name. */
export function peerNamed(name: string): Peer {
  const peer = PEERS.find((one) => one.name === name);
  if (peer === undefined) throw new TypeError(`There is no library named ${name}.`);
  return peer;
}
