import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { seeRoutes } from "./api-docs/routes-seen.ts";
import { Attachments } from "./attachments/attachments.ts";
import { watchAttachments } from "./attachments/metrics.ts";
import { largestFile } from "./attachments/receive.ts";
import { Sweeper } from "./attachments/sweeper.ts";
import { AuditSweeper } from "./audit/sweeper.ts";
import { refuseBotKeys } from "./bots/routes.ts";
import type { ServeConfig } from "./config.ts";
import { Database } from "./database/database.ts";
import { openFileStore } from "./files/open.ts";
import { Readiness } from "./health/readiness.ts";
import { healthRoutes } from "./health/routes.ts";
import { Storing } from "./health/storing.ts";
import { createRateLimits } from "./http/rate-limits.ts";
import { createServer } from "./http/server.ts";
import type { Log } from "./log.ts";
import { watchMail } from "./mail/metrics.ts";
import { MessageChanges } from "./messages/changes.ts";
import { MessagePoster } from "./messages/post.ts";
import { ReadMarks } from "./messages/read-marks.ts";
import { Metrics } from "./metrics/metrics.ts";
import { countRequests, metricsRoutes } from "./metrics/routes.ts";
import { countSignIns, watchSignIns } from "./metrics/sign-ins.ts";
import { watchStack } from "./metrics/stack.ts";
import { PasswordResets } from "./password-resets/password-resets.ts";
import { VERSION, WEB_FOLDER } from "./paths.ts";
import { Presence } from "./presence/presence.ts";
import { createPresenceStore } from "./presence/presence-store.ts";
import { RoomPresence } from "./presence/room-presence.ts";
import { Previewer, previewCounter } from "./previews/previewer.ts";
import { PushKeys } from "./push/keys.ts";
import { watchPush } from "./push/metrics.ts";
import { Pusher } from "./push/pusher.ts";
import { PushSender } from "./push/sender.ts";
import { createBus } from "./realtime/bus/create.ts";
import { FrameHandler } from "./realtime/client-frames.ts";
import { Hub, type HubObserver } from "./realtime/hub.ts";
import type { MessageTraces } from "./realtime/message-traces.ts";
import type { Realtime } from "./realtime/realtime.ts";
import { Replica } from "./realtime/replica.ts";
import { Resync } from "./realtime/resync.ts";
import { Sockets } from "./realtime/sockets.ts";
import { createRedis } from "./redis.ts";
import { addRoutes } from "./routes.ts";
import { Sessions } from "./sessions/sessions.ts";
import { refuseBlockedAddresses } from "./users/blocked-addresses.ts";
import { switchStyles } from "./web/appearance.ts";
import { readClient, serveClient } from "./web/client.ts";
import { ClientFiles } from "./web/client-files.ts";
import { manifestRoute } from "./web/manifest.ts";
import { oldAddresses } from "./web/old-addresses.ts";
import { pageRoutes } from "./web/routes.ts";
import { WebhookCaller } from "./webhooks/caller.ts";

export interface Server {
  /** Where it listens, such as http://127.0.0.1:3000. */
  url: string;
  metrics: Metrics;
  realtime: Realtime;
  /** All that can be asked of it over HTTP. */
  routes: { method: string; path: string }[];
  /** Whether other replicas can be heard. */
  busConnected(): boolean;
  /** Drains and ends everything; nothing that was acknowledged is lost. */
  stop(): Promise<void>;
}

