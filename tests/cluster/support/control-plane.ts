import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { freePorts } from "../../support/free-ports.ts";
import { ApiClient } from "./api-client.ts";
import { Processes, until } from "./processes.ts";
import { programPath } from "./programs.ts";

export interface ControlPlane {
  api: ApiClient;
  /** A kubeconfig file that leads to it. */
  kubeconfig: string;
  close(): Promise<void>;
}

/** Seconds for a program to start on a slow machine that does other things too. */
const patience = 120;

/**
 * A real etcd and kube-apiserver on loopback, with everything in a temporary folder. With `controllers`, the controller manager, the
 * scheduler and kwok's kubelets too: then Deployments roll out, on nodes that only pretend.
 */
export async function startControlPlane({ controllers }: { controllers: boolean }): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), "campfire-cluster-"));
  const processes = new Processes();
  const close = async () => {
    await processes.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const client = await freePorts(3);
    const [peer, port] = [client + 1, client + 2];
    startEtcd(processes, folder, client, peer);
    const token = startApiServer(processes, folder, port, client);
    const certificate = join(folder, "certificates/apiserver.crt");
    const api = await until("the API server is ready", patience, async () => {
      const candidate = new ApiClient({ port, token, authority: readFileSync(certificate, "utf8") });
      return (await candidate.isReady()) && candidate;
    });
    const kubeconfig = writeKubeconfig(folder, port, token, certificate);
    if (controllers) startControllers(processes, folder, kubeconfig);
    return { api, kubeconfig, close };
  } catch (error) {
    const said = ["etcd", "kube-apiserver"].map((name) => `${name}: ${processes.outputOf(name).slice(-1_500)}`);
    await close();
    throw new Error(`${String(error)}\n${said.join("\n")}`);
  }
}

function startEtcd(processes: Processes, folder: string, client: number, peer: number): void {
  const [clientUrl, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
  processes.start("etcd", "etcd", [
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    // It is thrown away: nobody has to wait for the disk.
    "--unsafe-no-fsync",
  ]);
}

/** Returns the token that its one user, who may do all, signs in with. */
function startApiServer(processes: Processes, folder: string, port: number, etcd: number): string {
  const token = randomBytes(16).toString("hex");
  const tokens = join(folder, "tokens.csv");
  writeFileSync(tokens, `${token},admin,admin,system:masters\n`);
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const key = join(folder, "service-accounts.key");
  writeFileSync(key, privateKey);
  processes.start("kube-apiserver", programPath("kube-apiserver"), [
    `--etcd-servers=http://127.0.0.1:${etcd}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, "certificates")}`,
    `--token-auth-file=${tokens}`,
    "--authorization-mode=RBAC",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    "--service-cluster-ip-range=10.0.0.0/24",
    "--allow-privileged=true",
    "--watch-cache=true",
  ]);
  return token;
}

function startControllers(processes: Processes, folder: string, kubeconfig: string): void {
  processes.start("kube-controller-manager", programPath("kube-controller-manager"), [
    `--kubeconfig=${kubeconfig}`,
    "--leader-elect=false",
    "--secure-port=0",
    `--service-account-private-key-file=${join(folder, "service-accounts.key")}`,
    "--use-service-account-credentials=false",
  ]);
  processes.start("kube-scheduler", programPath("kube-scheduler"), [
    `--kubeconfig=${kubeconfig}`,
    "--leader-elect=false",
    "--secure-port=0",
  ]);
  const configuration = join(folder, "kwok.yaml");
  writeFileSync(configuration, "");
  processes.start("kwok", programPath("kwok"), [
    `--kubeconfig=${kubeconfig}`,
    `--config=${configuration}`,
    "--manage-all-nodes",
    "--node-lease-duration-seconds=40",
  ]);
}

function writeKubeconfig(folder: string, port: number, token: string, certificate: string): string {
  const file = join(folder, "kubeconfig");
  const name = "test";
  const server = `https://127.0.0.1:${port}`;
  writeFileSync(
    file,
    stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name, cluster: { server, "certificate-authority": certificate } }],
      users: [{ name, user: { token } }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      "current-context": name,
    }),
    { mode: 0o600 },
  );
  return file;
}
