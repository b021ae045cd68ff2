import type { Queries } from "../database/database.ts";
import type { MessagePage, PageQuery } from "../protocol/requests.ts";
import { listAfter, listBefore } from "./queries.ts";

const DEFAULT_LIMIT = 40;

/** One page of a room's messages, oldest first; one message more than asked for is read, to know whether more follow. */
export async function readPage(queries: Queries, roomId: number, query: PageQuery): Promise<MessagePage> {
  const limit = query.limit ?? DEFAULT_LIMIT;
  if (query.around !== undefined) {
    const earlier = await listBefore(queries, roomId, query.around, (limit >> 1) + 1);
    const later = await listAfter(queries, roomId, query.around - 1, limit - (limit >> 1) + 1);
    const [more, moreAfter] = [earlier.length > limit >> 1, later.length > limit - (limit >> 1)];
    if (more) earlier.shift();
    if (moreAfter) later.pop();
    return { messages: [...earlier, ...later], more, moreAfter };
  }
  if (query.after !== undefined) {
    const messages = await listAfter(queries, roomId, query.after, limit + 1);
    const more = messages.length > limit;
    return { messages: messages.slice(0, limit), more };
  }
  const messages = await listBefore(queries, roomId, query.before ?? Number.MAX_SAFE_INTEGER, limit + 1);
  return { messages: messages.slice(-limit), more: messages.length > limit };
}
