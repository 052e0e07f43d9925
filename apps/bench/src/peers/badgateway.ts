import { OAuth2Client, OAuth2Fetch } from "@badgateway/oauth2-client";
import { HEADERS, type Peer } from "./peer.ts";

/** `OAuth2Fetch` of `@badgateway/oauth2-client`, as middleware over a `fetch`. */
export const badgateway: Peer = {
  name: "@badgateway/oauth2-client",
  async create({ balanceUrl, issue, fetch }) {
    const oauth2 = new OAuth2Fetch({
      client: new OAuth2Client({ server: new URL(balanceUrl).origin, clientId: "key-of-the-bench" }),
      scheduleRefresh: false,
      async getNewToken() {
        const { accessToken, expiresInSeconds } = await issue();
        return { accessToken, refreshToken: null, expiresAt: Date.now() + expiresInSeconds * 1_000 };
      },
    });
    const middleware = oauth2.mw();
    const send = () => middleware(new Request(balanceUrl, { headers: HEADERS }), fetch);
    return {
      getToken: () => oauth2.getAccessToken(),
      call: async () => (await send()).status,
      json: async () => (await send()).json(),
    };
  },
};
