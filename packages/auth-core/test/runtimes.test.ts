import { launchProcess } from "./runtimes/launch-process.ts";
import { launchWorkerd } from "./runtimes/launch-workerd.ts";
import { onRuntime } from "./runtimes/on-runtime.ts";

onRuntime(`Node.js ${process.versions.node}`, launchProcess({ path: process.execPath }));
onRuntime("workerd", launchWorkerd);
