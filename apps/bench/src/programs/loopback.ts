import { createRequire } from "node:module";
import { argv, exit, stdout } from "node:process";
import type { Work } from "../measure/compare-cpu.ts";
import { median, varied } from "../measure/statistics.ts";
import { createToken } from "../measure/stub-world.ts";
import { CONTROL } from "../measure/summarize.ts";
import { CREDENTIALS, HEADERS, type World } from "../peers/peer.ts";
import { peerNamed } from "../peers/peers.ts";

/**
 * Compares how many requests per second two clients send to a server on loopback, 64 at a time.
 * Prints the ratio of the subject's median to the baseline's.
 *
 * Until V8 has optimized the clients, their throughput triples. So the first two fifths of the
 * batches do not count.
 */
const CONCURRENCY = 64;
/** Short batches, because a garbage collection falls into some of them. */
const REQUESTS = 250;

const [, , kind = "", url = "", pairs = "", name = ""] = argv;
const balanceUrl = `${url}/business/balance?currency=USD`;
const authorization = `Bearer ${createToken()}`;

/** The platform's `fetch` with a static header. */
function staticFetch(): Work {
  const headers = { ...HEADERS, authorization };
  return async () => (await fetch(balanceUrl, { headers })).json();
}

/** The part of undici that is measured. The versions declare different types of interceptors. */
interface Undici {
  readonly Pool: new (url: string, options: object) => Client;
  readonly Agent: new (options: object) => { compose(interceptor: unknown): unknown };
  readonly request: (url: string, options: object) => Promise<UndiciResponse>;
}

interface Client {
  compose(interceptor: unknown): Client;
  request(options: object): Promise<UndiciResponse>;
}

interface UndiciResponse {
  readonly body: { json(): Promise<unknown> };
}

const requireOurs = createRequire(import.meta.url);
/** Resolves the version of undici that undici-oidc-interceptor depends on. */
const requireOidc = createRequire(requireOurs.resolve("undici-oidc-interceptor"));

/** undici's `request` on a pool, with a static header. */
function staticRequest({ Pool }: Undici): Work {
  const pool = new Pool(url, { connections: CONCURRENCY });
  const headers = { ...HEADERS, authorization };
  return async () => {
    const { body } = await pool.request({ path: "/business/balance?currency=USD", method: "GET", headers });
    return body.json();
  };
}

async function ourInterceptor({ Pool }: Undici): Promise<Work> {
  const [{ createTokenManager }, { authorizationInterceptor }] = await Promise.all([
    import("@wakapay/auth-core"),
    import("@wakapay/auth-core/undici"),
  ]);
  const local = { baseUrl: url, allowInsecureLoopback: true };
  const { source } = createTokenManager({ ...local, ...CREDENTIALS });
  const pool = new Pool(url, { connections: CONCURRENCY });
  const client = pool.compose(authorizationInterceptor(source, local));
  const options = { path: "/business/balance?currency=USD", method: "GET", headers: HEADERS, origin: url };
  return async () => (await client.request(options)).body.json();
}

function oidcInterceptor({ Agent, request }: Undici): Work {
  const createInterceptor = requireOurs("undici-oidc-interceptor");
  const dispatcher = new Agent({ connections: CONCURRENCY }).compose(
    createInterceptor({
      accessToken: createToken(),
      clientId: "bench",
      clientSecret: "bench",
      idpTokenUrl: `${url}/business/auth`,
      urls: [url],
    }),
  );
  return async () => (await request(balanceUrl, { dispatcher, headers: { ...HEADERS } })).body.json();
}

async function jsonOf(peer: string): Promise<Work> {
  const world: World = {
    balanceUrl,
    issue: async () => ({ accessToken: createToken(), expiresInSeconds: 3_600 }),
    // The documentation's sample has its address built in.
    fetch: (input, init) =>
      fetch(typeof input === "string" ? input.replace("https://api.test.wakapay.io", url) : input, init),
  };
  const { json } = await peerNamed(peer).create(world);
  if (json === undefined) throw new TypeError(`${peer} is not compared on loopback.`);
  return json;
}

async function subjectAndBaseline(): Promise<readonly [Work, Work]> {
  if (kind === "fetch") {
    return [name === CONTROL ? staticFetch() : await jsonOf(name), staticFetch()];
  }
  if (name === "undici-oidc-interceptor") {
    const own: Undici = requireOidc("undici");
    return [oidcInterceptor(own), staticRequest(own)];
  }
  const undici: Undici = requireOurs("undici");
  return [name === CONTROL ? staticRequest(undici) : await ourInterceptor(undici), staticRequest(undici)];
}

async function requestsPerSecond(work: Work, requests: number): Promise<number> {
  let left = requests;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (left-- > 0) await work();
    }),
  );
  return (requests / (performance.now() - startedAt)) * 1_000;
}

const [subject, baseline] = await subjectAndBaseline();
const measure = (work: Work) => requestsPerSecond(work, varied(REQUESTS));
const warmUps = Math.ceil((Number(pairs) * 2) / 3);
const rates: { readonly own: number[]; readonly other: number[] } = { own: [], other: [] };
for (let pair = -warmUps; pair < Number(pairs); pair += 1) {
  const isFirst = Math.random() < 0.5;
  const before = isFirst ? await measure(subject) : 0;
  const other = await measure(baseline);
  const own = isFirst ? before : await measure(subject);
  if (pair < 0) continue;
  rates.own.push(own);
  rates.other.push(other);
}
stdout.write(JSON.stringify(median(rates.own) / median(rates.other)), () => exit());
