import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { received } from "./received.ts";

export interface SpanText {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  /** The replica that sent it. */
  instanceId: string;
}

interface Attribute {
  key: string;
  value: { stringValue?: string };
}
interface Export {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: Omit<SpanText, "instanceId">[] }[] }[];
}

/** Takes traces over OTLP, as a collector does, and keeps what it was told. */
export class TraceCollector {
  readonly spans: SpanText[] = [];
  /** Everything, as it came. */
  received = "";
  private readonly server: Server;

  private constructor() {
    this.server = createServer(async (request, response) => {
      const text = (await received(request))?.toString();
      if (text === undefined) return;
      this.received += text;
      for (const { resource, scopeSpans } of (JSON.parse(text) as Export).resourceSpans) {
        const id = resource.attributes.find(({ key }) => key === "service.instance.id")?.value.stringValue ?? "";
        for (const { spans } of scopeSpans) this.spans.push(...spans.map((span) => ({ ...span, instanceId: id })));
      }
      response.setHeader("content-type", "application/json").end("{}");
    });
  }

  static async listen(): Promise<TraceCollector> {
    const collector = new TraceCollector();
    collector.server.listen(0, "127.0.0.1");
    await once(collector.server, "listening");
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
