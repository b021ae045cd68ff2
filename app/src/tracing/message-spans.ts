import type { AsyncLocalStorage } from "node:async_hooks";
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import type { W3CTraceContextPropagator } from "@opentelemetry/core";
import { toAppError } from "../http/errors.ts";
import type { MessageTraces, TraceParent } from "../realtime/message-traces.ts";

interface Needs {
  tracer: Tracer;
  propagator: W3CTraceContextPropagator;
  /** What runs now. */
  current: AsyncLocalStorage<Context>;
}

/** Spans of messages: sent over a WebSocket, committed, delivered, on whichever replica. They hold counts only. */
export function messageSpans({ tracer, propagator, current }: Needs): MessageTraces {
  const contextOf = (traceparent: TraceParent) =>
    propagator.extract(ROOT_CONTEXT, { traceparent }, defaultTextMapGetter);
  return {
    async sent(work) {
      const span = tracer.startSpan("WebSocket send", { kind: SpanKind.SERVER }, ROOT_CONTEXT);
      try {
        return await current.run(trace.setSpan(ROOT_CONTEXT, span), work);
      } catch (error) {
        // What was refused with reason went as it should.
        const code = toAppError(error)?.code ?? "internal";
        span.setAttribute("error.type", code);
        if (code === "internal" || code === "unavailable") span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
    current() {
      const context = current.getStore();
      const span = context && trace.getSpanContext(context);
      if (!context || !span || (span.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
      const carrier: { traceparent?: string } = {};
      propagator.inject(context, carrier, defaultTextMapSetter);
      return carrier.traceparent;
    },
    committed(traceparent, receivedAt) {
      tracer.startSpan("message commit", { startTime: receivedAt }, contextOf(traceparent)).end();
    },
    delivered(traceparent, receivedAt, receivers) {
      const attributes = { "campfire.receivers": receivers };
      const options = { kind: SpanKind.CONSUMER, startTime: receivedAt, attributes };
      tracer.startSpan("message deliver", options, contextOf(traceparent)).end();
    },
  };
}
