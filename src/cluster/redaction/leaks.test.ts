import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDoor } from '../door.ts';
import { redactedPrefix } from './redacted.ts';

const key = { key: Buffer.alloc(32, 7), keyId: 'test' };
const door = createDoor(key);
/** For what passed a door before, as the objects of a snapshot did. */
const ownDoor = createDoor(key, { admittedBefore: true });

function admitted(raw: unknown): string {
  const { object, problem } = door.admit(raw);
  expect(problem).toBeUndefined();
  return JSON.stringify(object);
}

const encode = (text: string): string => Buffer.from(text).toString('base64');
const canary = 'c4nary-Zq81-Vx02';
const pem = `-----BEGIN RSA PRIVATE KEY-----\nMIIEow${canary}IBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n`;
const jwt = `${Buffer.from('{"alg":"RS256","kid":"x"}').toString('base64url')}.${Buffer.from(`{"iss":"kubernetes/serviceaccount","sub":"${canary}"}`).toString('base64url')}.c2lnbmF0dXJlLWJ5dGVz`;

/** Texts that carry a credential, and the part that must be gone. Assembled, so that no scanner takes them for real. */
const carriers: readonly (readonly [string, string, string])[] = [
  ['url', `postgres://app:${canary}@db.shop:5432/orders?sslmode=require`, canary],
  ['url with at sign and slash in the password', `amqp://app:a@b/${canary}@mq:5672/`, canary],
  ['redis url without user', `redis://:${canary}@redis:6379/0`, canary],
  ['github', `ghp_${'a1B2c3D4e5F6'.repeat(3)}`, 'a1B2c3D4e5F6a1B2'],
  ['gitlab', `glpat-${'a1B2c3D4e5'.repeat(2)}`, 'a1B2c3D4e5a1B2'],
  ['slack', `xoxb-${'123456789012-'.repeat(2)}AbCdEfGhIjKl`, '123456789012'],
  ['stripe', `sk_live_${'4eC39HqLyjWDarj'.repeat(2)}`, '4eC39HqLyjWDarj'],
  ['aws id', `AKIA${'ABCDEFGH234567QQ'}`, 'ABCDEFGH234567QQ'],
  ['aws secret', `aws_secret_access_key = ${'wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzKEY12345'}`, 'wJalrXUtnFEMI'],
  [
    'azure storage',
    `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${'Q1w2E3r4T5y6U7i8'.repeat(5)}Q1w2E3==;EndpointSuffix=x`,
    'Q1w2E3r4T5y6',
  ],
  ['google', `AIza${'SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q'}`, 'A1b2C3d4E5f6'],
  ['rubygems', `rubygems_${'a1b2c3d4e5f6'.repeat(4)}`, 'a1b2c3d4e5f6a1b2'],
  ['postman', `PMAK-${'a1b2c3d4e5f6'.repeat(2)}-${'0a1b2c3d4e5f6a7b8'.repeat(2)}`, 'a1b2c3d4e5f6a1b2'],
  ['npm', `//registry.npmjs.org/:_authToken=npm_${'a1B2c3D4e5F6'.repeat(3)}`, 'a1B2c3D4e5F6'],
  ['jwt', jwt, jwt.split('.')[1] ?? ''],
  ['private key', pem, canary],
  [
    'private key, escaped as in service account JSON',
    JSON.stringify({ private_key: pem, client_email: 'a@b' }),
    canary,
  ],
  ['base64 of a private key', encode(pem), encode(pem).slice(40, 70)],
  [
    'kubeconfig',
    `users:\n- name: a\n  user:\n    client-key-data: ${encode(pem)}\n`,
    encode(pem).slice(40, 70),
  ],
  ['docker config', `{"auths":{"r.example":{"auth":"${encode(`bot:${canary}`)}"}}}`, encode(`bot:${canary}`)],
  ['properties', `db.url=jdbc:x\nspring.datasource.password=${canary} with space\nb=1`, canary],
  ['yaml', `db:\n  user: app\n  password: "${canary}"\n`, canary],
  ['yaml block', `db:\n  password: |\n    ${canary}\n`, canary],
  ['json', `{"user":"app","password":"${canary}"}`, canary],
  ['json in json', `{"a":"{\\"password\\":\\"${canary}\\"}"}`, canary],
  ['ini', `[client]\nuser = app\npassword = '${canary}'\n`, canary],
  ['connection string', `Server=db;User Id=sa;Password=${canary};Encrypt=True`, canary],
  ['xml', `<bean><password>${canary}</password></bean>`, canary],
  ['shell flag', `exec app --host db --password ${canary} --verbose`, canary],
  ['shell flag with equals', `--set=auth.password=${canary}`, canary],
  ['java option', `-Ddb.password=${canary}`, canary],
  ['shell assignment', `PGPASSWORD=${canary} psql -h db`, canary],
  ['curl', `curl -s -u admin:${canary} https://es:9200`, canary],
  ['mysql', `mysqladmin ping -h localhost -p${canary}`, canary],
  ['authorization by token', `curl -H 'Authorization: Token ${canary}' https://x.example`, canary],
  ['curl with joined options', `curl -fsSu admin:${canary} https://es:9200`, canary],
  ['redis client', `redis-cli -h redis -a ${canary} ping`, canary],
  ['mongo client', `mongosh -u root -p ${canary} --eval 1`, canary],
  ['ldap client', `ldapsearch -x -D cn=admin -w ${canary}`, canary],
  ['registry login', `docker login -u bot -p ${canary} r.example`, canary],
  ['object store client', `mc alias set s3 http://minio:9000 minio ${canary}`, canary],
  ['chpasswd', `echo 'admin:${canary}' | chpasswd`, canary],
  ['sql, MySQL', `CREATE USER 'app'@'%' IDENTIFIED BY '${canary}';`, canary],
  ['sql, MySQL with plugin', `ALTER USER app IDENTIFIED WITH caching_sha2_password BY '${canary}';`, canary],
  ['sql, PostgreSQL', `CREATE ROLE app LOGIN PASSWORD '${canary}';`, canary],
  ['netrc', `machine git.example login bot password ${canary}`, canary],
  ['netrc over lines', `machine git.example\n  login bot\n  password ${canary}\n`, canary],
  ['pgpass', `db.example:5432:*:app:${canary}\n`, canary],
  ['MySQL data source name', `app:${canary}@tcp(mysql:3306)/orders`, canary],
  ['Oracle data source name', `jdbc:oracle:thin:app/${canary}@//ora:1521/XE`, canary],
  ['url query', `https://x.example/hook?user=a&api_key=${canary}`, canary],
  ['url query with a name that says little', `https://x.example/hook?key=${canary}${canary}`, canary],
  ['redis configuration', `bind 0.0.0.0\nrequirepass ${canary}\n`, canary],
  ['redis users', `user app on >${canary} ~* +@all\n`, canary],
  ['java login', `org.example.PlainLoginModule required user_admin="${canary}";`, canary],
  ['php constant', `define( 'DB_PASSWORD', '${canary}' );`, canary],
  ['hadoop property', `<name>x.password</name>\n  <value>${canary}</value>`, canary],
  ['variable of a manifest', `env:\n- name: API_KEY\n  value: "${canary}"\n`, canary],
  ['header of a proxy', `proxy_set_header X-Api-Key "${canary}";`, canary],
  ['bytes in a program', `var jwtSecret = []byte("${canary}")`, canary],
  ['word of a program', `self.password = ${canary}.x\n`, canary],
  ['basic auth', `Authorization: Basic ${encode(`admin:${canary}`)}`, encode(`admin:${canary}`)],
  [
    'secret manifest',
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\ndata:\n  anything: ${encode(canary)}\n`,
    encode(canary),
  ],
  [
    'secret manifest as json',
    JSON.stringify({ apiVersion: 'v1', kind: 'Secret', data: { anything: encode(canary) } }),
    encode(canary),
  ],
];

/** Places in a pod template and around it. */
const places: readonly (readonly [string, (text: string) => unknown])[] = [
  ['env', (text) => podWith({ env: [{ name: 'CONFIG', value: text }] })],
  ['args', (text) => podWith({ args: ['--verbose', text] })],
  ['command', (text) => podWith({ command: ['sh', '-c', text] })],
  ['lifecycle', (text) => podWith({ lifecycle: { postStart: { exec: { command: ['sh', '-c', text] } } } })],
  ['probe', (text) => podWith({ livenessProbe: { exec: { command: [text] } } })],
  [
    'header',
    (text) => podWith({ livenessProbe: { httpGet: { httpHeaders: [{ name: 'X-Config', value: text }] } } }),
  ],
  ['unknown field', (text) => podWith({ somethingNew: { deeper: [text] } })],
  [
    'annotation',
    (text) => ({ ...podWith({}), metadata: { name: 'p', annotations: { 'shop/config': text } } }),
  ],
  ['ConfigMap data', (text) => configMap({ data: { 'app.conf': text } })],
  ['ConfigMap binaryData', (text) => configMap({ binaryData: { 'app.conf': encode(text) } })],
  [
    'custom resource',
    (text) => ({ apiVersion: 'x.io/v1', kind: 'Thing', metadata: { name: 't' }, spec: { config: text } }),
  ],
  ['status', (text) => ({ ...podWith({}), status: { message: text } })],
  [
    'last-applied-configuration',
    (text) => ({
      ...configMap({}),
      metadata: {
        name: 'c',
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(
            configMap({ data: { 'app.conf': text } }),
          ),
        },
      },
    }),
  ],
];

function podWith(container: Record<string, unknown>): Record<string, unknown> {
  const spec = { containers: [{ name: 'c', image: 'registry.example/app:1', ...container }] };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec };
}

function annotated(annotations: Record<string, string>): Record<string, unknown> {
  return { ...podWith({}), metadata: { name: 'p', annotations } };
}

function configMap(fields: Record<string, unknown>): Record<string, unknown> {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, ...fields };
}

test.each(carriers)('%s leaves no place with its value', (_name, text, part) => {
  expect(part.length).toBeGreaterThan(8);
  for (const [place, plant] of places) {
    const result = admitted(plant(text));
    expect(result, place).not.toContain(part);
    expect(result, place).not.toContain(encode(text).slice(0, 24));
    expect(result, place).toContain(redactedPrefix);
  }
});

test('a Secret leaves no value in any field or annotation, and keeps its key names', () => {
  const applied = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    stringData: { token: canary },
    data: { a: encode(canary) },
  };
  const secret = {
    ...applied,
    type: 'Opaque',
    Data: { typo: canary },
    value: canary,
    metadata: {
      name: 's',
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(applied),
        'kapp.k14s.io/original': JSON.stringify(applied),
        'objectset.rio.cattle.io/applied': encode(canary),
        'copy.example/as-text': `the value is ${canary}`,
        'copy.example/broken': `{"kind":"Secret","data":{"a":"${encode(canary)}"}`,
        'reflector.example/allowed': 'true',
      },
    },
  };
  const result = admitted(secret);
  expect(result).not.toContain(canary);
  expect(result).not.toContain(encode(canary));
  expect(result).toContain('"stringData":{"token":"plimsoll-redacted:secret-data:');
  expect(result).toContain('"reflector.example/allowed":"true"');
});

test('applied configuration that cannot be read is dropped', () => {
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"x":"${canary}"` };
  expect(admitted({ ...configMap({}), metadata: { name: 'c', annotations } })).not.toContain('last-applied');
});

