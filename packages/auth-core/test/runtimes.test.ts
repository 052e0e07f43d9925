import { launchProcess } from "./runtimes/launch-process.ts";
import { launchWorkerd } from "./runtimes/launch-workerd.ts";
import { onRuntime } from "./runtimes/on-runtime.ts";

onRuntime("Node.js 24", launchProcess({ path: process.execPath }));
onRuntime("workerd", launchWorkerd);
