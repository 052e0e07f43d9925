import { OAuth2Client } from "google-auth-library";
import { HEADERS, type Peer } from "./peer.ts";

/** `OAuth2Client` of google-auth-library with a refresh handler. It sends with gaxios. */
export const google: Peer = {
  name: "google-auth-library",
  async create({ balanceUrl, issue, fetch }) {
    const client = new OAuth2Client({
      clientId: "key-of-the-bench",
      forceRefreshOnFailure: true,
      transporterOptions: { fetchImplementation: fetch, retry: false },
    });
    client.refreshHandler = async () => {
      const { accessToken, expiresInSeconds } = await issue();
      return { access_token: accessToken, expiry_date: Date.now() + expiresInSeconds * 1_000 };
    };
    return {
      getToken: () => client.getAccessToken(),
      call: async () => (await client.request({ url: balanceUrl, headers: HEADERS })).status,
    };
  },
};