test('a Helm release in a ConfigMap is packed and holds values: it goes as a whole', () => {
  const metadata = { name: 'sh.helm.release.v1.shop.v1', labels: { owner: 'helm' } };
  const result = admitted({ ...configMap({ data: { release: 'H4sIAAAAAAAC' } }), metadata });
  expect(result).toContain('"release":"plimsoll-redacted:helm-release:');
});

test.each([
  ['env', podWith({ env: [{ name: 'DB_PASSWORD', value: 'hunter2-Prod-99' }] })],
  ['short and simple', podWith({ env: [{ name: 'MYSQL_ROOT_PASSWORD', value: 'admin' }] })],
  ['camel case', configMap({ data: { dbPassword: 'hunter2-Prod-99' } })],
  ['flag and value apart', podWith({ args: ['--password', 'hunter2-Prod-99'] })],
  ['user and password', podWith({ env: [{ name: 'BASIC_AUTH', value: 'admin:hunter2' }] })],
  ['token in an argument of its own', podWith({ args: ['--token', 'q8Zt4xLw9vNc2bRk'] })],
  ['key base', podWith({ env: [{ name: 'SECRET_KEY_BASE', value: 'q8Zt4xLw9vNc2bRk' }] })],
  ['personal access token', podWith({ env: [{ name: 'GITHUB_PAT', value: 'q8Zt4xLw9vNc2bRk' }] })],
  ['token', podWith({ env: [{ name: 'API_TOKEN', value: 'q8Zt4xLw9vNc2bRk' }] })],
  ['api key', podWith({ env: [{ name: 'OPENAI_API_KEY', value: 'q8Zt4xLw9vNc2bRk' }] })],
  [
    'field of a custom resource',
    { apiVersion: 'x.io/v1', kind: 'T', metadata: { name: 't' }, spec: { password: 'hunter2-Prod-99' } },
  ],
])('the name says it: %s', (_name, raw) => {
  const result = admitted(raw);
  expect(result).toContain('plimsoll-redacted:named-');
  expect(result).not.toMatch(/hunter2|"admin"|q8Zt4xLw/);
});

