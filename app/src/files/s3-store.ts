import type { Readable } from "node:stream";
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, NoSuchKey, S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { FilesLocation } from "./location.ts";
import { type ByteRange, FileMissing, type FileStore, type StoredFile } from "./store.ts";

type Bucket = Extract<FilesLocation, { kind: "s3" }>;

// The least that S3 takes as a part; two are on their way while the third fills: 15 MiB an upload at most.
const PART_BYTES = 5_242_880;
const PARTS_AT_ONCE = 2;

/** Files in a bucket of S3, or of what speaks its protocol. Credentials and region come from the SDK's own places. */
export class S3Store implements FileStore {
  readonly place: string;
  readonly folder = null;
  private readonly client: S3Client;
  private readonly bucket: string;
  private readonly prefix: string;

  constructor(client: S3Client, { bucket, prefix }: Pick<Bucket, "bucket" | "prefix">) {
    this.client = client;
    this.bucket = bucket;
    this.prefix = prefix;
    this.place = `the bucket s3://${bucket}/${prefix}`;
  }

  static create({ region, endpoint, forcePathStyle, ...where }: Bucket): S3Store {
    // Each file that is read slowly holds one. Of the SDK's 50 the next would wait for longer than connecting may take;
    // how many requests are under way is limited where they come in.
    const sockets = { maxSockets: Number.POSITIVE_INFINITY };
    const client = new S3Client({
      // Stores that aren't AWS' have one region and care little how it is called.
      ...(region !== undefined ? { region } : endpoint !== undefined && { region: "us-east-1" }),
      ...(endpoint !== undefined && { endpoint }),
      forcePathStyle,
      // The newer checksums are unknown to many other stores; TLS and the SHA-256 in the database guard the content.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000, httpAgent: sockets, httpsAgent: sockets },
    });
    return new S3Store(client, where);
  }

  async write(key: string, content: Readable): Promise<void> {
    const upload = new Upload({
      client: this.client,
      params: { Bucket: this.bucket, Key: this.prefix + key, Body: content },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
      leavePartsOnError: false,
    });
    try {
      await upload.done();
    } catch (error) {
      // The SDK may say instead that it couldn't tidy up.
      throw content.errored ?? error;
    } finally {
      content.destroy();
    }
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    try {
      const { Body } = await this.client.send(
        new GetObjectCommand({
          Bucket: this.bucket,
          Key: this.prefix + key,
          ...(range && { Range: `bytes=${range.start}-${range.end}` }),
        }),
      );
      return Body as Readable;
    } catch (error) {
      throw error instanceof NoSuchKey ? new FileMissing(key) : error;
    }
  }

  async remove(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: this.prefix + key }));
  }

  async *list(): AsyncGenerator<StoredFile> {
    let token: string | undefined;
    do {
      const page = await this.client.send(
        new ListObjectsV2Command({ Bucket: this.bucket, Prefix: this.prefix, ContinuationToken: token }),
      );
      for (const { Key = "", Size = 0, LastModified } of page.Contents ?? []) {
        const key = Key.slice(this.prefix.length);
        if (!key.startsWith(".")) yield { key, bytes: Size, modifiedMs: LastModified?.getTime() ?? 0 };
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  /** Uploads that a replica's end interrupted are the bucket's to expire: AbortIncompleteMultipartUpload. */
  async tidy(): Promise<void> {}
}
