import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from "@smithy/core";
import type { Peer } from "./peer.ts";

/** The identity cache of AWS's SDK. The SDK's clients send the requests. */
export const smithy: Peer = {
  name: "@smithy/core (AWS)",
  async create({ issue }) {
    const provider = memoizeIdentityProvider(
      async () => {
        const { accessToken, expiresInSeconds } = await issue();
        return { token: accessToken, expiration: new Date(Date.now() + expiresInSeconds * 1_000) };
      },
      isIdentityExpired,
      doesIdentityRequireRefresh,
    );
    return provider === undefined ? {} : { getToken: () => provider() };
  },
};
