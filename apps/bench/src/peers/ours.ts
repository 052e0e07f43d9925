import { createTokenManager } from "@wakapay/auth-core";
import { CREDENTIALS, HEADERS, type Peer } from "./peer.ts";

/** auth-core: `createTokenManager` with its defaults. */
export const ours: Peer = {
  name: "auth-core",
  async create({ balanceUrl, fetch }) {
    const baseUrl = new URL(balanceUrl).origin;
    const wakapay = createTokenManager({ baseUrl, allowInsecureLoopback: true, ...CREDENTIALS, fetch });
    return {
      getToken: wakapay.getToken,
      call: () => wakapay.fetch(balanceUrl, { headers: HEADERS }).then(({ status }) => status),
      json: () => wakapay.fetch(balanceUrl, { headers: HEADERS }).then((response) => response.json()),
    };
  },
};
