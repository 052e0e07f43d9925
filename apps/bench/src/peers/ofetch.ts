import { createFetch } from "ofetch";
import { documentedManager } from "./documented.ts";
import { HEADERS, type Peer } from "./peer.ts";

/** ofetch with a hook that sets the header, over the documentation's token manager. */
export const ofetch: Peer = {
  name: "ofetch",
  async create(world) {
    const manager = documentedManager(world);
    const client = createFetch({ fetch: world.fetch }).create({
      headers: HEADERS,
      ignoreResponseError: true,
      async onRequest({ options }) {
        options.headers.set("authorization", `Bearer ${await manager.getToken()}`);
      },
    });
    return {
      call: async () => (await client.raw(world.balanceUrl)).status,
      json: () => client(world.balanceUrl),
    };
  },
};
