/**
 * The resource types of the provider `local` (see provider/): what this machine can be asked to hold.
 *
 * Every `directory` below is the stack's directory (`stackDirectory()` in paths.ts). Secrets may be given wherever a docstring says so; the
 * provider keeps them out of ids, logs, process titles and error messages.
 */

import type { Input, Output } from "@pulumi/pulumi";
import * as pulumi from "@pulumi/pulumi";

export interface DirectoryArgs {
  /** Absolute path. A change replaces the directory. */
  path: Input<string>;
  /** Octal, "0700" by default. Directories that were there before keep theirs. */
  mode?: Input<string>;
  /** Name of the system user who owns it; only root can set it. By default whoever runs `up`. */
  owner?: Input<string>;
  /** Leave the directory and all in it when the resource is deleted, also when the directory around it is. */
  keep?: Input<boolean>;
}

/** A directory. Deleting removes the whole tree, but only when this stack made it. */
export class Directory extends pulumi.CustomResource {
  declare readonly path: Output<string>;
  /** Whether this stack made it; false when it was there before. */
  declare readonly made: Output<boolean>;

  constructor(name: string, args: DirectoryArgs, options?: pulumi.CustomResourceOptions) {
    super("local:index:Directory", name, { ...args, made: undefined }, options);
  }
}

export interface FileArgs {
  /** Absolute path. A change replaces the file. Its directory must exist. */
  path: Input<string>;
  /** UTF-8 text; may be a secret. */
  content: Input<string>;
  /** Octal, "0600" by default. */
  mode?: Input<string>;
  /** Name of the system user who owns it; only root can set it. */
  owner?: Input<string>;
}

/** A text file, written atomically. A file that somebody else made is never overwritten. */
export class File extends pulumi.CustomResource {
  declare readonly path: Output<string>;
  /** SHA-256 of the content, hex: a trigger for whatever reads the file. Secret when the content is. */
  declare readonly sha256: Output<string>;

  constructor(name: string, args: FileArgs, options?: pulumi.CustomResourceOptions) {
    super("local:index:File", name, { ...args, sha256: undefined }, options);
  }
}

export interface RandomPasswordArgs {
  /** Characters, 16 to 256; 32 by default. */
  length?: Input<number>;
  /** The characters to choose from, at least 16 different ones; letters and digits by default, which need no quoting in a URL. */
  alphabet?: Input<string>;
  /** Raise it to rotate: a new value is generated in place. */
  generation?: Input<number>;
}

/** A generated secret that stays the same until its inputs change. */
export class RandomPassword extends pulumi.CustomResource {
  /** The generated text, a secret. */
  declare readonly value: Output<string>;

  constructor(name: string, args: RandomPasswordArgs = {}, options?: pulumi.CustomResourceOptions) {
    const secret = pulumi.mergeOptions(options, { additionalSecretOutputs: ["value"] });
    super("local:index:RandomPassword", name, { ...args, value: undefined }, secret);
  }
}

export interface CertificateAuthorityArgs {
  /** What people see when they are asked to trust it. */
  commonName: Input<string>;
  /** Days, 3650 by default. */
  validDays?: Input<number>;
}

/** A private certificate authority, EC P-256, allowed to sign leaves only. */
export class CertificateAuthority extends pulumi.CustomResource {
  declare readonly certificatePem: Output<string>;
  /** PKCS#8, a secret. */
  declare readonly privateKeyPem: Output<string>;
  /** SHA-256 over the DER form, "AB:CD:…". */
  declare readonly fingerprint: Output<string>;
  /** ISO 8601. */
  declare readonly expiresAt: Output<string>;

  constructor(name: string, args: CertificateAuthorityArgs, options?: pulumi.CustomResourceOptions) {
    const secret = pulumi.mergeOptions(options, { additionalSecretOutputs: ["privateKeyPem"] });
    super("local:index:CertificateAuthority", name, { ...args, ...unknownCertificate }, secret);
  }
}

export interface CertificateArgs {
  authorityCertificatePem: Input<string>;
  /** A secret. */
  authorityPrivateKeyPem: Input<string>;
  /** DNS names and IP addresses besides localhost, 127.0.0.1 and ::1. */
  names?: Input<Input<string>[]>;
  /** Days, 397 by default (what browsers accept). Renewed by the first `up` with less than 30 days left. */
  validDays?: Input<number>;
}

/** A server certificate, EC P-256, for localhost and the names given. */
export class Certificate extends pulumi.CustomResource {
  declare readonly certificatePem: Output<string>;
  /** PKCS#8, a secret. */
  declare readonly privateKeyPem: Output<string>;
  /** SHA-256 over the DER form, "AB:CD:…". */
  declare readonly fingerprint: Output<string>;
  /** ISO 8601. */
  declare readonly expiresAt: Output<string>;

  constructor(name: string, args: CertificateArgs, options?: pulumi.CustomResourceOptions) {
    const secret = pulumi.mergeOptions(options, { additionalSecretOutputs: ["privateKeyPem"] });
    super("local:index:Certificate", name, { ...args, ...unknownCertificate }, secret);
  }
}

const unknownCertificate = {
  certificatePem: undefined,
  privateKeyPem: undefined,
  fingerprint: undefined,
  expiresAt: undefined,
};

export interface UserArgs {
  /** Login name: lower case letters, digits, - and _, at most 32. A change replaces the user. */
  name: Input<string>;
}

