import type { Board } from "./board.ts";
import { rateBy, shared, stat, timeseries } from "./panels.ts";

/** A gauge by kind of room, of the kinds that the reader chose. */
const byType = (gauge: string) => ({
  expr: `max by (type) (${gauge}{job="campfire",type=~"$room_type"})`,
  legend: "{{type}}",
});

/** Whether the chat is used, by how many, and for what. */
export const business = (): Board => ({
  name: "business",
  title: "business",
  byRoomType: true,
  rows: [
    {
      title: "Now",
      panels: [
        stat("People online", "short", { expr: shared("campfire_users_online") }),
        stat("People", "short", { expr: shared("campfire_users") }),
        stat("Sessions", "short", { expr: shared("campfire_sessions") }),
        stat("Messages in the last hour", "short", {
          expr: 'sum(increase(campfire_messages_processed_total{job="campfire"}[1h]))',
        }),
      ],
    },
    {
      title: "People and messages",
      panels: [
        timeseries("People online", "short", [{ expr: shared("campfire_users_online"), legend: "online" }]),
        timeseries("Messages a minute", "short", [
          { expr: 'sum(rate(campfire_messages_processed_total{job="campfire"}[5m])) * 60', legend: "messages" },
        ]),
        timeseries("Read marks, typing and the like", "cps", [
          rateBy("type", "campfire_websocket_frames_received_total"),
        ]),
        timeseries("Links looked at, by what came of it", "cps", [rateBy("outcome", "campfire_link_previews_total")]),
      ],
    },
    {
      title: "Signing in",
      panels: [
        timeseries("Tries to sign in, an hour", "short", [
          {
            expr: 'sum by (method, outcome) (increase(campfire_sign_ins_total{job="campfire"}[1h])) > 0',
            legend: "{{method}}: {{outcome}}",
          },
        ]),
        timeseries("Mail, an hour", "short", [
          { expr: 'sum by (outcome) (increase(campfire_mails_total{job="campfire"}[1h]))', legend: "{{outcome}}" },
        ]),
        timeseries("Time to hand a mail over", "s", [
          {
            expr: 'histogram_quantile(0.95, sum by (le) (rate(campfire_mail_duration_seconds_bucket{job="campfire"}[1h])))',
            legend: "95 of 100",
          },
        ]),
      ],
    },
    {
      title: "Files",
      panels: [
        timeseries("Attachments", "short", [
          { expr: 'max by (type) (campfire_attachments_stored{job="campfire"})', legend: "{{type}}" },
        ]),
        timeseries("Size of the attachments", "bytes", [
          { expr: 'max by (type) (campfire_attachments_bytes{job="campfire"})', legend: "{{type}}" },
        ]),
        timeseries("Uploads an hour", "short", [
          {
            expr: 'sum by (outcome) (increase(campfire_uploads_total{job="campfire"}[1h]))',
            legend: "{{outcome}}",
          },
        ]),
        timeseries("Taken in", "Bps", [
          { expr: 'sum(rate(campfire_upload_bytes_total{job="campfire"}[5m]))', legend: "attachments" },
        ]),
      ],
    },
    {
      title: "Rooms",
      panels: [
        timeseries("Rooms", "short", [byType("campfire_rooms")]),
        timeseries("Rooms with a message within a day", "short", [byType("campfire_rooms_active")]),
        timeseries("Messages stored", "short", [byType("campfire_messages_stored")]),
        timeseries("Messages a room", "short", [
          {
            expr: 'max by (type) (campfire_messages_stored{job="campfire",type=~"$room_type"}) / max by (type) (campfire_rooms{job="campfire",type=~"$room_type"})',
            legend: "{{type}}",
          },
        ]),
      ],
    },
  ],
});
