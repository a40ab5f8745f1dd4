// `sliceward check` about v1 Endpoints and v1beta1 slices: judged like slices, told about in their own terms.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../../../src/commands/run.ts';
import { reportSchema, type Report } from '../../../src/report/schema.ts';
import { testIo } from '../test-io.ts';

async function file(text: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sliceward-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(path.join(folder, 'manifest.yaml'), text);
  return path.join(folder, 'manifest.yaml');
}

async function check(
  ...args: readonly string[]
): Promise<{ readonly report: Report; readonly code: number | undefined; readonly notes: string }> {
  const io = testIo();
  await runCommand(['check', '-o', 'json', ...args], io);
  return { report: reportSchema.parse(JSON.parse(io.written())), code: io.exitCode(), notes: io.errors() };
}

function places({ decisions }: Report, rule: string): readonly string[] {
  return decisions.flatMap(({ findings }) =>
    findings
      .filter((finding) => finding.rule === rule)
      .map(({ field, action, location }) => `${action} ${field} ${location?.line}:${location?.column}`),
  );
}

const DATABASE = `\
apiVersion: v1
kind: Endpoints
metadata:
  name: database
  namespace: shop
subsets:
  - addresses:
      - ip: 10.1.2.3
      - {ip: 127.0.0.1, hostname: db}
    notReadyAddresses:
      - ip: 127.0.0.2
    ports:
      - {name: sql, port: 10250}
`;

describe('Endpoints', () => {
  it('are denied with lines and columns in their subsets', async () => {
    const { report, code, notes } = await check(await file(DATABASE));
    expect(code).toBe(1);
    expect(notes).toBe('');
    expect(report.decisions).toMatchObject([
      { object: { apiVersion: 'v1', kind: 'Endpoints', namespace: 'shop', name: 'database' }, allowed: false },
    ]);
    expect(places(report, 'denied-address')).toEqual([
      'deny subsets[0].addresses[1].ip 9:14',
      'deny subsets[0].notReadyAddresses[0].ip 11:13',
    ]);
    expect(places(report, 'allowed-port')).toEqual(['warn subsets[0].ports[0] 13:9']);
    expect(places(report, 'api-version')).toEqual(['warn kind 2:7']);
    expect(report.summary).toMatchObject({ documents: 1, slices: 1, denied: 1, problems: 0 });
  });

  it('have no findings that speak of slices alone', async () => {
    const good = DATABASE.replaceAll('127.0.0', '10.9.9').replace('10250', '5432');
    const { report, code } = await check(await file(good), '--preset', 'strict', '--as', 'jane');
    expect(code).toBe(0);
    expect(
      report.decisions.flatMap(({ findings, undecided }) => [...findings.map(({ rule }) => rule), ...undecided]),
    ).toEqual(['api-version']);
  });

  it('that the API server refuses are denied wherever they live, with its field and its reason', async () => {
    const broken = DATABASE.replace('namespace: shop', 'namespace: kube-system')
      .replace('10.1.2.3', '<nil>')
      .replace('port: 10250', 'port: ');
    const { report, code } = await check(await file(broken), '--as', 'jane');
    expect(code).toBe(1);
    expect(report.decisions[0]?.findings.map(({ rule, field, reason }) => [rule, field, reason])).toEqual(
      [0, 1]
        .flatMap((index) => [['kubernetes-validation', `subsets[0].addresses[${index}].ip`, 'FieldValueInvalid']])
        .concat([
          ['kubernetes-validation', 'subsets[0].notReadyAddresses[0].ip', 'FieldValueInvalid'],
          ['kubernetes-validation', 'subsets[0].ports[0].port', 'FieldValueInvalid'],
        ]),
    );
    expect(report.summary).toMatchObject({ denied: 1, notJudged: 1, deny: 4, problems: 0 });
  });

  it('that repeat what --old has are allowed, as the API server does it', async () => {
    const old = await file(DATABASE);
    const labelled = DATABASE.replace('name: database', 'name: database\n  labels: {app: db}');
    const refused = async (manifest: string): Promise<readonly string[]> =>
      places((await check(await file(manifest), '--old', old, '--as', 'jane')).report, 'kubernetes-validation');
    expect(await refused(labelled)).toEqual([]);
    expect(await refused(labelled.replace('10.1.2.3', '10.1.2.4'))).toEqual([
      'deny subsets[0].addresses[1].ip 10:14',
      'deny subsets[0].notReadyAddresses[0].ip 12:13',
    ]);
  });

  it('over the bounds are a problem, unless they only take away from those of --old', async () => {
    const addresses = Array.from({ length: 20_010 }, (_, index) => ({ ip: `10.1.${index >> 8}.${index & 255}` }));
    const manifest = (list: readonly object[], ports: readonly object[] = [{ port: 80 }]): Promise<string> =>
      file(
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'Endpoints',
          metadata: { name: 'database', namespace: 'shop' },
          subsets: [{ addresses: list, ports }],
        }),
      );
    const old = await manifest(addresses);
    const codeOf = async (now: string): Promise<number | undefined> => (await check(now, '--old', old)).code;
    expect(await codeOf(await manifest(addresses.slice(5)))).toBe(0);
    expect(await codeOf(await manifest([...addresses.slice(5), { ip: '127.0.0.1' }]))).toBe(2);
    expect(await codeOf(await manifest(addresses, [{ port: 81 }]))).toBe(2);
    expect((await check(await manifest(addresses))).code).toBe(2);
  });

  it('are compared with those of --old, not with a slice of the same name', async () => {
    const slice =
      'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: database, namespace: shop}\naddressType: IPv4\nendpoints: []\n';
    // Denied by us alone: the API server would refuse 127.0.0.1 as soon as anything changes.
    const old = DATABASE.replaceAll('127.0.0', '232.0.0');
    const now = old.replace('      - ip: 10.1.2.3\n', '');
    const { report, code } = await check(await file(now), '--old', await file(`${old}---\n${slice}`));
    expect(code).toBe(0);
    expect(report.decisions).toMatchObject([{ operation: 'UPDATE', allowed: true }]);
    expect(report.decisions[0]?.findings.filter(({ rule }) => rule === 'denied-address')).toMatchObject([
      { capped: 'shrinking' },
      { capped: 'shrinking' },
    ]);
    const alone = await check(await file(DATABASE), '--old', await file(slice));
    expect(alone.report.decisions).toMatchObject([{ operation: 'CREATE' }]);
  });

  it('in lists are found with their places', async () => {
    const list = `apiVersion: v1\nkind: EndpointsList\nitems:\n- metadata: {name: a}\n  subsets:\n  - addresses: [{ip: 127.0.0.1}]\n`;
    const { report } = await check(await file(list), '--rules', 'denied-address');
    expect(places(report, 'denied-address')).toEqual(['deny subsets[0].addresses[0].ip 6:22']);
  });

  it('without addresses are nothing to judge', async () => {
    const lock =
      'apiVersion: v1\nkind: Endpoints\nmetadata: {name: lock, annotations: {control-plane.alpha.kubernetes.io/leader: "{}"}}\n';
    const { report, code } = await check(await file(lock), '--preset', 'strict');
    expect(code).toBe(0);
    expect(report.decisions).toMatchObject([{ allowed: true, findings: [] }]);
  });

  it('that would become too many slices are a problem', async () => {
    const subsets = Array.from({ length: 1001 }, (_, index) => ({
      addresses: [{ ip: `10.0.${index >> 8}.${index & 255}` }],
      ports: [{ port: index + 1 }],
    }));
    const { report, code } = await check(
      await file(JSON.stringify({ apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'a' }, subsets })),
    );
    expect(code).toBe(2);
    expect(report.problems).toMatchObject([
      { message: expect.stringContaining('subsets would become more than 1000 EndpointSlices') },
    ]);
  });
});

