// Manifests as people and programs write them: what the mutants begin with. kubectl reads each of them.

const PLAIN_SLICE = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: shop-web-1
  namespace: shop
  labels:
    kubernetes.io/service-name: shop-web
    endpointslice.kubernetes.io/managed-by: deploy.example.com
addressType: IPv4
ports:
- name: http
  port: 8080
  protocol: TCP
endpoints:
- addresses:
  - 10.1.2.3
  conditions:
    ready: true
  nodeName: node-a
- addresses: ["10.1.2.4"]
  conditions: {ready: false, serving: true}
  zone: eu-west-1a
`;

const INDENTED_LIST = `---
# Written by hand.
apiVersion: v1
kind: List
items:
  - apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata: {name: six, labels: {"kubernetes.io/service-name": six}}
    addressType: IPv6
    endpoints:
      - addresses: ["2001:db8::1", '2001:db8::2']   # two
        hints:
          forZones:
            - name: a
    ports: [{name: "", port: 443, appProtocol: https}]

  - apiVersion: v1
    kind: Endpoints
    metadata:
      name: old
    subsets:
      - addresses: [{ip: 10.0.0.9, targetRef: {kind: Pod, name: p, namespace: shop}}]
        ports:
          - port: 53
            protocol: UDP
`;

const FLOW = `{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice,
 metadata: {
   name: flow, annotations: {a: b c, 'it''s': "q\\tu\\u00e9"}},
 addressType: FQDN,
 endpoints: [
   {addresses: [a.example.com, "b.example.com"], conditions: {ready: yes}},
   {addresses: [c.example.com], hostname: null}
 ],
 ports: [{port: 0x1F90}, {name: x, port: 1_000}]
}
`;

const ANCHORS = `kind: EndpointSlice
apiVersion: discovery.k8s.io/v1
common: &common
  protocol: TCP
  appProtocol: &app http
endpoint: &one {conditions: {ready: on}, nodeName: n1}
metadata:
  name: &name anchors
  labels: {kubernetes.io/service-name: *name}
addressType: IPv4
ports:
- <<: *common
  port: 80
- &second
  <<: [*common, {name: b}]
  port: 81
  appProtocol: *app
endpoints:
- {<<: *one, addresses: [10.0.0.1]}
- <<: *one
  addresses: &list
  - 10.0.0.2
- addresses: *list
`;

const SCALARS = `apiVersion: v1
kind: ConfigMap
metadata:
  name: scalars
  annotations:
    literal: |
      first line
        indented
      last: line
    folded: >-
      one
      two

      three
    kept: |+
      text

    indented: |2
        two more
    plain: some words
      that go on
      # and a comment
    double: "begins
      here \\
      and ends"
    single: 'one
      ''two''

      three'
    empty:
    tilde: ~
    date: 2024-05-06T07:08:09Z
    octal: 0644
    sexagesimal: 12:30:45
    float: 6.02e23
    url: http://example.com:80/a?b=c#d
    time: "12:30"
    percent: 100%
    binary: !!binary aGVsbG8=
    tagged: !!str 007
`;

const SEVERAL = `# Source: chart/templates/a.yaml
apiVersion: v1
kind: Service
metadata:
  name: "a"
spec:
  ports:
    - {port: 80, targetPort: 8080}
  selector: {}
---
# Source: chart/templates/empty.yaml

---
# Source: chart/templates/b.yaml
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: "a-1"
  labels:
    helm.sh/chart: "a-1.2.3"
    app.kubernetes.io/version: "1.0"
addressType: "IPv4"
endpoints:
  - addresses:
      - "10.2.3.4"
    targetRef:
      kind: Pod
      name: a-0
ports:
  - port: 8080
    name: ''
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
`;

const EXPLICIT = `? apiVersion
: v1
? kind
: Endpoints
metadata:
  ? name
  : explicit
  ? |
    block key
  : - a
    - b
  "quoted key": 'x'
  ? "long
    key"
  : y
subsets:
-
  addresses:
  -
    ip: 10.0.0.1
  - ip: 10.0.0.2
    hostname: h
  ports:
  - - nested
    - - deeper
      - more
  -  port: 80
     name: http
`;

const JSON_OBJECT = `{
  "apiVersion": "discovery.k8s.io/v1",
  "kind": "EndpointSlice",
  "metadata": {"name": "json", "labels": {"a\\/b": "\\u00e9\\ud83d\\ude00", "n": null}},
  "addressType": "IPv4",
  "endpoints": [{"addresses": ["10.0.0.1"], "conditions": {"ready": true}}, {"addresses": []}],
  "ports": [{"port": 80, "name": ""}, {"port": 8.1e1}]
}
`;

const TABS = `a: b\t# comment after a tab
list:\t[1,\t2]
map: {a:\t1 ,b: 2}
last:
- x\t# d
- "y"\t
- - z\t
`;

const TWO_JSON = `${JSON_OBJECT.replace('"json"', '"first"')}${JSON_OBJECT.replace('"json"', '"second"')}`;
const JSON_THEN_YAML = `${JSON_OBJECT}---\n${PLAIN_SLICE}`;
const WINDOWS = PLAIN_SLICE.replaceAll('\n', '\r\n');

export const SEEDS = [
  PLAIN_SLICE,
  INDENTED_LIST,
  FLOW,
  ANCHORS,
  SCALARS,
  SEVERAL,
  EXPLICIT,
  JSON_OBJECT,
  TABS,
  TWO_JSON,
  JSON_THEN_YAML,
  WINDOWS,
  // Short ones: nearly every mutation hits what matters.
  'a: {b: [c, d]}\n',
  '- a: 1\n  b: |\n   x\n   y\n- "c\n  d"\n',
  'metadata:\n  name: x\n  labels:\n    a: b\n',
] as const;
