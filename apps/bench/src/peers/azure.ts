import {
  bearerTokenAuthenticationPolicy,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
} from "@azure/core-rest-pipeline";
import { HEADERS, type Peer } from "./peer.ts";

/** The pipeline of Azure's SDK with its bearer policy. The policy has no public `getToken`. */
export const azure: Peer = {
  name: "@azure/core-rest-pipeline",
  async create({ balanceUrl, issue, fetch }) {
    const pipeline = createEmptyPipeline();
    const credential = {
      async getToken() {
        const { accessToken, expiresInSeconds } = await issue();
        return { token: accessToken, expiresOnTimestamp: Date.now() + expiresInSeconds * 1_000 };
      },
    };
    pipeline.addPolicy(bearerTokenAuthenticationPolicy({ scopes: "wakapay", credential }));
    const client: HttpClient = {
      async sendRequest(request) {
        const { status } = await fetch(balanceUrl, { headers: request.headers.toJSON() });
        return { request, status, headers: createHttpHeaders() };
      },
    };
    // The policy accepts https only.
    const url = balanceUrl.replace(/^http:/, "https:");
    return {
      async call() {
        const request = createPipelineRequest({ url, headers: createHttpHeaders(HEADERS) });
        return (await pipeline.sendRequest(client, request)).status;
      },
    };
  },
};
