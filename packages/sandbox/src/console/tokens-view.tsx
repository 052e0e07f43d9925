import type { JSX } from "hono/jsx/jsx-runtime";
import { formatDuration } from "../http/format-duration.ts";
import type { TokenState } from "../state/tokens.ts";
import { ActionForm } from "./action-form.tsx";
import { CodeSamples } from "./code-samples.tsx";
import { Confirm } from "./confirm.tsx";
import { count, timeAt } from "./format.ts";
import { exchangeSample } from "./samples.ts";

const MAX_ROWS = 100;

/** What the tokens view shows. */
export interface TokensViewProps {
  /** In the order in which they were issued. */
  readonly tokens: readonly TokenState[];
  readonly now: number;
  readonly baseUrl: string;
}

/** The tokens: who has one, how much of its life is left, and buttons to revoke them. */
export function TokensView({ tokens, now, baseUrl }: TokensViewProps): JSX.Element {
  const live = tokens.filter(({ status }) => status === "live").reverse();
  const ended = tokens.filter(({ status }) => status !== "live").reverse();
  const shown = [...live, ...ended].slice(0, MAX_ROWS);
  return (
    <main id="main" tabindex={-1}>
      <div class="heading">
        <h1>{count(live.length, "live token")}</h1>
        {live.length > 0 && (
          <Confirm
            id="confirm-revoke"
            label="Revoke all…"
            text={`Revokes ${count(live.length, "live token")} of all accounts. Calls with them get a 401.`}
          >
            <ActionForm action="revoke">
              <button type="submit" class="danger">
                Revoke all
              </button>
            </ActionForm>
          </Confirm>
        )}
      </div>
      {shown.length === 0 ? (
        <section class="empty">
          <h2>No tokens yet</h2>
          <p>Exchange an API key and secret for one:</p>
          <CodeSamples id="first" request={exchangeSample(baseUrl)} />
        </section>
      ) : (
        <TokenTable tokens={shown} now={now} />
      )}
      {tokens.length > shown.length && (
        <p class="muted">The latest {MAX_ROWS} tokens are shown, live ones first.</p>
      )}
    </main>
  );
}

function TokenTable({ tokens, now }: { tokens: readonly TokenState[]; now: number }): JSX.Element {
  return (
    <table class="tokens">
      <caption class="hidden">Tokens, live ones first</caption>
      <thead>
        <tr>
          <th scope="col">Token</th>
          <th scope="col">Account</th>
          <th scope="col">Issued</th>
          <th scope="col">Expires</th>
          <th scope="col" class="number">
            Lifetime
          </th>
          <th scope="col">Life left</th>
          <th scope="col">
            <span class="hidden">Action</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <tr id={`token-${token.tokenId}`} class={token.status}>
            <th scope="row" class="token">
              {token.fingerprint}
            </th>
            <td class="account">{token.account}</td>
            <td class="time" data-label="issued">
              <Time at={token.issuedAt} now={now} />
            </td>
            <td class="time" data-label="expires">
              <Time at={token.expiresAt} now={now} />
            </td>
            <td class="time number" data-label="lifetime">
              {formatDuration(token.expiresAt - token.issuedAt)}
            </td>
            <td class="life">
              <LifeLeft token={token} now={now} />
            </td>
            <td class="action">
              {token.status === "live" && (
                <ActionForm action="revoke">
                  <input type="hidden" name="tokenId" value={token.tokenId} />
                  <button type="submit" id={`revoke-${token.tokenId}`}>
                    Revoke<span class="hidden"> token {token.fingerprint}</span>
                  </button>
                </ActionForm>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Time({ at, now }: { at: number; now: number }): JSX.Element {
  return <time datetime={new Date(at).toISOString()}>{timeAt(at, now)}</time>;
}

function LifeLeft({ token, now }: { token: TokenState; now: number }): JSX.Element {
  const { issuedAt, expiresAt, revokedAt, status } = token;
  if (revokedAt !== undefined) {
    return (
      <span class="ended">
        Revoked <Time at={revokedAt} now={now} />
      </span>
    );
  }
  if (status === "expired") return <span class="ended">Expired {formatDuration(now - expiresAt)} ago</span>;
  const share = Math.round(((expiresAt - now) / (expiresAt - issuedAt)) * 1000) / 10;
  return (
    <span class="bar">
      <svg width="100%" height="6" aria-hidden="true">
        <rect class="track" width="100%" height="6" rx="3" />
        <rect class="left" width={`${Math.min(100, Math.max(0, share))}%`} height="6" rx="3" />
      </svg>
      <span>{formatDuration(expiresAt - now)}</span>
    </span>
  );
}
