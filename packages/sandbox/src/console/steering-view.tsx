import type { JSX } from "hono/jsx/jsx-runtime";
import type { SandboxState } from "../control/sandbox-state.ts";
import { describeFault } from "../faults/describe-fault.ts";
import { formatDuration } from "../http/format-duration.ts";
import { builtInScenarios } from "../options/built-in-scenarios.ts";
import { ActionForm } from "./action-form.tsx";
import { Confirm } from "./confirm.tsx";
import { dateOf, timeOfDay } from "./format.ts";

/** The forms that change how the sandbox responds. */
export function SteeringView({ state }: { state: SandboxState }): JSX.Element {
  return (
    <main id="main" tabindex={-1}>
      <h1>Steering</h1>
      <div class="cards">
        <Faults state={state} />
        <TokenSettings state={state} />
        <Clock state={state} />
        <CredentialForms state={state} />
        <Scenarios state={state} />
      </div>
    </main>
  );
}

function Faults({ state: { faults } }: { state: SandboxState }): JSX.Element {
  return (
    <section class="card wide" aria-labelledby="faults-title">
      <h2 id="faults-title">Faults</h2>
      <p class="muted">A fault replaces the response to the next requests, in the order listed here.</p>
      {faults.length === 0 ? (
        <p class="muted">No faults are scripted.</p>
      ) : (
        <ol class="faults">
          {faults.map((scripted) => (
            <li>
              <span>{scripted.fault.route === "business" ? "Calls" : "Exchanges"}</span>
              <span>{describeFault(scripted)}</span>
            </li>
          ))}
        </ol>
      )}
      <ActionForm action="fault" id="fault-form">
        <div class="fields">
          <label>
            Requests
            <select name="route">
              <option value="auth">Exchanges</option>
              <option value="business">Calls</option>
            </select>
          </label>
          <label>
            Effect
            <select name="effect">
              <option value="status">Status</option>
              <option value="hangUp">Closed connection</option>
              <option value="malformed">Truncated JSON</option>
              <option value="empty">Empty body</option>
              <option value="html">HTML page</option>
              <option value="delay">Delay only</option>
            </select>
          </label>
          <label>
            Status
            <input type="number" name="status" min={200} max={599} value="503" />
          </label>
          <label>
            Retry-After (s)
            <input type="number" name="retryAfter" min={0} placeholder="none" />
          </label>
          <label>
            Delay (ms)
            <input type="number" name="delayMs" min={0} placeholder="none" />
          </label>
          <label>
            Next requests
            <input type="number" name="times" min={1} value="1" placeholder="all" />
          </label>
        </div>
        <p class="hint">
          Status and Retry-After apply to the effect "Status". If "Next requests" is empty, the fault lasts
          until a reset.
        </p>
        <button type="submit" class="primary">
          Script fault
        </button>
      </ActionForm>
    </section>
  );
}

function TokenSettings({ state: { settings } }: { state: SandboxState }): JSX.Element {
  return (
    <section class="card" aria-labelledby="settings-title">
      <h2 id="settings-title">New tokens</h2>
      <ActionForm action="configure" id="settings-form">
        <label>
          Lifetime (s)
          <input type="number" name="lifetimeSeconds" min={1} required value={settings.lifetimeSeconds} />
        </label>
        <label class="check">
          <input type="checkbox" name="singleLiveToken" value="true" checked={settings.singleLiveToken} />A
          new token revokes the earlier tokens of its account
        </label>
        <button type="submit">Save</button>
      </ActionForm>
    </section>
  );
}

function Clock({ state: { clock } }: { state: SandboxState }): JSX.Element {
  const ahead = formatDuration(clock.advancedSeconds * 1000);
  return (
    <section class="card" aria-labelledby="clock-title">
      <h2 id="clock-title">Clock</h2>
      <p>
        <span class="figure">
          {dateOf(clock.now)} {timeOfDay(clock.now).slice(0, 8)}
        </span>{" "}
        <span class="muted">{clock.advancedSeconds === 0 ? "on time" : `ahead by ${ahead}`}</span>
      </p>
      <ActionForm action="advance" id="clock-form">
        <div class="buttons">
          <button type="submit" name="seconds" value="60">
            +1 min
          </button>
          <button type="submit" name="seconds" value="3600">
            +1 h
          </button>
          <button type="submit" name="seconds" value="86400">
            +1 d
          </button>
        </div>
      </ActionForm>
      <ActionForm action="advance" id="clock-seconds-form">
        <div class="inline">
          <label>
            Advance by (s)
            <input type="number" name="seconds" min={1} required />
          </label>
          <button type="submit">Advance</button>
        </div>
      </ActionForm>
    </section>
  );
}

function CredentialForms({ state: { accounts } }: { state: SandboxState }): JSX.Element {
  return (
    <section class="card" aria-labelledby="credentials-title">
      <h2 id="credentials-title">Credentials</h2>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">API key</th>
          </tr>
        </thead>
        <tbody>
          {accounts.map(({ account, apiKeys }) => (
            <tr>
              <th scope="row">{account}</th>
              <td>
                <code>{apiKeys.join(", ")}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Confirm
        id="confirm-rotate"
        label="Replace credentials…"
        text="The sandbox then rejects the old key and secret of the account. Issued tokens stay valid."
      >
        <ActionForm action="rotate" id="rotate-form">
          <AccountField accounts={accounts} />
          <label>
            New API key
            <input type="password" name="apiKey" required autocomplete="off" />
          </label>
          <label>
            New API secret
            <input type="password" name="apiSecret" required autocomplete="off" />
          </label>
          <button type="submit" class="danger">
            Replace
          </button>
        </ActionForm>
      </Confirm>
      <Confirm
        id="confirm-reject"
        label="Reject credentials…"
        text="The next exchange of the account gets a 401. Issued tokens stay valid."
      >
        <ActionForm action="reject-credentials" id="reject-form">
          <AccountField accounts={accounts} />
          <button type="submit" class="danger">
            Reject these credentials
          </button>
        </ActionForm>
      </Confirm>
      <p class="hint">Reset restores the credentials.</p>
    </section>
  );
}

function AccountField({ accounts }: { accounts: SandboxState["accounts"] }): JSX.Element {
  return (
    <label>
      Account
      <select name="account">
        {accounts.map(({ account }) => (
          <option value={account}>{account}</option>
        ))}
      </select>
    </label>
  );
}

function Scenarios({ state: { scenario } }: { state: SandboxState }): JSX.Element {
  return (
    <section class="card" aria-labelledby="scenario-title">
      <h2 id="scenario-title">Scenario</h2>
      <ActionForm action="scenario" id="scenario-form">
        <label>
          Start with
          <select name="scenario">
            {Object.values(builtInScenarios).map(({ name, description }) => (
              <option value={name} selected={name === scenario}>
                {`${name}: ${description}`}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Apply</button>
      </ActionForm>
      <p>
        <a href="/_sandbox/scenario" download="scenario.json">
          Save as scenario
        </a>
      </p>
      <p class="hint">
        The file contains what is scripted now, without credentials. Start the sandbox with{" "}
        <code>--scenario scenario.json</code>.
      </p>
    </section>
  );
}
