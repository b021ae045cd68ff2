import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "@20minutes/s3rver";

/** The credentials that s3rver knows, where the AWS SDK looks for them. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: "S3RVER", AWS_SECRET_ACCESS_KEY: "S3RVER" };

/** A bucket in this process that speaks the protocol of S3. */
export class Bucket {
  readonly endpoint: string;
  private readonly server: S3rver;
  private readonly directory: string;

  private constructor(server: S3rver, endpoint: string, directory: string) {
    this.server = server;
    this.endpoint = endpoint;
    this.directory = directory;
  }

  static async start(): Promise<Bucket> {
    Object.assign(process.env, CREDENTIALS);
    const directory = await mkdtemp(join(tmpdir(), "campfire-bucket-"));
    const server = new S3rver({
      ...{ address: "127.0.0.1", port: 0, directory },
      ...{ silent: true, configureBuckets: [{ name: "chat" }] },
      // It works out another signature than the SDK for the address of a bucket itself, as listing asks for.
      allowMismatchedSignatures: true,
    });
    const { port } = await server.run();
    return new Bucket(server, `http://127.0.0.1:${port}`, directory);
  }

  /** For CAMPFIRE_FILES_URL. */
  url(bucket = "chat", prefix = "files"): string {
    const parameters = new URLSearchParams({ endpoint: this.endpoint, forcePathStyle: "true", region: "eu-central-1" });
    return `s3://${bucket}/${prefix}?${parameters}`;
  }

  async stop(): Promise<void> {
    for (const name of Object.keys(CREDENTIALS)) delete process.env[name];
    await this.server.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}
