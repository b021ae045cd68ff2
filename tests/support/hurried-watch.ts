import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findExecutable } from "../../infra/local/executables.ts";
import { freePorts } from "./free-ports.ts";

/** What a stack's own Prometheus and Alertmanager read, with all times short: the same rules and routes, within seconds. */
export class HurriedWatch {
  readonly #folder: string;
  readonly #processes: ChildProcess[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** `paths` replaces where alerts are sent: a path of the stack's receivers → another. */
  static async start(stackDirectory: string, paths: Record<string, string>): Promise<HurriedWatch> {
    const watch = new HurriedWatch(mkdtempSync(join(tmpdir(), "campfire-hurried-")));
    const first = await freePorts(2);
    const copy = (name: string, change: (text: string) => string) => {
      const file = join(watch.#folder, name);
      writeFileSync(file, change(readFileSync(join(stackDirectory, name), "utf8")), { mode: 0o600 });
      return file;
    };
    const rules = copy("alerts.yml", hurriedRules);
    const configuration = copy("prometheus.yml", (text) =>
      text
        .replace(/scrape_interval: .*/, "scrape_interval: 3s")
        .replace(/scrape_timeout: .*/, "scrape_timeout: 3s")
        .replace(/evaluation_interval: .*/, "evaluation_interval: 3s")
        .replace(/- \S*alerts\.yml/, `- ${rules}`)
        .replace(/(alertmanagers:[\s\S]*?127\.0\.0\.1:)\d+/, `$1${first}`),
    );
    const routes = copy("alertmanager.yml", (text) =>
      Object.entries(paths).reduce((changed, [from, to]) => changed.replaceAll(from, to), hurriedRoutes(text)),
    );
    const data = (name: string) => join(watch.#folder, name);
    watch.run(findExecutable("prometheus-alertmanager") ?? "alertmanager", [
      `--config.file=${routes}`,
      `--storage.path=${data("alertmanager")}`,
      `--web.listen-address=127.0.0.1:${first}`,
      "--cluster.listen-address=",
    ]);
    watch.run("prometheus", [
      `--config.file=${configuration}`,
      `--storage.tsdb.path=${data("prometheus")}`,
      `--web.listen-address=127.0.0.1:${first + 1}`,
    ]);
    return watch;
  }

  private run(program: string, args: string[]): void {
    this.#processes.push(spawn(program, args, { stdio: "ignore" }));
  }

  async stop(): Promise<void> {
    for (const child of this.#processes) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** As in the rules themselves, an alert that holds others back outlasts the windows that those look at. */
const hurriedRules = (text: string) =>
  text
    .replace(/\bfor: \d+[smh]/g, "for: 9s")
    .replace(/keep_firing_for: .*/g, "keep_firing_for: 21s")
    .replace(/\[(5|10|15|30)m\]/g, "[15s]");

/** Long enough for what follows from a fault to be held back by the alert on the fault itself. */
const hurriedRoutes = (text: string) =>
  text
    .replace(/group_wait: .*/g, "group_wait: 12s")
    .replace(/group_interval: .*/g, "group_interval: 3s")
    .replace(/repeat_interval: .*/g, "repeat_interval: 1h");
