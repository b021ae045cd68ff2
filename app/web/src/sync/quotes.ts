import type { Message } from "../protocol.ts";
import { type ChatState, type Quote, withEntry } from "./state.ts";

/** The answer to what was asked for: the message, or null where this person may not read it, or it is gone. News that came meanwhile stay. */
export function answerQuote(state: ChatState, id: number, message: Message | null): ChatState {
  if (message?.deleted) return withQuote(state, id, null);
  return state.quotes.get(id) === "asked" ? withQuote(state, id, message) : state;
}

/** A message that is quoted was said or changed. */
export function changeQuote(state: ChatState, message: Message): ChatState {
  const known = state.quotes.get(message.id);
  if (known === undefined || versionOf(known) > versionOf(message)) return state;
  return withQuote(state, message.id, message.deleted ? null : message);
}

/** Forgets what is quoted of a room: it is asked for again if it is still looked at. */
export function forgetQuotes(state: ChatState, roomId: number): ChatState {
  return keepQuotes(state, (quote) => typeof quote !== "object" || quote?.roomId !== roomId);
}

/** In a room that is new to this person there may be what was refused before. */
export function askRefusedAgain(state: ChatState): ChatState {
  return keepQuotes(state, (quote) => quote !== null);
}

/** What was on its way when a connection broke may not have come. */
export function askAgain(state: ChatState): ChatState {
  return keepQuotes(state, (quote) => quote !== "asked");
}

const versionOf = (quote: Quote) => (typeof quote === "object" ? (quote?.change ?? 0) : 0);

export function withQuote(state: ChatState, id: number, quote: Quote): ChatState {
  return { ...state, quotes: withEntry(state.quotes, id, quote) };
}

function keepQuotes(state: ChatState, wanted: (quote: Quote) => boolean): ChatState {
  const kept = [...state.quotes].filter(([, quote]) => wanted(quote));
  return kept.length === state.quotes.size ? state : { ...state, quotes: new Map(kept) };
}
