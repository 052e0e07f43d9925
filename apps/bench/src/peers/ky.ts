import ky from "ky";
import { documentedManager } from "./documented.ts";
import { HEADERS, type Peer } from "./peer.ts";

/** ky as its README refreshes tokens: hooks before the request and after a 401. */
export const kyPeer: Peer = {
  name: "ky",
  async create(world) {
    const manager = documentedManager(world);
    const client = ky.create({
      fetch: world.fetch,
      headers: HEADERS,
      timeout: false,
      throwHttpErrors: false,
      hooks: {
        beforeRequest: [
          async ({ request }) => {
            request.headers.set("authorization", `Bearer ${await manager.getToken()}`);
          },
        ],
        afterResponse: [
          async ({ request, response, retryCount }) => {
            if (response.status !== 401 || retryCount > 0) return;
            manager.clearToken();
            const headers = new Headers(request.headers);
            headers.set("authorization", `Bearer ${await manager.getToken()}`);
            return ky.retry({ request: new Request(request, { headers }), delay: 0 });
          },
        ],
      },
    });
    return { call: async () => (await client.get(world.balanceUrl)).status };
  },
};
