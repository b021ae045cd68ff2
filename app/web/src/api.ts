import type {
  Account,
  AuditPage,
  Boost,
  Bot,
  Message,
  NewSubscription,
  Page,
  PushState,
  Room,
  Session,
  SignInOptions,
  Snapshot,
  User,
} from "./protocol.ts";
import type { PageQuery } from "./sync/timeline.ts";

/** A request that did not succeed. `code` is the server's (docs/protocol.md), or `network` when no answer came; `status` is 0 then. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const PATIENCE_MS = 20_000;
const UPLOAD_PATIENCE_MS = 60_000;
const PAGE_SIZE = 40;

/** `body` is a file, which is sent as it is, or what is said as JSON. */
async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const file = body instanceof Blob;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "content-type": file ? body.type : "application/json" },
      body: file ? body : body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(file ? UPLOAD_PATIENCE_MS : PATIENCE_MS),
    });
  } catch (cause) {
    throw new ApiError("network", String(cause), 0);
  }
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer as T;
  const error = (answer as { error?: { code?: string; message?: string } } | null)?.error;
  throw new ApiError(error?.code ?? "unavailable", error?.message ?? response.statusText, response.status);
}

const path = (strings: TemplateStringsArray, ...values: (string | number)[]) =>
  String.raw({ raw: strings }, ...values.map((value) => encodeURIComponent(value)));

export interface Newcomer {
  name: string;
  email: string;
  password: string;
}

export interface Profile {
  user: User;
  email: string | null;
}

export interface ChangedProfile {
  name: string;
  bio: string;
  email?: string;
  password?: string;
  currentPassword?: string;
}

export interface BotSettings {
  name: string;
  webhookUrl: string | null;
}

