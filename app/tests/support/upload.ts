import type { Message } from "../../src/protocol/entities.ts";
import type { Answer, Person } from "./person.ts";

/** What a File can be made of. */
export type Content = ConstructorParameters<typeof File>[0][number];

let made = 0;

/** A form with a file, as a browser sends it. */
export function form(content: Content, name: string, type = "", field = "attachment"): FormData {
  const data = new FormData();
  data.set(field, new File([content], name, { type }));
  return data;
}

export function sendForm(person: Person, path: string, body: FormData): Promise<Response> {
  return fetch(new URL(path, person.url), { method: "POST", headers: { cookie: person.cookie }, body });
}

export async function upload<Body = Message>(
  person: Person,
  roomId: number,
  body: FormData,
  clientMessageId = `upload-${++made}`,
): Promise<Answer<Body>> {
  const response = await sendForm(person, `/api/rooms/${roomId}/attachments?clientMessageId=${clientMessageId}`, body);
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}

export interface Download {
  status: number;
  headers: Headers;
  content: Buffer;
}

/** Asks for a file with this person's session. */
export async function download(person: Person, path: string, headers: Record<string, string> = {}): Promise<Download> {
  const response = await fetch(new URL(path, person.url), { headers: { cookie: person.cookie, ...headers } });
  return { status: response.status, headers: response.headers, content: Buffer.from(await response.arrayBuffer()) };
}
