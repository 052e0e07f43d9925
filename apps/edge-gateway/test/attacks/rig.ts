import { mintGatewayKey } from "../../src/access/gateway-key.ts";
import { type ServedGateway, serveGateway } from "../http/serve-gateway.ts";
import { type Witness, witness } from "./witness.ts";

const CREDENTIALS = { apiKey: "canary-key-of-the-attacked", apiSecret: "canary-secret-of-the-attacked" };

/** An attacked gateway, in a bare workerd, with a witness where WakaPay would be. */
export interface Rig {
  readonly gateway: ServedGateway;
  readonly witness: Witness;
  readonly variables: Readonly<Record<string, string>>;
  readonly keys: {
    /** Of a caller that may GET, HEAD and POST everything. */
    readonly wide: string;
    /** Of one that may read its balance in USD, and post a body within 300 ms. */
    readonly narrow: string;
    /** Of one that may read everything, and its balance in USD alone. */
    readonly layered: string;
    /** Of one that pages of https://console.example may use, to read its balance in USD. */
    readonly page: string;
    /** Right in shape and checksum, and of nobody. */
    readonly retired: string;
    readonly stranger: string;
  };
  /** All that the gateway printed. */
  close(): Promise<string>;
}

/** Starts one on free ports. */
export async function startRig(): Promise<Rig> {
  const upstream = await witness(CREDENTIALS);
  const [wide, narrow, layered, page, retired, stranger] = await Promise.all(
    ["wide", "narrow", "layered", "page", "wide", "stranger"].map(mintGatewayKey),
  );
  if (!(wide && narrow && layered && page && retired && stranger)) throw new TypeError("No keys");
  const callers = {
    wide: { keys: [wide.hash], routes: [{ methods: ["GET", "HEAD", "POST"], path: "/business/**" }] },
    narrow: {
      keys: [narrow.hash],
      routes: [
        { methods: ["GET"], path: "/business/balance", query: { currency: ["USD"] } },
        { methods: ["POST"], path: "/business/sandbox-echo", timeoutMs: 300, maxBodyBytes: 1000 },
      ],
    },
    layered: {
      keys: [layered.hash],
      routes: [
        { methods: ["GET", "HEAD"], path: "/business/**" },
        { methods: ["GET"], path: "/business/balance", query: { currency: ["USD"] } },
      ],
    },
    page: {
      keys: [page.hash],
      routes: [
        { methods: ["GET"], path: "/business/balance", query: { currency: ["USD"] } },
        { methods: ["GET"], path: "/business/answers/{name}" },
      ],
      origins: ["https://console.example"],
    },
  };
  const variables = {
    GATEWAY_ENVIRONMENT: "local",
    WAKAPAY_BASE_URL: upstream.url,
    WAKAPAY_API_KEY: CREDENTIALS.apiKey,
    WAKAPAY_API_SECRET: CREDENTIALS.apiSecret,
    GATEWAY_POLICY: JSON.stringify({ callers }),
  };
  const gateway = await serveGateway({ variables });
  return {
    gateway,
    witness: upstream,
    variables,
    keys: {
      wide: wide.key,
      narrow: narrow.key,
      layered: layered.key,
      page: page.key,
      retired: retired.key,
      stranger: stranger.key,
    },
    async close() {
      const printed = await gateway.close();
      await upstream.close();
      return printed;
    },
  };
}
