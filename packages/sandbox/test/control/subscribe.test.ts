import { expect, test } from "vitest";
import { createSandbox, type SandboxEvent } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

/** Describes events as short texts. */
const describeEvent = (event: SandboxEvent) =>
  event.type === "entry" ? `${event.entry.id} ${event.entry.outcome}` : event.type;

test("reports each request when it arrives and when it ends", async () => {
  const sandbox = createSandbox({ credentials: [credentials] });
  const events: string[] = [];
  sandbox.subscribe((event) => events.push(describeEvent(event)));
  await createClient(sandbox).exchange();
  sandbox.fault({ hangUp: true });
  await createClient(sandbox)
    .exchange()
    .catch(() => {});
  expect(events).toEqual(["1 pending", "1 token issued", "state", "2 pending", "2 scripted hang-up"]);
});

test("reports each change of the state, until the listener is removed", () => {
  const sandbox = createSandbox({ credentials: [credentials] });
  const events: string[] = [];
  const unsubscribe = sandbox.subscribe((event) => events.push(describeEvent(event)));
  sandbox.fault({ status: 503 });
  sandbox.revoke();
  sandbox.rotate([credentials]);
  sandbox.configure({ lifetimeSeconds: 5 });
  sandbox.clock.advance(60);
  sandbox.applyScenario("slow");
  sandbox.reset();
  expect(() => sandbox.configure({ lifetimeSeconds: 0 })).toThrow();
  expect(events).toEqual(Array.from({ length: 7 }, () => "state"));
  unsubscribe();
  sandbox.reset();
  expect(events).toHaveLength(7);
});