/** A system user without login, for programs that refuse to run as root (PostgreSQL). Needs root on Linux; one that this stack did not make is refused. */
export class User extends pulumi.CustomResource {
  declare readonly name: Output<string>;

  constructor(name: string, args: UserArgs, options?: pulumi.CustomResourceOptions) {
    super("local:index:User", name, { ...args }, options);
  }
}

/** How a process shows that it is ready; exactly one of `http`, `postgres` and `tcp`. */
export interface Readiness {
  /** A URL on loopback that answers 2xx to GET. */
  http?: Input<string>;
  /** A PostgreSQL server that lets people in: a postgres:// URL on loopback with a user and no password. */
  postgres?: Input<string>;
  /** A port on 127.0.0.1 that accepts connections. */
  tcp?: Input<number>;
  /** How long a start may take before it is an error. */
  timeoutSeconds: Input<number>;
}

export interface ProcessArgs {
  /** The stack's directory: its supervisor owns the process. A change replaces the process. */
  directory: Input<string>;
  /** Unique in the stack: letters, digits and -. A change replaces the process. */
  name: Input<string>;
  /** Absolute path, or a name that PATH finds. */
  command: Input<string>;
  /** Never secret: every user of the machine can read the arguments of a process. */
  args?: Input<Input<string>[]>;
  /** All that it gets besides PATH, LANG, TZ and TMPDIR; values may be secrets. */
  env?: Input<Record<string, Input<string>>>;
  /** Absolute; the stack's directory by default. */
  cwd?: Input<string>;
  /** Absolute; nobody else works in it. What a run left behind is found in it and killed: a program that starts sessions of its own needs this. */
  ownFolder?: Input<string>;
  /** In which it notes its pid; removed before a start where that pid is another's, or nobody's. Goes with `ownFolder`. */
  pidFile?: Input<string>;
  /** Name of the system user to run as; only root can set it. */
  user?: Input<string>;
  /** Loopback ports it listens on: refused when something else has them, and freed before it starts. */
  ports?: Input<Input<number>[]>;
  /** The setting that chooses the ports, named in errors: "campfire-stack:port". */
  portSetting?: Input<string>;
  /** Without it the process counts as ready once it has started. */
  ready?: Input<Readiness>;
  /** How it is asked to stop, and when the whole process group is killed instead. SIGTERM and 10 s by default. */
  stop?: Input<{ signal: Input<StopSignal>; timeoutSeconds: Input<number> }>;
  /** Wait before a restart: doubles from min to max, and starts again at min once it ran for max. 1 s and 30 s by default. */
  restart?: Input<{ minSeconds: Input<number>; maxSeconds: Input<number> }>;
  /** stdout and stderr, kept to 3 files of 10 MB. Absolute; `logFile(directory, name)` of paths.ts by default. */
  logFile?: Input<string>;
  /** Values whose change restarts it, such as the hash of a file that it reads at its start. May be secrets. */
  triggers?: Input<Input<string>[]>;
}

export type StopSignal = "SIGTERM" | "SIGINT" | "SIGQUIT";

/**
 * A process that the stack's supervisor keeps running. Creating waits until it is ready. A change stops it gracefully and starts it anew with
 * the new inputs; when that does not become ready, the former inputs are put back, and the update fails.
 */
export class Process extends pulumi.CustomResource {
  declare readonly name: Output<string>;
  declare readonly logFile: Output<string>;
  /** "running"; a refresh can find "starting", "backing-off" or "stopped", and the next `up` then starts it. */
  declare readonly status: Output<string>;

  constructor(name: string, args: ProcessArgs, options?: pulumi.CustomResourceOptions) {
    super("local:index:Process", name, { logFile: undefined, ...args, status: undefined }, options);
  }
}

export interface CommandArgs {
  /** The stack's directory: it holds the record of what has run. A change replaces the command. */
  directory: Input<string>;
  /** Unique in the stack: letters, digits and -. A change replaces the command. */
  name: Input<string>;
  /** Absolute path, or a name that PATH finds. */
  command: Input<string>;
  /** Never secret: every user of the machine can read the arguments of a process. */
  args?: Input<Input<string>[]>;
  /** All that it gets besides PATH, LANG, TZ and TMPDIR; values may be secrets. */
  env?: Input<Record<string, Input<string>>>;
  /** Absolute; the stack's directory by default. */
  cwd?: Input<string>;
  /** Name of the system user to run as; only root can set it. */
  user?: Input<string>;
  /** Values whose change runs it again. May be secrets. */
  triggers?: Input<Input<string>[]>;
  /** Its process group is killed when it takes longer. */
  timeoutSeconds: Input<number>;
  /**
   * What the command makes, as an absolute path. The command has to make `making(path)` of paths.ts instead, which is renamed when it succeeded:
   * an interrupted run leaves nothing half-made, and where the path exists already the command does not run.
   */
  creates?: Input<string>;
  /** Runs when the resource is deleted, with the same env, cwd and user. */
  delete?: Input<{ command: Input<string>; args?: Input<Input<string>[]> }>;
}

/** A command that runs once, and again when an input changes (initdb, migrations). Its output goes to `logFile(directory, name)` of paths.ts. */
export class Command extends pulumi.CustomResource {
  declare readonly name: Output<string>;

  constructor(name: string, args: CommandArgs, options?: pulumi.CustomResourceOptions) {
    super("local:index:Command", name, { ...args }, options);
  }
}
