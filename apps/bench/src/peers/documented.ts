import { documentedClient } from "../../../../packages/auth-core/test/documentation/make-authenticated-request.js";
import { documentedTokenManager } from "../../../../packages/auth-core/test/documentation/token-manager.js";
import { CREDENTIALS, HEADERS, type Peer, type World } from "./peer.ts";

/** Returns the token manager of WakaPay's documentation, for libraries that have none. */
export function documentedManager({ fetch }: Pick<World, "fetch">) {
  return documentedTokenManager(CREDENTIALS, fetch);
}

/** The samples of WakaPay's documentation, unchanged. */
export const documented: Peer = {
  name: "the documentation's sample",
  async create(world) {
    const manager = documentedManager(world);
    const request = documentedClient(manager, world.fetch);
    return {
      getToken: () => manager.getToken(),
      call: () => request(world.balanceUrl, { headers: HEADERS }).then(({ status }) => status),
    };
  },
};
