import type { JSX } from "hono/jsx/jsx-runtime";
import { ActionForm } from "./action-form.tsx";
import { CodeSamples } from "./code-samples.tsx";
import { consolePaths } from "./console-paths.ts";
import { type DocumentedRequest, documentedRequests } from "./documented-requests.ts";
import { HeaderList } from "./header-list.tsx";
import type { TriedResponse, TryRequests } from "./try-requests.ts";

/** Each documented request as code, with a button that sends it, and both responses. */
export function TryView({
  tried,
  baseUrl,
  account: wanted,
}: {
  tried: TryRequests;
  baseUrl: string;
  /** The chosen account. The address of the page contains it. */
  account: string | null;
}): JSX.Element {
  const account = tried.accounts.find((name) => name === wanted) ?? tried.accounts[0] ?? "";
  return (
    <main id="main" tabindex={-1}>
      <h1>Try the documented requests</h1>
      <p class="muted intro">
        The sandbox sends the request for this page, with the key and secret that it was started with. The
        page never contains them.
      </p>
      <form class="filters" method="get" action={consolePaths.tryIt} data-submit-on-change>
        <label>
          Send as
          <select name="account">
            {tried.accounts.map((name) => (
              <option value={name} selected={name === account}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="without-script">
          Choose
        </button>
      </form>
      {documentedRequests.map((request) => (
        <Documented
          request={request}
          tried={tried.lastResponse(request.id)}
          account={account}
          baseUrl={baseUrl}
        />
      ))}
    </main>
  );
}

function Documented(props: {
  request: DocumentedRequest;
  tried: TriedResponse | string | undefined;
  account: string;
  baseUrl: string;
}): JSX.Element {
  const { request, tried, account, baseUrl } = props;
  const { id, title, documented } = request;
  const sample = request.sample(baseUrl);
  const path = sample.url.slice(baseUrl.length);
  return (
    <section class="try" id={`try-${id}`} aria-labelledby={`try-${id}-title`}>
      <div class="heading">
        <h2 id={`try-${id}-title`}>{title}</h2>
        <code>
          {sample.method} {path}
        </code>
        <ActionForm action="try">
          <input type="hidden" name="request" value={id} />
          <input type="hidden" name="account" value={account} />
          <button type="submit" id={`send-${id}`} class="primary">
            Send as {account}
            <span class="hidden">: {title}</span>
          </button>
        </ActionForm>
      </div>
      <CodeSamples id={`try-${id}`} request={sample} />
      <div class="responses">
        <div>
          <h3>Documented response</h3>
          {documented === undefined ? (
            <p class="muted">The documentation shows this request, but not its response.</p>
          ) : (
            <>
              <p class="status-line">{documented.status}</p>
              {documented.body === undefined ? (
                <p class="muted">The documentation does not show the body.</p>
              ) : (
                <pre>{indented(documented.body)}</pre>
              )}
            </>
          )}
        </div>
        <div>
          <h3>Response of this sandbox</h3>
          <Tried tried={tried} expected={documented?.status} />
        </div>
      </div>
    </section>
  );
}

function Tried({
  tried,
  expected,
}: {
  tried: TriedResponse | string | undefined;
  expected: number | undefined;
}): JSX.Element {
  if (tried === undefined) return <p class="muted">Not sent yet.</p>;
  if (typeof tried === "string") return <p class="advice">No response: {tried}.</p>;
  const isExpected = expected === undefined || expected === tried.status;
  return (
    <>
      <p class={isExpected ? "status-line" : "status-line differs"}>
        {tried.status}
        {!isExpected && " (not as documented)"}
        <span class="muted">
          {" "}
          as {tried.account}, {Math.round(tried.tookMs)} ms
        </span>
      </p>
      <pre>{indented(tried.body)}</pre>
      <HeaderList headers={tried.headers} />
    </>
  );
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text === "" ? "(empty)" : text;
  }
}
