import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ScriptedUpstream, scriptedUpstream } from "./scripted-upstream.ts";
import { type ServedGateway, serveGateway } from "./serve-gateway.ts";

const CRLF = "\r\n";
const JSON_BODY = '{"ok":true}';

/** Path to the bytes of a response, sent over a connection that is closed afterwards. */
const wire = new Map<string, Uint8Array>();

function serve(path: string, statusLine: string, headers: readonly string[], body: string | Uint8Array = "") {
  const head = [`HTTP/1.1 ${statusLine}`, "Connection: close", ...headers].join(CRLF);
  wire.set(path, Buffer.concat([Buffer.from(`${head}${CRLF}${CRLF}`), Buffer.from(body)]));
  return path;
}

let upstream: ScriptedUpstream;
let sentHeaders: NodeJS.Dict<string | string[]> = {};
beforeAll(async () => {
  upstream = await scriptedUpstream({
    respond(request, response) {
      sentHeaders = request.headers;
      const bytes = wire.get(request.url ?? "");
      if (bytes) return request.socket.end(bytes);
      return response.end(JSON_BODY);
    },
  });
});
afterAll(() => upstream.close());

const encoders: Readonly<Record<string, (text: string) => Uint8Array>> = {
  gzip: gzipSync,
  GZIP: gzipSync,
  "x-gzip": gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
  zstd: zstdCompressSync,
  "identity, gzip": gzipSync,
};

const framings: Readonly<Record<string, readonly [headers: readonly string[], body: string]>> = {
  "Content-Length 0": [["Content-Length: 0"], ""],
  "no chunk": [["Transfer-Encoding: chunked"], `0${CRLF}${CRLF}`],
  "a closed connection": [[], ""],
};

describe("encoded response bodies", () => {
  test.each(Object.entries(encoders))(
    "forwards a %s body with its Content-Encoding",
    async (coding, encode) => {
      const bytes = encode(JSON_BODY);
      const headers = [`Content-Encoding: ${coding}`, `Content-Length: ${bytes.length}`];
      const path = serve(`/business/coded-${encodeName(coding)}`, "200 OK", headers, bytes);
      const response = await upstream.call(path);
      expect(response.headers["content-encoding"]).toBe(coding);
      expect(response.body).toEqual(Buffer.from(bytes));
    },
  );

  test("forwards the caller's Accept-Encoding, or requests a body without an encoding", async () => {
    await upstream.call("/business/balance", { headers: { "accept-encoding": "zstd, gzip" } });
    expect(sentHeaders["accept-encoding"]).toBe("zstd, gzip");
    await upstream.call("/business/balance");
    expect(sentHeaders["accept-encoding"]).toBe("identity");
  });

  const empties = Object.keys(encoders).flatMap((coding) =>
    Object.keys(framings).flatMap((framing) =>
      ["200 OK", "201 Created", "500 X"].map((status) => ({ coding, framing, status })),
    ),
  );
  test.each(empties)(
    "forwards an empty $coding body framed by $framing ($status)",
    async ({ coding, framing, status }) => {
      const [headers, body] = framings[framing] ?? [[], ""];
      const path = `/business/empty-${encodeName(coding)}-${encodeName(framing)}-${status.slice(0, 3)}`;
      serve(path, status, [`Content-Encoding: ${coding}`, ...headers], body);
      const post = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
      const response = await upstream.call(path, post);
      expect(response.status).toBe(Number(status.slice(0, 3)));
      expect(response.body).toHaveLength(0);
    },
  );

  test.each(["204 No Content", "205 Reset Content", "304 Not Modified"])(
    "forwards a %s that names a coding",
    async (status) => {
      const path = serve(`/business/bodiless-${status.slice(0, 3)}`, status, ["Content-Encoding: gzip"]);
      expect((await upstream.call(path)).status).toBe(Number(status.slice(0, 3)));
    },
  );

  const large = gzipSync(randomBytes(300_000));
  const chunked = [...large.toString("latin1").matchAll(/.{1,9999}/gs)]
    .map(([part]) => `${part.length.toString(16)}${CRLF}${part}${CRLF}`)
    .join("");
  const CHUNKED_GZIP = ["Content-Encoding: gzip", "Transfer-Encoding: chunked"];

  test("forwards a body of many chunks", async () => {
    const body = Buffer.from(`${chunked}0${CRLF}${CRLF}`, "latin1");
    const path = serve("/business/chunked", "200 OK", CHUNKED_GZIP, body);
    expect((await upstream.call(path)).body.equals(large)).toBe(true);
  });

  test("does not complete a body that was cut off", async () => {
    const path = serve("/business/cut-off", "200 OK", CHUNKED_GZIP, Buffer.from(chunked, "latin1"));
    await expect(upstream.call(path)).rejects.toThrow();
  });

  test("lets fetch decode them, including empty ones", async () => {
    const bytes = gzipSync(JSON_BODY);
    serve(
      "/business/decoded",
      "200 OK",
      ["Content-Encoding: gzip", `Content-Length: ${bytes.length}`],
      bytes,
    );
    serve("/business/empty", "201 Created", ["Content-Encoding: gzip", "Content-Length: 0"]);
    const headers = { authorization: `Bearer ${upstream.key}` };
    const full = await fetch(`${upstream.gateway.url}/business/decoded`, { headers });
    expect(await full.text()).toBe(JSON_BODY);
    const empty = await fetch(`${upstream.gateway.url}/business/empty`, { headers });
    expect(await empty.text()).toBe("");
  });
});

