import type { JSX } from "hono/jsx/jsx-runtime";
import { formatDuration } from "../http/format-duration.ts";
import { ActionForm } from "./action-form.tsx";
import { count, timeOfDay } from "./format.ts";
import type { GatewayLink, GatewayRequest } from "./gateway-link.ts";
import { TOUR, type TourResult } from "./tour.ts";

const MAX_ROWS = 100;

/** The requests through the gateway, and the guided tour. */
export function GatewayView({ gateway }: { gateway: GatewayLink }): JSX.Element {
  const url = gateway.url();
  if (url === undefined) return <NoGateway />;
  const requests = gateway.requests();
  return (
    <main id="main" tabindex={-1}>
      <div class="heading">
        <h1>Gateway</h1>
        <code>{url}</code>
      </div>
      <Tour results={gateway.results()} />
      <h2 class="list-title" id="count">
        {count(requests.length, "request")} through the gateway
      </h2>
      {requests.length === 0 ? (
        <p class="empty">No requests yet. Play the first step of the tour.</p>
      ) : (
        <RequestTable requests={requests.slice(0, MAX_ROWS)} />
      )}
      {requests.length > MAX_ROWS && <p class="muted">The latest {MAX_ROWS} requests are shown.</p>}
    </main>
  );
}

function NoGateway(): JSX.Element {
  return (
    <main id="main" tabindex={-1}>
      <h1>Gateway</h1>
      <section class="empty">
        <h2>No gateway is connected</h2>
        <p>
          Start the sandbox and the edge gateway together, in a clone of the WakaPay Auth repository. This
          page then shows each request through the gateway, and a tour in five steps.
        </p>
        <pre>
          <code>npx -y pnpm@12 start</code>
        </pre>
      </section>
    </main>
  );
}

function Tour({ results }: { results: ReadonlyMap<number, TourResult> }): JSX.Element {
  const next = TOUR.findIndex((_, index) => !results.has(index + 1)) + 1;
  return (
    <section aria-labelledby="tour-title" class="tour">
      <h2 id="tour-title">A tour in five clicks</h2>
      <ol>
        {TOUR.map(({ title, action, story, expected }, index) => {
          const step = index + 1;
          const result = results.get(step);
          return (
            <li id={`step-${step}`} class={step === next ? "next" : undefined}>
              <h3>{title}</h3>
              <p>{story}</p>
              <p class="muted">{expected}</p>
              {result !== undefined && <Result result={result} />}
              <ActionForm action="tour">
                <input type="hidden" name="step" value={step} />
                <button type="submit" id={`play-${step}`} class={step === next ? "primary" : undefined}>
                  {action}
                </button>
              </ActionForm>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Result({ result: { responses, exchanges, problem } }: { result: TourResult }): JSX.Element {
  return (
    <p class="result">
      {responses}, {count(exchanges, "exchange")}
      {problem !== undefined && `, ${problem}`}
    </p>
  );
}

const COLUMNS = ["Time", "Request", "Status", "What happened", "Caller", "Token from", "Sends", "Took"];

function RequestTable({ requests }: { requests: readonly GatewayRequest[] }): JSX.Element {
  return (
    <table class="requests gateway">
      <caption class="hidden">Requests through the gateway, newest first</caption>
      <thead>
        <tr>
          {COLUMNS.map((name) => (
            <th scope="col" class={name === "Took" || name === "Sends" ? "number" : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {requests.map((request) => (
          <tr id={`gateway-${request.id}`} class={classOf(request)}>
            <td class="time">
              <time datetime={new Date(request.at).toISOString()}>{timeOfDay(request.at)}</time>
            </td>
            <td class="what">
              <span class="method">{request.method}</span> {request.route ?? ""}
            </td>
            <td class="status">{request.status ?? ""}</td>
            <td class="reason">{whatHappened(request)}</td>
            <td class="account">{request.caller ?? ""}</td>
            <td class="token">{request.tokenFrom ?? ""}</td>
            <td class="sends number">{request.sends ?? ""}</td>
            <td class="took number">
              {request.durationMs === undefined ? "" : formatDuration(request.durationMs)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function isRepaired({ sends = 0, status = 0 }: GatewayRequest): boolean {
  return sends > 1 && status < 400;
}

function classOf(request: GatewayRequest): string {
  if (isRepaired(request)) return "request repaired";
  return (request.status ?? 0) >= 400 ? "request rejected" : "request authorized";
}

function whatHappened(request: GatewayRequest): string {
  if (request.problem !== undefined) return request.problem;
  return isRepaired(request) ? "WakaPay rejected the token; sent again with a new one" : "";
}