test.each([
  ['curl', ['curl', '-fsu', 'admin:hunter2-Prod-99', 'http://es:9200']],
  ['redis', ['/usr/bin/redis-cli', '-a', 'hunter2-Prod-99', 'ping']],
  ['mysql', ['mysql', '-uroot', '-phunter2-Prod-99', '-e', 'SELECT 1']],
  ['sshpass', ['sshpass', '-p', 'hunter2-Prod-99', 'ssh', 'nas']],
  ['after another program', ['timeout', '5', 'mongosh', '-u', 'root', '-p', 'hunter2-Prod-99']],
])('a password that only its client tells, one argument an element: %s', (_name, list) => {
  for (const container of [
    { command: list },
    { args: list },
    { livenessProbe: { exec: { command: list } } },
    { lifecycle: { preStop: { exec: { command: list } } } },
  ]) {
    const result = admitted(podWith(container));
    expect(result).toContain('plimsoll-redacted:command-line-password:');
    expect(result).not.toContain('hunter2');
    expect(result).toContain(
      JSON.stringify(list.at(-1)?.includes('hunter2') === true ? list[0] : list.at(-1)),
    );
  }
});

test.each([
  ['a call', 'app.py', 'password = os.environ["X"]\n'],
  ['a call in a file without a telling name', 'run', 'password = settings.get("X")\n'],
  ['a name in a language that quotes text', 'app.js', 'const password = request.body;\n'],
  ['a field', 'main', 'password = var.db_password\n'],
  ['prose', 'en.json', '{"forgotPassword":"Forgot your password?"}'],
])('what may as well be code or prose is hidden, and marked as possible: %s', (_name, file, text) => {
  const result = admitted(configMap({ data: { [file]: text } }));
  expect(result).toContain('plimsoll-redacted:possible-');
  expect(result.replaceAll('plimsoll-redacted:possible-', '')).not.toContain(redactedPrefix);
});