describe("over a service binding", () => {
  const READER = `export default {
    async fetch({ url, method }, { WAKAPAY }) {
      const response = await WAKAPAY.fetch(url, { method });
      return new Response(response.status + " " + await response.text());
    },
  };`;
  let reader: ServedGateway;
  beforeAll(async () => {
    const binding = {
      service: "gateway",
      entrypoint: "GatewayEntrypoint",
      props: { caller: "demo" },
    } as const;
    const { variables } = upstream;
    reader = await serveGateway({ variables, frontModule: READER, front: { WAKAPAY: binding } });
  });
  afterAll(() => reader.close());

  test.each(["gzip", "br"])("lets a Worker read a %s body", async (coding) => {
    const bytes = encoders[coding]?.(JSON_BODY) ?? "";
    const headers = [`Content-Encoding: ${coding}`, `Content-Length: ${bytes.length}`];
    const path = serve(`/business/bound-${coding}`, "200 OK", headers, bytes);
    expect(await (await fetch(reader.url + path)).text()).toBe(`200 ${JSON_BODY}`);
  });

  test.each(
    ["gzip", "br"].flatMap((coding) => Object.keys(framings).map((framing) => [coding, framing] as const)),
  )("lets a Worker read an empty %s body framed by %s", async (coding, framing) => {
    const [headers, body] = framings[framing] ?? [[], ""];
    const path = `/business/bound-empty-${coding}-${encodeName(framing)}`;
    serve(path, "201 Created", [`Content-Encoding: ${coding}`, ...headers], body);
    expect(await (await fetch(reader.url + path)).text()).toBe("201 ");
  });
});

test.each([
  ["plain", ["Content-Length: 77"]],
  ["gzip", ["Content-Length: 77", "Content-Encoding: gzip"]],
])("keeps the Content-Length of a HEAD response (%s)", async (name, headers) => {
  const path = serve(`/business/head-${name}`, "200 OK", headers);
  const response = await upstream.call(path, { method: "HEAD" });
  expect(response.headers["content-length"]).toBe("77");
});

test("forwards a whole body after timeoutMs, also while the token is renewed", async () => {
  let isSlow = false;
  const slow = await scriptedUpstream({
    lifetimeSeconds: 4,
    routes: [{ methods: ["GET"], path: "/business/**", timeoutMs: 1_000 }],
    beforeToken: () => wait(isSlow ? 3_500 : 0),
    async respond(_, response) {
      response.writeHead(200, { "content-type": "text/plain" });
      for (let row = 0; row < 10; row += 1) {
        response.write(`${row}\n`);
        await wait(isSlow ? 200 : 0);
      }
      response.end();
    },
  });
  await slow.call("/business/rows");
  isSlow = true;
  await wait(3_100);
  const rows = await slow.call("/business/rows").then(
    ({ body }) => body.toString().trim().split("\n").length,
    (error: unknown) => error,
  );
  await slow.close();
  expect(rows).toBe(10);
});

function encodeName(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]+/g, "-");
}