describe('a v1beta1 slice', () => {
  const BETA = `\
apiVersion: discovery.k8s.io/v1beta1
kind: EndpointSlice
metadata:
  name: web-1
  namespace: shop
  labels: {kubernetes.io/service-name: web, endpointslice.kubernetes.io/managed-by: operator.shop.example.com}
addressType: IPv4
endpoints:
  - addresses: [127.0.0.1]
    conditions: {ready: true}
    topology:
      topology.kubernetes.io/zone: ""
ports:
  - {name: http, port: 80}
`;

  it('is judged as the slice that it is, with its own places', async () => {
    const { report } = await check(await file(BETA));
    expect(report.decisions).toMatchObject([
      { object: { apiVersion: 'discovery.k8s.io/v1beta1', kind: 'EndpointSlice' }, allowed: false },
    ]);
    expect(places(report, 'denied-address')).toEqual(['deny endpoints[0].addresses[0] 9:17']);
    expect(places(report, 'api-version')).toEqual(['warn apiVersion 1:13']);
    expect(places(report, 'zone')).toEqual(['warn endpoints[0].topology[topology.kubernetes.io/zone] 12:36']);
  });

  it('may be the old object of its v1 form', async () => {
    const now = BETA.replace('v1beta1', 'v1').replace(/ {4}topology:\n.*\n/, '');
    const { report } = await check(await file(now), '--old', await file(BETA));
    expect(report.decisions).toMatchObject([{ operation: 'UPDATE', allowed: true }]);
  });
});