/** A value of letters and few digits, as people choose them: nothing but its place says what it is. */
const plain = 'LEAKwh35';

function webhook(url: string): Record<string, unknown> {
  const webhooks = [{ name: 'w.example.com', clientConfig: { url } }];
  const kind = 'ValidatingWebhookConfiguration';
  return { apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name: 'w' }, webhooks };
}

function conversion(url: string): Record<string, unknown> {
  const spec = { conversion: { strategy: 'Webhook', webhook: { clientConfig: { url } } } };
  const kind = 'CustomResourceDefinition';
  return { apiVersion: 'apiextensions.k8s.io/v1', kind, metadata: { name: 'things.x.io' }, spec };
}

// https://www.rfc-editor.org/rfc/rfc3986#section-3.4
test.each([
  ['after the question mark', `https://hooks.example/x?token=${plain}`],
  ['after another', `https://hooks.example/x?user=a&api_key=${plain}#top`],
  ['of four characters', `https://hooks.example/x?token=${plain.slice(0, 4)}&a=b`],
  ['of digits', 'https://hooks.example/x?token=LEAK&pin_token=1234'],
  ['in the fragment', `https://hooks.example/x#access_token=${plain}`],
  ['with a name of one word', `https://hooks.example/x?key=${plain}`],
  ['with a glued name', `postgres://db.shop/orders?sslmode=require&sslpassword=${plain}`],
  ['with percent signs', `https://hooks.example/x?token=${plain}%ffab`],
  ['with a comma', `https://hooks.example/x?token=ab,${plain}`],
  ['in the value of another', `https://hooks.example/x?next=https://b.example?token=${plain}`],
  ['encoded in the value of another', `https://a.example/?next=https%3A%2F%2Fb%3Ftoken%3D${plain}`],
  ['after an ampersand as JSON has it', `{"url":"https://a.example/?a=b\\u0026token=${plain}"}`],
  ['after an ampersand as HTML has it', `<a href="https://a.example/?a=b&amp;token=${plain}">`],
])('a parameter of a URL that is named as a credential is hidden, %s', (_name, url) => {
  for (const raw of [webhook(url), conversion(url), ...places.map(([, plant]) => plant(url))]) {
    const result = admitted(raw);
    expect(result).not.toMatch(/LEAK|1234/);
    expect(result).toContain(redactedPrefix);
  }
});

