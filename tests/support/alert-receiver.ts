import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { received } from "../../app/tests/support/received.ts";

/** What Alertmanager told about one alert. */
export interface Told {
  alertname: string;
  status: "firing" | "resolved";
  severity: string;
  runbook: string;
}

interface Body {
  alerts: {
    status: Told["status"];
    labels: { alertname: string; severity: string };
    annotations: { runbook_url: string };
  }[];
}

/** Who is told of alerts, by path, in place of Slack and the like. */
export class AlertReceiver {
  readonly told: Record<string, Told[]> = {};
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(): Promise<AlertReceiver> {
    const server = createServer();
    const receiver = new AlertReceiver(server);
    server.on("request", async (request, response) => {
      const body = await received(request);
      if (!body) return;
      const { alerts } = JSON.parse(body.toString()) as Body;
      receiver.told[request.url ?? ""] ??= [];
      for (const { status, labels, annotations } of alerts) {
        const { alertname, severity } = labels;
        receiver.told[request.url ?? ""]!.push({ alertname, severity, status, runbook: annotations.runbook_url });
      }
      response.end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return receiver;
  }

  urlOf(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  /** Names of the alerts told at this path, each once. */
  names(path: string, status: Told["status"]): string[] {
    const found = (this.told[path] ?? []).filter((told) => told.status === status);
    return [...new Set(found.map(({ alertname }) => alertname))].sort();
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
