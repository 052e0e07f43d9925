import { authorization, forgetControlToken, hasControlToken, keepControlToken } from "./control-token.ts";
import { createFollower, type LiveState } from "./follow-page.ts";
import { morph } from "./morph.ts";

const EVENTS_PATH = "/_sandbox/console/events";
const ANNOUNCE_EVERY_MS = 5000;
const SHOW_NOTICE_MS = 6000;
const LIVE_TEXTS: Readonly<Record<LiveState, string>> = {
  live: "Live",
  reconnecting: "Disconnected. Trying again…",
  paused: "Paused",
};

document.documentElement.classList.add("script");

const follower = createFollower(EVENTS_PATH, { onContent: showContent, onState: showLiveState });
let announcement: ReturnType<typeof setTimeout> | undefined;

let visits = 0;
let noticeEnd: ReturnType<typeof setTimeout> | undefined;

/** Requests a page and shows it in place of the current one. The latest visit wins. */
async function visit(url: string, init: RequestInit = {}): Promise<void> {
  visits += 1;
  const visitNumber = visits;
  const hadToken = hasControlToken();
  follower.stop();
  try {
    const response = await fetch(url, { ...init, headers: { Accept: "text/html", ...authorization() } });
    const page = parseHtml(await response.text());
    if (visitNumber !== visits) return;
    if (response.status === 401) forgetControlToken();
    // The address of a form that failed is not a page.
    const isPage = init.method === undefined || response.redirected;
    const isOtherView = isPage && new URL(response.url).pathname !== location.pathname;
    document.title = page.title;
    morph(document.body, page.body);
    if (isPage) showAddress(response.url);
    if (isOtherView) {
      scrollTo(0, 0);
      document.getElementById("main")?.focus({ preventScroll: true });
    }
    if (response.status === 401 && hadToken) setText("notice", "The sandbox does not accept this token.");
    onPage();
  } catch {
    if (visitNumber === visits) onPage();
  }
}

/** Shows the address of a page, without what the last form did. */
function showAddress(url: string): void {
  const address = new URL(url);
  address.searchParams.delete("done");
  const next = `${address.pathname}${address.search}`;
  if (next !== `${location.pathname}${location.search}`) history.pushState(null, "", next);
}

function onPage(): void {
  clearTimeout(noticeEnd);
  const isError = document.getElementById("notice")?.classList.contains("error");
  if (!isError) noticeEnd = setTimeout(() => setText("notice", ""), SHOW_NOTICE_MS);
  for (const button of document.querySelectorAll<HTMLElement>("button[hidden]")) button.hidden = false;
  if (document.getElementById("connection") !== null) followPage();
}

function followPage(): void {
  if (document.hidden) showLiveState("paused");
  else follower.follow(`${location.pathname}${location.search}`);
}

/** Shows what the sandbox sent: the strip and the main part of the page. */
function showContent(html: string): void {
  const content = parseHtml(html);
  for (const id of ["strip", "main"]) {
    const element = document.getElementById(id);
    const target = content.getElementById(id);
    if (element !== null && target !== null) morph(element, target);
  }
  for (const button of document.querySelectorAll<HTMLElement>("button[hidden]")) button.hidden = false;
  announce();
}

/** Tells screen readers how many requests there are, at most every five seconds. */
function announce(): void {
  if (announcement !== undefined) return;
  announcement = setTimeout(() => {
    announcement = undefined;
    setText("announcer", document.getElementById("count")?.textContent ?? "");
  }, ANNOUNCE_EVERY_MS);
}

function showLiveState(state: LiveState): void {
  const element = document.getElementById("connection");
  if (element === null) return;
  element.dataset["state"] = state;
  setText("connection", LIVE_TEXTS[state]);
}

function setText(id: string, text: string): void {
  const element = document.getElementById(id);
  if (element !== null && element.textContent !== text) element.textContent = text;
}

function parseHtml(html: string): Document {
  return new DOMParser().parseFromString(html, "text/html");
}

async function copy(button: HTMLElement): Promise<void> {
  const source = document.getElementById(button.dataset["copy"] ?? "");
  await navigator.clipboard.writeText(source?.textContent ?? "");
  button.textContent = "Copied";
  setTimeout(() => {
    button.textContent = "Copy";
  }, 1500);
}

async function download(link: HTMLAnchorElement): Promise<void> {
  const response = await fetch(link.href, { headers: authorization() });
  const url = URL.createObjectURL(await response.blob());
  const hidden = document.createElement("a");
  hidden.href = url;
  hidden.download = link.download;
  hidden.click();
  URL.revokeObjectURL(url);
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
    return;
  if (!(event.target instanceof Element)) return;
  const button = event.target.closest<HTMLElement>("[data-copy]");
  if (button !== null) void copy(button);
  const link = event.target.closest("a");
  if (link === null || link.origin !== location.origin || link.hash !== "") return;
  if (link.download !== "") {
    if (!hasControlToken()) return;
    event.preventDefault();
    void download(link);
    return;
  }
  event.preventDefault();
  void visit(link.href);
});

document.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement)) return;
  event.preventDefault();
  const form = event.target;
  if (form.id === "sign-in") {
    const input = form.querySelector("input");
    keepControlToken(input?.value ?? "");
    void visit(location.href);
    return;
  }
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form, event.submitter)) {
    if (typeof value === "string" && (form.method === "post" || value !== "")) fields.append(name, value);
  }
  if (form.method === "post") {
    form.closest("details.confirm")?.removeAttribute("open");
    void visit(form.action, { method: "POST", body: fields });
    for (const secret of form.querySelectorAll<HTMLInputElement>("input[type=password]")) secret.value = "";
  } else {
    void visit(fields.size === 0 ? form.action : `${form.action}?${fields}`);
  }
});

document.addEventListener("change", (event) => {
  if (!(event.target instanceof Element)) return;
  const form = event.target.closest<HTMLFormElement>("form[data-submit-on-change]");
  form?.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector<HTMLElement>("[data-close]")?.click();
});

addEventListener("popstate", () => void visit(location.href));
document.addEventListener("visibilitychange", () => {
  if (document.getElementById("connection") === null) return;
  if (document.hidden) follower.stop();
  followPage();
});

if (hasControlToken() && document.getElementById("sign-in") !== null) void visit(location.href);
else onPage();
