import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { createServer } from "node:tls";
import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import { repository } from "../../../src/workspace/repository.ts";

/** A sandbox that also listens on https, as WakaPay does. */
export interface SecureSandbox {
  readonly sandbox: ServedSandbox;
  /** The environment of a program that calls the sandbox over https. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const CREDENTIALS = { apiKey: "installed-key", apiSecret: "installed-secret" };
const CERTIFICATE = repository("packages/auth-core/test/support/tls/certificate.pem");
const KEY = repository("packages/auth-core/test/support/tls/key.pem");

/** Starts a {@link SecureSandbox}. */
export async function startSecureSandbox(): Promise<SecureSandbox> {
  const sandbox = await serve({ credentials: [CREDENTIALS] });
  const port = Number(new URL(sandbox.url).port);
  const files = { cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) };
  const server = createServer(files, (socket) => {
    const plain = connect(port, "127.0.0.1");
    socket.on("error", () => plain.destroy()).pipe(plain);
    plain.on("error", () => socket.destroy()).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const address = server.address();
  const securePort = address !== null && typeof address === "object" ? address.port : undefined;
  return {
    sandbox,
    env: {
      WAKAPAY_BASE_URL: `https://localhost:${securePort}`,
      WAKAPAY_API_KEY: CREDENTIALS.apiKey,
      WAKAPAY_API_SECRET: CREDENTIALS.apiSecret,
      NODE_EXTRA_CA_CERTS: CERTIFICATE,
      NO_PROXY: "localhost,127.0.0.1",
      REDIS_URL: "redis://127.0.0.1:9", // No Redis listens there: the programs must work without it.
    },
    async close() {
      server.close();
      await sandbox.close();
    },
  };
}