/** One replica of the chat server, wired together and listening. */
export async function serve(config: ServeConfig, log: Log, webFolder = WEB_FOLDER): Promise<Server> {
  const store = await openFileStore(config.files);

  const metrics = new Metrics(VERSION, config.instanceId);
  const tracing = config.sendTraces ? await loadTracing(config.instanceId) : null;
  const database = new Database(config.database, log, (name, seconds, failed) => {
    metrics.queryDone(name, seconds, failed);
    tracing?.statementDone(name, seconds, failed);
  });
  const { redisUrl, secretKey } = config;
  const redis = redisUrl ? createRedis({ redisUrl, secretKey }, "main", log) : null;
  const origins = { publicOrigin: config.publicUrl.origin, allowed: config.corsOrigins };

  const sessions = new Sessions(database, redis, config, metrics.sessionFound);
  const limits = createRateLimits(database.pool, redis, config.requestsPerMinute);
  const replica = new Replica(
    database,
    new Hub(hubObserver(metrics.hub, tracing?.messages)),
    createBus(config, database, log, metrics.bus),
    log,
  );
  const poster = new MessagePoster(database, replica, (seconds) => metrics.messageCommitted(seconds));
  poster.traces = tracing?.messages;
  const storing = new Storing(log);
  poster.storing = storing;
  const changes = new MessageChanges(database, replica, config.database.maxConnections);
  const readMarks = new ReadMarks(database, replica);
  const presenceStore = createPresenceStore(database, redis);
  const presence = new Presence(presenceStore, replica, log);
  const roomPresence = new RoomPresence(presenceStore, log);
  const resync = new Resync(database, replica, sessions, log);
  const observer = watchAttachments(metrics.instruments, database);
  const attachments = new Attachments({ database, store, poster, observer, log, maxBytes: largestFile(config) });
  const sweeper = new Sweeper(database, store, log);
  const webhooks = new WebhookCaller(database, poster, attachments, { allowPrivate: config.webhookAllowPrivate, log });
  const pushKeys = new PushKeys(database, config);
  const pushSender = new PushSender(config.push, pushKeys);
  const observePush = watchPush(metrics.instruments, database);
  const { enabled } = config.push;
  const pusher = new Pusher({
    enabled,
    queries: database,
    sender: pushSender,
    roomPresence,
    log,
    observe: observePush,
  });
  const resets = new PasswordResets({ config, database, sessions, log, observeMail: watchMail(metrics.instruments) });
  const auditSweeper = new AuditSweeper(database, config.auditDays, log);
  const previewer = new Previewer({
    database,
    poster,
    changes,
    config: { ...config.previews, ownOrigin: config.publicUrl.origin },
    counter: previewCounter(metrics.instruments),
    log,
  });
  const client = await readClient(webFolder);
  const clientFiles = await ClientFiles.in(webFolder, { queries: database, secretKey, log });
  const readiness = new Readiness(database, () => clientFiles.keep(), storing);
  const frames = new FrameHandler({
    replica,
    poster,
    readMarks,
    presence,
    roomPresence,
    messageLimit: limits.messages,
    ended: metrics.messageEnded,
    traces: tracing?.messages,
    log,
  });
  const greeting = {
    instanceId: config.instanceId,
    version: client.version,
    pingSeconds: config.pingSeconds,
    online: () => presence.online(),
  };
  const sockets = new Sockets({
    queries: database,
    replica,
    resync,
    sessions,
    frames,
    origins,
    requiredHeader: config.entrance.requiredHeader,
    greeting,
    log,
    observer: metrics.sockets,
  });

  metrics.watch({
    pool: () => database.state(),
    poolMax: config.database.maxConnections,
    sockets: () => sockets.counts(),
    usersOnline: () => presence.online().length,
    messagesWaiting: () => poster.waiting,
    busConnected: () => replica.bus.connected,
  });
  const { publicUrl } = config;
  watchStack(metrics.instruments, { queries: database, redis, readiness, filesFolder: store.folder, publicUrl });

  const app = await createServer(config, origins, log);
  const messaging = { realtime: replica, presence, poster, changes, readMarks, store, attachments };
  const { version } = client;
  const services = { config, version, database, sessions, limits, ...messaging, pushKeys, pushSender, resets };
  const routes = seeRoutes(app);
  refuseBlockedAddresses(app, database);
  refuseBotKeys(app);
  switchStyles(app, publicUrl);
  tracing?.traceRequests(app);
  countRequests(app, metrics);
  countSignIns(app, watchSignIns(metrics.instruments));
  healthRoutes(app, readiness);
  if (config.metrics) metricsRoutes(app, metrics);
  await manifestRoute(app, { database, folder: webFolder });
  if (client.page !== null) await serveClient(app, webFolder, clientFiles);
  pageRoutes(app, { database, sessions, page: client.page });
  await oldAddresses(app, { database, folder: webFolder });
  addRoutes(app, services, routes);
  sockets.attach(app.server);

  await replica.start({
    presenceHeard: (userId, online) => presence.heard(userId, online),
    reachChanged: (userIds, roomIds) => void resync.reach(userIds, roomIds),
    roomsChanged: (roomIds, userIds) => void resync.showRooms(roomIds, userIds),
    sessionsEnded: (sessionIds, removed) => sockets.endSessions(sessionIds, removed),
    busRecovered: () => resync.run(),
  });
  resync.start();
  webhooks.start();
  previewer.start();
  sweeper.start();
  presence.start("later");
  roomPresence.start();
  pusher.start(poster);
  auditSweeper.start();
  // The first time belongs to readiness.
  clientFiles.start("later");

  const { ready, services: problem } = await readiness.report();
  if (!ready) log.error({ problem }, "not ready to serve");
  await app.listen({ host: config.host, port: config.port });
  const { port } = app.server.address() as AddressInfo;
  const url = `${config.entrance.tls === "off" ? "http" : "https"}://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`;
  log.info({ url, bus: replica.bus.kind, version: VERSION, ready }, "listening");

  return {
    url,
    metrics,
    realtime: replica,
    routes: routes.flatMap(({ method, url: path }) => [method].flat().map((one) => ({ method: one, path }))),
    busConnected: () => replica.bus.connected,
    async stop() {
      readiness.drain();
      log.info({ sockets: sockets.connections.size }, "shutting down");
      // Load balancers look every second or so: until they saw it, requests still come and are served.
      await sleep(Math.min(3000, config.shutdownTimeout * 50));
      await sockets.drain(config.shutdownTimeout * 0.4);
      sockets.close();
      // Requests under way are finished, but one whose body never ends may not hold everything up.
      const enough = setTimeout(() => app.server.closeAllConnections(), config.shutdownTimeout * 300);
      await app.close();
      clearTimeout(enough);
      await Promise.all([webhooks, pusher, previewer].map((queue) => queue.stop(config.shutdownTimeout * 300)));
      await Promise.all([
        poster.idle(),
        readMarks.idle(),
        resync.stop(),
        presence.stop(),
        roomPresence.stop(),
        resets.idle(),
      ]);
      await Promise.all([sweeper.stop(), auditSweeper.stop(), clientFiles.stop()]);
      replica.feeds.close();
      await replica.bus.close();
      redis?.disconnect();
      await database.close();
      await tracing?.stop();
      log.info("stopped");
    },
  };
}

/** Deliveries are counted, and those of traced messages are the last part of their trace. */
const hubObserver = (counted: HubObserver, traces: MessageTraces | undefined): HubObserver =>
  traces
    ? {
        delivered(receivers, receivedAt, traced) {
          counted.delivered(receivers, receivedAt, traced);
          for (const one of traced) traces.delivered(one.trace, one.receivedAt, receivers);
        },
      }
    : counted;

async function loadTracing(instanceId: string) {
  const { startTracing } = await import("./tracing/tracing.ts");
  return startTracing({ version: VERSION, instanceId });
}
