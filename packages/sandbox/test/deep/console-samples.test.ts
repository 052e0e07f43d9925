import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { documentedRequests } from "../../src/console/documented-requests.ts";
import { snippets } from "../../src/console/snippets.ts";
import { type ConsoleClient, startConsole } from "../console/client.ts";
import { credentials } from "../forms/form.ts";

const { curl, python } = inject("machine");
const RUNNERS: Record<string, { command: string; args: (code: string) => string[]; isThere: boolean }> = {
  curl: { command: "sh", args: (code) => ["-c", `${code} -s -w ' %{http_code}'`], isThere: curl },
  JavaScript: {
    command: process.execPath,
    args: (code) => ["--input-type=module", "--eval", code],
    isThere: true,
  },
  Python: { command: "python3", args: (code) => ["-c", code], isThere: python },
};

let client: ConsoleClient;
beforeAll(async () => {
  client = await startConsole();
});
afterAll(() => client.sandbox.close());

describe.each(documentedRequests)("the samples of $id", ({ sample, documented }) => {
  test("get the documented status in every language", async () => {
    const env = {
      PATH: process.env["PATH"],
      NO_PROXY: "127.0.0.1",
      WAKAPAY_API_KEY: credentials.apiKey,
      WAKAPAY_API_SECRET: credentials.apiSecret,
      WAKAPAY_TOKEN: await client.api.token(),
    };
    for (const { language, code } of snippets(sample(client.sandbox.url))) {
      const { command, args, isThere } = RUNNERS[language] ?? { command: "", args: () => [], isThere: false };
      if (!isThere) continue;
      const before = client.sandbox.state().lastId;
      const { stdout } = await promisify(execFile)(command, args(code), { env });
      const sent = client.sandbox.journal({ after: before });
      expect(sent, language).toMatchObject([{ status: documented?.status ?? 200 }]);
      expect(stdout, language).toContain(String(documented?.status ?? 200));
    }
  });
});

test("quotes what a shell, JavaScript, and Python would interpret", async () => {
  const request = {
    method: "POST",
    url: `${client.sandbox.url}/business/sandbox-echo`,
    headers: {
      Authorization: { prefix: "Bearer ", variable: "WAKAPAY_TOKEN" },
      "X-Text": 'a "b" $HOME `c` \\d',
    },
    body: 'it\'s "$HOME" `x` \\n',
  };
  const env = { PATH: process.env["PATH"], NO_PROXY: "127.0.0.1", WAKAPAY_TOKEN: await client.api.token() };
  const bodies = [];
  for (const { language, code } of snippets(request)) {
    const { command, args, isThere } = RUNNERS[language] ?? { command: "", args: () => [], isThere: false };
    if (!isThere) continue;
    const { stdout } = await promisify(execFile)(command, args(code), { env });
    bodies.push(/"bodySha256":"(\w+)"/.exec(stdout)?.[1]);
  }
  expect(new Set(bodies).size).toBe(1);
});