/** The calls of docs/protocol.md. Each rejects with an ApiError. */
export const api = {
  firstRun: (body: Newcomer & { accountName: string }) => request<{ user: User }>("POST", "/api/first-run", body),
  invitation: (code: string) => request<{ accountName: string }>("GET", path`/api/invitations/${code}`),
  join: (code: string, body: Newcomer) => request<{ user: User }>("POST", path`/api/invitations/${code}`, body),
  signIn: (body: { email: string; password: string }) => request<{ user: User }>("POST", "/api/session", body),
  signInOptions: () => request<SignInOptions>("GET", "/api/sign-in"),
  askReset: (email: string) => request<void>("POST", "/api/password-resets", { email }),
  resetPassword: (token: string, password: string) =>
    request<{ user: User }>("POST", path`/api/password-resets/${token}`, { password }),
  makeReset: (id: number) => request<{ url: string; expiresAt: string }>("POST", path`/api/users/${id}/password-reset`),
  signOut: () => request<void>("DELETE", "/api/session"),
  state: () => request<Snapshot>("GET", "/api/state"),
  makeRoom: (name: string, type: "open" | "closed", userIds: number[]) =>
    request<Room>("POST", "/api/rooms", { type, name, ...(userIds.length && { userIds }) }),
  changeRoom: (id: number, news: { name: string; type: "open" | "closed" }) =>
    request<Room>("PUT", path`/api/rooms/${id}`, news),
  /** Resolves to nothing when the room isn't one's own any more. */
  setMembers: (id: number, userIds: number[]) =>
    request<Room | undefined>("PUT", path`/api/rooms/${id}/members`, { userIds }),
  deleteRoom: (id: number) => request<void>("DELETE", path`/api/rooms/${id}`),
  setInvolvement: (id: number, involvement: Room["involvement"]) =>
    request<void>("PUT", path`/api/rooms/${id}/involvement`, { involvement }),
  makeDirect: (userIds: number[]) => request<Room>("POST", "/api/rooms", { type: "direct", userIds }),
  message: (id: number) => request<Message>("GET", path`/api/messages/${id}`),
  editMessage: (id: number, text: string) => request<Message>("PUT", path`/api/messages/${id}`, { text }),
  deleteMessage: (id: number) => request<void>("DELETE", path`/api/messages/${id}`),
  removePreview: (id: number) => request<void>("DELETE", path`/api/messages/${id}/preview`),
  boost: (id: number, content: string) => request<Boost>("POST", path`/api/messages/${id}/boosts`, { content }),
  withdrawBoost: (id: number, boostId: number) => request<void>("DELETE", path`/api/messages/${id}/boosts/${boostId}`),
  changeAccount: (news: { name: string; onlyAdministratorsCreateRooms: boolean }) =>
    request<Account>("PUT", "/api/account", news),
  setLogo: (picture: Blob) => request<Account>("PUT", "/api/account/logo", picture),
  removeLogo: () => request<Account>("DELETE", "/api/account/logo"),
  styles: () => request<{ styles: string }>("GET", "/api/account/styles"),
  setStyles: (styles: string) => request<Account>("PUT", "/api/account/styles", { styles }),
  renewInvitation: () => request<Account>("POST", "/api/account/join-code"),
  profile: () => request<Profile>("GET", "/api/profile"),
  profileOf: (id: number) => request<Profile>("GET", path`/api/users/${id}/profile`),
  changeProfile: (news: ChangedProfile) => request<Profile>("PUT", "/api/profile", news),
  setAvatar: (picture: Blob) => request<{ user: User }>("PUT", "/api/profile/avatar", picture),
  removeAvatar: () => request<{ user: User }>("DELETE", "/api/profile/avatar"),
  setBotAvatar: (id: number, picture: Blob) => request<{ user: User }>("PUT", path`/api/bots/${id}/avatar`, picture),
  removeBotAvatar: (id: number) => request<{ user: User }>("DELETE", path`/api/bots/${id}/avatar`),
  removePicture: (id: number) => request<{ user: User }>("DELETE", path`/api/users/${id}/avatar`),
  sessions: () => request<{ sessions: Session[] }>("GET", "/api/sessions"),
  endSession: (id: number) => request<void>("DELETE", path`/api/sessions/${id}`),
  makeTransfer: () => request<{ url: string; expiresAt: string }>("POST", "/api/session/transfer"),
  transfer: (token: string) => request<{ user: User }>("POST", path`/api/transfers/${token}`),
  push: () => request<PushState>("GET", "/api/push"),
  keepSubscription: (subscription: NewSubscription) =>
    request<{ id: number }>("POST", "/api/push/subscriptions", subscription),
  endSubscription: (id: number) => request<void>("DELETE", path`/api/push/subscriptions/${id}`),
  testSubscription: (id: number) => request<void>("POST", path`/api/push/subscriptions/${id}/test`),
  changeRole: (id: number, role: "member" | "administrator") =>
    request<{ user: User }>("PUT", path`/api/users/${id}`, { role }),
  deactivate: (id: number) => request<void>("DELETE", path`/api/users/${id}`),
  ban: (id: number) => request<void>("POST", path`/api/users/${id}/ban`),
  liftBan: (id: number) => request<void>("DELETE", path`/api/users/${id}/ban`),
  audit: (filter: Record<string, string>) => request<AuditPage>("GET", `/api/audit?${new URLSearchParams(filter)}`),
  bots: () => request<{ bots: Bot[] }>("GET", "/api/bots"),
  makeBot: (bot: BotSettings) => request<Bot>("POST", "/api/bots", bot),
  changeBot: (id: number, bot: BotSettings) => request<Bot>("PUT", path`/api/bots/${id}`, bot),
  renewBotKey: (id: number) => request<Bot>("POST", path`/api/bots/${id}/key`),
  removeBot: (id: number) => request<void>("DELETE", path`/api/bots/${id}`),
  search: (query: string) => request<{ messages: Message[] }>("GET", `/api/search?${new URLSearchParams({ query })}`),
  searches: () => request<{ queries: string[] }>("GET", "/api/searches"),
  forgetSearches: () => request<void>("DELETE", "/api/searches"),
  page(roomId: number, query: PageQuery): Promise<Page> {
    const search = new URLSearchParams({ limit: String(PAGE_SIZE) });
    if (query.kind !== "newest") search.set(query.kind, String(query.number));
    return request<Page>("GET", `${path`/api/rooms/${roomId}/messages`}?${search}`);
  },
};
