/** What a Slack export holds, as far as it is read. Anything may be missing. */
export interface SlackUser {
  id: string;
  team_id?: string;
  name?: string;
  real_name?: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_admin?: boolean;
  profile?: { real_name?: string; display_name?: string; email?: string; title?: string };
}

export interface SlackChannel {
  id: string;
  /** Of direct messages the id is the folder's name instead. */
  name?: string;
  created?: number;
  creator?: string;
  is_archived?: boolean;
  members?: string[];
}

export interface SlackMessage {
  type?: string;
  subtype?: string;
  user?: string;
  bot_id?: string;
  username?: string;
  bot_profile?: { name?: string };
  user_profile?: { real_name?: string; display_name?: string };
  text?: string;
  /** Seconds since the epoch with six decimals: unique in its channel. */
  ts: string;
  thread_ts?: string;
  edited?: { ts?: string };
  reactions?: { name: string; users?: string[] }[];
  files?: { name?: string; title?: string; permalink?: string; url_private?: string; mode?: string }[];
  attachments?: { fallback?: string; title?: string; text?: string }[];
}

export const timeOf = (ts: string): string => new Date(Number(ts) * 1000).toISOString();
