import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { App } from "../http/app.ts";
import { isProbe } from "../metrics/routes.ts";
import type { MessageTraces } from "../realtime/message-traces.ts";
import { messageSpans } from "./message-spans.ts";

export interface Tracing {
  /** Every request becomes a span, part of the trace that its sender or the load balancer began. */
  traceRequests(app: App): void;
  /** A statement that just ended becomes a span of the request that waited for it. */
  statementDone(name: string, seconds: number, failed: boolean): void;
  /** What becomes of messages, however they came. */
  messages: MessageTraces;
  /** Sends what is waiting. */
  stop(): Promise<void>;
}

// Whoever takes the traces may be away; the replica has to end all the same.
const STOP_WITHIN_MS = 3_000;

/**
 * OpenTelemetry traces over OTLP, configured by its own OTEL_* variables. This module and what it imports is loaded only where
 * OTEL_EXPORTER_OTLP_ENDPOINT is set: an idle replica has no memory to spare for it. Spans are made by hand, since patching modules as they
 * load can't work in a bundle. They hold route patterns and names of statements, never addresses, values or texts.
 */
export function startTracing({ version, instanceId }: { version: string; instanceId: string }): Tracing {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      "service.name": process.env.OTEL_SERVICE_NAME ?? "campfire",
      "service.version": version,
      "service.instance.id": instanceId,
    }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer("campfire");
  const propagator = new W3CTraceContextPropagator();
  const current = new AsyncLocalStorage<Context>();
  const spans = new WeakMap<object, Span>();

  return {
    messages: messageSpans({ tracer, propagator, current }),
    traceRequests(app) {
      app.addHook("onRequest", (request, _reply, done) => {
        const route = request.routeOptions.url ?? "unmatched";
        if (isProbe(route)) return done();
        const parent = propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
        const attributes = { "http.request.method": request.method, "http.route": route };
        const span = tracer.startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
        spans.set(request, span);
        request.log = request.log.child({ traceId: span.spanContext().traceId });
        current.run(trace.setSpan(parent, span), done);
      });
      app.addHook("onResponse", async (request, reply) => {
        const span = spans.get(request);
        span?.setAttribute("http.response.status_code", reply.statusCode);
        if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
        span?.end();
      });
    },
    statementDone(name, seconds, failed) {
      const parent = current.getStore();
      if (!parent) return;
      const attributes = { "db.system.name": "postgresql", "db.operation.name": name };
      const startTime = Date.now() - seconds * 1000;
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime, attributes }, parent);
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
    async stop() {
      let timer: NodeJS.Timeout | undefined;
      const enough = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, STOP_WITHIN_MS);
      });
      await Promise.race([provider.shutdown().catch(() => {}), enough]);
      clearTimeout(timer);
    },
  };
}
