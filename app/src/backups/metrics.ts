import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { diskOf } from "../metrics/disk.ts";
import { Instruments, only } from "../metrics/instruments.ts";
import { Reading } from "../metrics/reading.ts";
import type { Manifest } from "./manifest.ts";

type Operation = "backup" | "verify";

/** Metrics of the backup process; alerts look at the ages. */
export class BackupMetrics {
  readonly registry = new Registry();
  private readonly gauge = (name: string, help: string) =>
    new Gauge({ name: `campfire_backup_${name}`, help, registers: [this.registry] });

  private readonly lastSuccess = this.gauge("last_success_timestamp_seconds", "When the newest backup was made");
  private readonly lastVerified = this.gauge(
    "last_verified_timestamp_seconds",
    "When a backup was last restored as a test",
  );
  private readonly size = this.gauge("size_bytes", "What the newest backup holds, uncompressed");
  private readonly kept = this.gauge("kept", "Backups that are kept");
  private readonly failures = new Counter({
    name: "campfire_backup_failures_total",
    help: "Backups and verifications that failed",
    labelNames: ["operation"],
    registers: [this.registry],
  });
  private readonly seconds = new Histogram({
    name: "campfire_backup_duration_seconds",
    help: "Time of a backup or verification",
    labelNames: ["operation"],
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 900],
    registers: [this.registry],
  });
  /** In ms since the epoch; 0 when there is no backup yet. */
  lastSuccessAt = 0;

  /** `folder` holds the backups. */
  constructor(folder: string) {
    collectDefaultMetrics({ register: this.registry, prefix: "campfire_" });
    // A size of nothing before the first backup would look as if one had lost all.
    this.size.remove();
    this.kept.remove();
    const disk = new Reading(() => diskOf(folder), 15_000);
    const instruments = new Instruments(this.registry);
    instruments.gauge("backup_free_bytes", "Free room for backups", [], () => only(disk.value?.freeBytes));
    instruments.gauge("backup_disk_bytes", "Room for backups in all", [], () => only(disk.value?.sizeBytes));
    for (const operation of ["backup", "verify"]) this.failures.inc({ operation }, 0);
  }

  /** What an earlier process left. */
  found(lastSuccessAt: number, verified: { at: string } | null): void {
    this.success(lastSuccessAt);
    if (verified) this.verified(Date.parse(verified.at));
  }

  made(manifest: Manifest, kept: number): void {
    this.success(Date.parse(manifest.createdAt));
    this.size.set(manifest.bytes);
    this.kept.set(kept);
  }

  verified(at: number): void {
    this.lastVerified.set(at / 1000);
  }

  failed(operation: Operation): void {
    this.failures.inc({ operation });
  }

  timed(operation: Operation): () => void {
    return this.seconds.startTimer({ operation });
  }

  private success(at: number): void {
    this.lastSuccessAt = at;
    this.lastSuccess.set(at / 1000);
  }
}
