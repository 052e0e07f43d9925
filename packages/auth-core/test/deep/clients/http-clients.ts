import { Readable } from "node:stream";
import type { Call, Client } from "./client.ts";

/** What a client does with a one-shot request body whose token was rejected. */
type Streams = "returns the 401" | "sends it again";

/** A client, its recipe, and what it keeps of the promises that not every client can keep. */
export interface HttpClient {
  readonly name: string;
  /** The npm package whose version was tested. */
  readonly package?: string;
  readonly load: () => Promise<Client>;
  readonly streams: Streams;
  /** Why the client's errors contain the token, if they do. */
  readonly leaks?: string;
}

const headersOf = ({ authorization, stream, json }: Call): Record<string, string> => ({
  ...(authorization !== undefined && { authorization }),
  ...(stream !== undefined && { "content-type": "application/octet-stream" }),
  ...(json !== undefined && { "content-type": "application/json" }),
});

const bodyOf = ({ json, stream }: Call) => (json === undefined ? stream : JSON.stringify(json));

/** Returns the options of `fetch` for a call. */
function initOf(call: Call) {
  const body = bodyOf(call);
  return {
    method: call.method,
    headers: headersOf(call),
    ...(body !== undefined && { body }),
    ...(call.stream !== undefined && { duplex: "half" as const }),
    ...(call.signal !== undefined && { signal: call.signal }),
  };
}

/** The HTTP clients of docs/clients.md, in its order. */
export const httpClients: readonly HttpClient[] = [
  {
    name: "wakapay.fetch",
    streams: "returns the 401",
    async load() {
      const { wakapay } = await import("../../../recipes/clients/wakapay.ts");
      return {
        async send(call) {
          const response = await wakapay.fetch(call.path, initOf(call));
          await response.arrayBuffer();
          return response.status;
        },
      };
    },
  },
  {
    name: "axios",
    package: "axios",
    streams: "sends it again",
    async load() {
      const { api } = await import("../../../recipes/clients/axios.ts");
      return {
        async send(call) {
          const { status } = await api.request({
            url: call.path,
            method: call.method,
            headers: headersOf(call),
            data: call.json ?? call.stream ?? null,
            ...(call.signal !== undefined && { signal: call.signal }),
          });
          return status;
        },
      };
    },
  },
  {
    name: "openapi-fetch",
    package: "openapi-fetch",
    streams: "sends it again",
    async load() {
      const { api } = await import("../../../recipes/clients/openapi-fetch.ts");
      return {
        async send(call) {
          const [path = "", query] = call.path.split("?");
          const { response } = await Reflect.apply(api.request, undefined, [
            call.method.toLowerCase(),
            path,
            {
              params: { query: Object.fromEntries(new URLSearchParams(query)) },
              ...initOf(call),
              bodySerializer: (body: unknown) => body,
              parseAs: "text",
            },
          ]);
          return response.status;
        },
      };
    },
  },
  {
    name: "ofetch",
    package: "ofetch",
    streams: "returns the 401",
    async load() {
      const { api } = await import("../../../recipes/clients/ofetch.ts");
      return { send: async (call) => (await api.raw(call.path, initOf(call))).status };
    },
  },
  {
    name: "Ky",
    package: "ky",
    streams: "sends it again",
    async load() {
      const { api } = await import("../../../recipes/clients/ky.ts");
      return {
        async send(call) {
          const response = await api(call.path, initOf(call));
          await response.arrayBuffer();
          return response.status;
        },
      };
    },
  },
  {
    name: "Got",
    package: "got",
    streams: "returns the 401",
    leaks: "the request's headers",
    async load() {
      const { api } = await import("../../../recipes/clients/got.ts");
      return {
        async send(call) {
          const { statusCode } = await api(call.path.slice(1), {
            method: call.method,
            headers: headersOf(call),
            ...(call.json !== undefined && { json: call.json }),
            ...(call.stream !== undefined && { body: call.stream }),
            ...(call.signal !== undefined && { signal: call.signal }),
          });
          return statusCode;
        },
      };
    },
  },
  {
    name: "undici",
    package: "undici",
    streams: "returns the 401",
    async load() {
      const { dispatcher } = await import("../../../recipes/clients/undici.ts");
      const { request } = await import("undici");
      return {
        async send(call) {
          const { statusCode, body } = await request(`${process.env["WAKAPAY_BASE_URL"]}${call.path}`, {
            method: call.method,
            headers: headersOf(call),
            body: call.stream ? Readable.from(call.stream) : (JSON.stringify(call.json) ?? null),
            dispatcher,
            ...(call.signal !== undefined && { signal: call.signal }),
          });
          await body.dump();
          return statusCode;
        },
        close: () => dispatcher.close(),
      };
    },
  },
];
