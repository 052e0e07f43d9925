import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { consolePaths } from "./console-paths.ts";
import { CopyButton } from "./copy-button.tsx";
import { render } from "./render.ts";

/** A page of the console. */
export interface Page {
  readonly title: string;
  readonly path: string;
  readonly strip: JSX.Element;
  readonly main: JSX.Element;
  /** What the last form did or why it failed. */
  readonly notice?: { readonly text: string; readonly isError: boolean } | undefined;
}

const VIEWS = [
  [consolePaths.journal, "Requests"],
  [consolePaths.tokens, "Tokens"],
  [consolePaths.steering, "Steering"],
  [consolePaths.tryIt, "Try it"],
  [consolePaths.gateway, "Gateway"],
] as const;

/** Renders a page with the header and the navigation. `baseUrl` is the address of the sandbox. */
export function renderPage(page: Page, baseUrl: string): string {
  const body = (
    <Shell title={page.title}>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <div class="bar">
          <a class="brand" href="/">
            <Mark />
            WakaPay sandbox
          </a>
          <span class="base-url">
            <code id="base-url">{baseUrl}</code>
            <CopyButton of="base-url" label="Copy the base URL" />
          </span>
          <p class="connection" id="connection" data-state="static">
            Not live. Reload to update.
          </p>
        </div>
        <nav aria-label="Views" id="views">
          {VIEWS.map(([path, label]) => (
            <a href={path} aria-current={path === page.path ? "page" : undefined}>
              {label}
            </a>
          ))}
        </nav>
      </header>
      {page.strip}
      <p class={page.notice?.isError ? "notice error" : "notice"} id="notice" role="status">
        {page.notice?.text ?? ""}
      </p>
      {page.main}
      <p class="hidden" id="announcer" role="status" />
    </Shell>
  );
  return `<!doctype html>\n${render(body)}`;
}

/** Renders the page that reads the control token. It contains nothing about the sandbox. */
export function renderSignIn(): string {
  const body = (
    <Shell title="Control token">
      <header class="top">
        <div class="bar">
          <span class="brand">
            <Mark />
            WakaPay sandbox
          </span>
        </div>
      </header>
      <main id="main" class="sign-in">
        <h1>Control token</h1>
        <p>
          This sandbox was started with a control token. Enter it to open the console. The token stays in this
          browser tab.
        </p>
        <form id="sign-in" method="post">
          <label for="control-token">Control token</label>
          <input id="control-token" type="password" autocomplete="off" required minlength={32} />
          <button type="submit" class="primary">
            Open the console
          </button>
        </form>
        <p class="notice error" id="notice" role="status" />
        <noscript>
          <p>The console sends the token in a header, which needs JavaScript.</p>
        </noscript>
      </main>
    </Shell>
  );
  return `<!doctype html>\n${render(body)}`;
}

function Shell({ title, children }: { title: string; children?: Child }): JSX.Element {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · WakaPay sandbox`}</title>
        <link rel="icon" href={consolePaths.icon} type="image/svg+xml" />
        <link rel="stylesheet" href={consolePaths.styles} />
        <script type="module" src={consolePaths.script} />
      </head>
      <body>{children}</body>
    </html>
  );
}

/** The icon of the console, which is also its favicon. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" viewBox="0 0 20 20"><rect width="20" height="20" rx="5" fill="#3b4cca"/><path d="M4 6.5 7 13.5 10 7.5 13 13.5 16 6.5" fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

function Mark(): JSX.Element {
  return (
    <span class="mark" aria-hidden="true">
      {raw(ICON)}
    </span>
  );
}
