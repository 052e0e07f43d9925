import { createServer } from "node:http";

/** A registry that has some versions of packages and accepts new ones. */
export interface FakeRegistry {
  readonly url: string;
  /** The requests that would have published a package. */
  readonly published: readonly string[];
  /** Adds a version that is published. */
  add(name: string, version: string): void;
  close(): void;
}

/** Starts a {@link FakeRegistry}. */
export async function startRegistry(): Promise<FakeRegistry> {
  const versions = new Map<string, string>();
  const published: string[] = [];
  const server = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? "").slice(1)).split("?")[0] ?? "";
    if (request.method === "PUT") published.push(name);
    const version = versions.get(name);
    response.writeHead(version === undefined ? 404 : 200, { "Content-Type": "application/json" });
    const manifest = { name, version, dist: { tarball: `http://localhost/${name}.tgz`, shasum: "0" } };
    response.end(
      JSON.stringify(
        version === undefined
          ? { error: "not_found" }
          : { name, "dist-tags": { latest: version }, versions: { [version]: manifest } },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The registry has no port.");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    published,
    add: (name, version) => void versions.set(name, version),
    close: () => server.close(),
  };
}