test('a short value in a query is hidden, and marked as possible', () => {
  const result = admitted(webhook(`https://hooks.example/x?token=${plain}&a=b`));
  expect(result).toMatch(/\?token=plimsoll-redacted:possible-query-value:[0-9a-f]{12}:8&a=b"/);
});

test.each([
  '$(TOKEN)',
  '${TOKEN}',
  '$TOKEN',
  '{{ .token }}',
  '{token}',
  '%TOKEN%',
  '%s',
  '<token>',
  'YOUR_TOKEN',
  'xxxxxxxx',
  'true',
])('a parameter of a URL that is filled in later stays as it is: %s', (value) => {
  const url = `https://hooks.example/x?token=${value}&page=2`;
  expect(admitted(webhook(url))).toContain(JSON.stringify(url));
});

// https://pkg.go.dev/github.com/distribution/reference: user information is no part of one, and is pasted all the same
test.each([
  `bob:${plain}@reg.io/x:1`,
  `bob:${plain}@reg.io:5000/x/y@sha256:${'ab'.repeat(32)}`,
  `bob:${plain}@localhost/x`,
  `bob:${plain}@registry:5000/x`,
  `bob:p@${plain}@reg.io/x`,
  `bob:p/${plain}:q@reg.io/x`,
  `bob:${plain}@reg.io/x@y`,
  `https://bob:${plain}@reg.io/x`,
  `docker://bob:${plain}@reg.io/x`,
  `${plain}@reg.io/x`,
])('user information in an image is hidden: %s', (image) => {
  const statuses = [{ name: 'c', image, imageID: image }];
  for (const raw of [
    podWith({ image }),
    { ...podWith({}), spec: { initContainers: [{ name: 'i', image }] } },
    { ...podWith({}), spec: { volumes: [{ name: 'v', image: { reference: image } }] } },
    { ...podWith({}), status: { containerStatuses: statuses } },
    { apiVersion: 'x.io/v1', kind: 'T', metadata: { name: 't' }, spec: { images: [image] } },
  ]) {
    const result = admitted(raw);
    expect(result).not.toContain(plain);
    expect(result).toContain('plimsoll-redacted:');
  }
});

test('user information before a host is hidden wherever it stands, and marked as possible', () => {
  for (const [place, plant] of places) {
    const result = admitted(plant(`pull bob:${plain}@reg.io/x:1`));
    expect(result, place).not.toContain(plain);
    expect(result.replaceAll('plimsoll-redacted:possible-', ''), place).not.toContain(redactedPrefix);
  }
});

test.each([
  'nginx:1.27',
  'nginx@sha256:abc',
  `nginx:1.27@sha256:${'ab'.repeat(32)}`,
  `registry.example:5000/shop/api:1.2@sha256:${'ab'.repeat(32)}`,
  `docker-pullable://nginx@sha256:${'ab'.repeat(32)}`,
  'nginx:1.27@{{ .Values.digest }}',
  'nginx:1.27@$DIGEST',
  '$(USER):$(PASSWORD)@reg.io/x:1',
  'mailto:bob@mail.example/x',
])('an image without user information stays as it is: %s', (image) => {
  expect(admitted(podWith({ image, args: [image] }))).not.toContain(redactedPrefix);
});

test.each([
  ['PW', plain],
  ['DB_PW', 'sunshine'],
  ['CREDS', `admin:${plain}`],
  ['ADMIN_CREDENTIALS', 'sunshine'],
  ['USERPASS', `admin:${plain}`],
  ['USER_PASS', `admin:${plain}`],
  ['ES_AUTH', `elastic:${plain}`],
  ['API_TOKEN', plain],
  ['PASSWORD', `${plain} https://a.example?token=sunshine`],
  ['DB_PASSWORD', `@${plain}`],
  ['DB_PASSWORD', `!${plain}`],
  ['DATABASE_URL', `postgres://app:!${plain}@db.shop/orders`],
])('a name that may say it hides its value: %s', (name, value) => {
  for (const raw of [
    podWith({ env: [{ name, value }] }),
    podWith({ args: [`--${name.toLowerCase()}`, value] }),
    podWith({ command: ['sh', '-c', `${name}=${value} run`] }),
    configMap({ data: { [name]: value } }),
    configMap({ data: { file: `a: b\n${name}: ${value}\nc: d\n` } }),
    annotated({ [`shop/${name}`]: value }),
  ]) {
    const result = admitted(raw);
    expect(result).not.toMatch(/LEAK|sunshine/);
    expect(result).toContain(redactedPrefix);
  }
});

test.each([
  ['PW', plain],
  ['CREDS', `admin:${plain}`],
  ['CREDENTIALS', 'shop:database'],
  ['API_TOKEN', plain],
])('a name that may as well say something else makes no finding: %s', (name, value) => {
  const result = admitted(podWith({ env: [{ name, value }] }));
  expect(result).toContain('plimsoll-redacted:possible-chosen-value:');
});

test.each([
  `echo ${plain} | docker login -u bot --password-stdin reg.io`,
  `echo -n "${plain}" | podman login -u ${plain.slice(4)} --password-stdin reg.io`,
  `printf '%s' '${plain}' | helm registry login -u bot --password-stdin reg.io`,
  `printf "%s\\n" ${plain} | sudo docker login --password-stdin reg.io`,
  `echo ${plain}|oras login --password-stdin reg.io`,
  `echo ${plain} | \\\n  docker login --password-stdin reg.io`,
  `docker login --password-stdin reg.io <<< ${plain}`,
  `docker login --password-stdin reg.io <<EOF\n${plain}\nEOF\n`,
  `cat <<EOF | docker login --password-stdin reg.io\n${plain}\nEOF\n`,
  `echo ${plain} | tr -d x | docker login \\\n  -u bot \\\n  --password-stdin reg.io`,
  `docker login -u bot -p=${plain} reg.io`,
  `echo ${plain} | gh auth login --with-token`,
  `echo ${plain} | glab auth login --stdin`,
  `echo ${plain} | sudo -S apt-get update`,
  `echo ${plain} | kinit bob@EXAMPLE.COM`,
  `echo ${plain} | vault login -`,
  `az login --service-principal -u app -p ${plain} --tenant t`,
  `oc login https://api:6443 -u bot -p ${plain}`,
  `plink -pw ${plain} host`,
])('a password that goes to the standard input of a client, or to one by its option: %s', (script) => {
  for (const [place, plant] of places) {
    const result = admitted(plant(script));
    expect(result, place).not.toContain(plain);
    expect(result, place).toContain(redactedPrefix);
  }
});

test.each([
  'echo "$PASSWORD" | docker login -u bot --password-stdin reg.io',
  'echo ${TOKEN} | gh auth login --with-token',
  'echo failed || docker login --password-stdin reg.io',
  'cat /run/secrets/registry | docker login --password-stdin reg.io',
  'echo done | tee /tmp/log; docker login --password-stdin reg.io < /run/secrets/registry',
  'aws ecr get-login-password | docker login --username AWS --password-stdin reg.io',
])('a password that a client reads from elsewhere stays as it is: %s', (script) => {
  expect(admitted(podWith({ command: ['sh', '-c', script] }))).not.toContain(redactedPrefix);
});

const ordinary: readonly (readonly [string, string])[] = [
  ['DB_PASSWORD_FILE', '/run/secrets/db-password'],
  ['DB_PASSWORD', '$(DB_PASSWORD)'],
  ['DB_PASSWORD', '${DB_PASSWORD}'],
  ['COMMAND', "mysql -uroot -p$$MYSQL_ROOT_PASSWORD -e 'SELECT 1'"],
  ['DB_PASSWORD', '{{ .Values.db.password }}'],
  ['DB_PASSWORD', '<your-password>'],
  ['DB_PASSWORD', 'REPLACE_ME'],
  ['redis.conf', 'port 6379\nrequirepass replace-default-auth\nmasterauth replace-default-auth\n'],
  ['DB_PASSWORD', '********'],
  ['DB_PASSWORD', ''],
  ['secretName', 'shop-tls'],
  ['pullSecret', 'k8ssandra-client-pull-secret'],
  ['existingSecret', 'k8ssandra-superuser-9f2c4e'],
  ['SECRET_NAME', 'payments-db-credentials-v2'],
  ['existingSecret', 'postgres-credentials'],
  ['passwordSecretKey', 'postgres-password'],
  ['tokenExpirationSeconds', '3607'],
  ['TOKEN_TTL', '15m'],
  ['TOKEN_URL', 'https://login.example.com/oauth2/token'],
  ['PASSWORD_POLICY', 'min-length-12'],
  ['VAULT_SECRET', 'vault:secret/data/shop#password'],
  ['AWS_SECRET', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-Ab12Cd'],
  ['ENABLE_TOKEN', 'true'],
  ['PUBLIC_KEY', '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----'],
  [
    'tls.crt',
    '-----BEGIN CERTIFICATE-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\n-----END CERTIFICATE-----',
  ],
  ['checksum/secret', 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c'],
  [
    'image',
    'registry.example/shop/api@sha256:b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c',
  ],
  ['uid', '6f1c0c1e-93a5-4f0c-a9f0-0d6ab8a8f8b1'],
  ['DATABASE_URL', 'postgres://db.shop:5432/orders'],
  ['DATABASE_URL', 'postgres://app:$(DB_PASSWORD)@db.shop:5432/orders'],
  ['UPSTREAM', 'http://api.shop:8080/path@v2'],
  ['args', '--token-ttl=15m --leader-elect=true --tls-private-key-file=/certs/tls.key'],
  [
    'nginx.conf',
    'location / { proxy_set_header Authorization $http_authorization; proxy_pass http://api:8080; }',
  ],
  ['keycloak', 'KC_HTTP_ENABLED=true\nKC_DB=postgres'],
  ['password.yaml', 'password:\n  minLength: 12\n  maxAge: 90'],
  ['relabel', 'bearer_token_file: /var/run/secrets/kubernetes.io/serviceaccount/token'],
  ['AUTHORIZATION', 'Node,RBAC'],
  ['auth', 'basic'],
  ['AUTH_MODE', 'oauth2-proxy'],
  ['app.kubernetes.io/name', 'secrets-store-csi-driver'],
];

test.each(ordinary)('ordinary values stay as they are: %s=%s', (name, value) => {
  for (const raw of [
    podWith({ env: [{ name, value }] }),
    configMap({ data: { [name]: value } }),
    annotated({ [name]: value }),
  ]) {
    expect(admitted(raw)).not.toContain(redactedPrefix);
  }
});

test('what was admitted before is not changed, whatever the text', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom(...carriers.map(([, text]) => text)),
    fc
      .tuple(fc.constantFrom(...carriers.map(([, text]) => text)), fc.string())
      .map(([text, more]) => `${more}\n${text} ${more}`),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(...places), (text, [, plant]) => {
      const once = door.admit(plant(text)).object;
      expect(ownDoor.admit(once).object).toEqual(once);
    }),
    { numRuns: 300 },
  );
});

describe('a text that somebody wrote as if it were redacted', () => {
  const mark = 'plimsoll-redacted:possible-x:0123456789ab:4';

  test('hides nothing beside it', () => {
    const value = `${mark}${canary}`;
    for (const raw of [
      podWith({ env: [{ name: 'DB_PASSWORD', value }] }),
      configMap({ data: { DB_PASSWORD: value } }),
      annotated({ 'db-password': value }),
      podWith({ args: [`--password=${value}`] }),
    ]) {
      expect(admitted(raw)).not.toContain(canary);
      expect(admitted(raw)).toContain(redactedPrefix);
    }
  });

  test.each(carriers)('hides no %s', (_, text, secret) => {
    for (const [place, plant] of places)
      expect(admitted(plant(`${mark}\n${text}`)), place).not.toContain(secret);
  });

  test('is no credential', () => {
    expect(admitted(configMap({ data: { note: `taken out: ${mark}` } }))).not.toContain(redactedPrefix);
  });

  test('is a value like any other in a Secret', () => {
    const data = { token: mark };
    expect(
      admitted({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: data }),
    ).not.toContain('0123456789ab');
  });
});
