import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRandomWord } from './random-word.ts'
import { redactArguments } from './redact-arguments.ts'
import { redactValue } from './redact-value.ts'
import { isSecretFile, secrecyOf } from './secret-name.ts'
import { redactText } from './secrets.ts'

const line = (...argv: string[]) => redactArguments(argv).value.join(' ')

// Put together here, so that no tool that looks for leaked keys takes this file for one.
const key = (prefix: string, length: number) => prefix + 'Ab3dE9xK2mQ7rT5wY8zL'.repeat(4).slice(0, length)

test.each([
  ['password', 'secret'],
  ['DB_PASSWORD', 'secret'],
  ['dbPassword', 'secret'],
  ['api-key', 'secret'],
  ['OPENAI_API_KEY', 'secret'],
  ['aws_access_key_id', 'secret'],
  ['X-Api-Key', 'secret'],
  ['privateKey', 'secret'],
  ['connectionString', 'secret'],
  ['access_token', 'secret'],
  ['storage.credentials.user', 'secret'],
  ['Cookie', 'secret'],
  ['hf_token', 'maybe'],
  ['token', 'maybe'],
  ['auth', 'maybe'],
  ['session_id', 'secret'],
  ['pwd', 'maybe'],
  ['pw', 'maybe'],
  ['db.conn', 'maybe'],
  ['pin', 'secret'],
  ['login', 'pair'],
  ['user', 'pair'],
  ...['PGPASSWORD', 'dbpassword', 'DBPASSWORD2', 'pgpasswd', 'rootpassphrase'].map((name) => [name, 'secret']),
  ...['masterkey', 'awssecretaccesskey', 'minioaccesskey', 'sshprivatekey', 'myapikey'].map((name) => [name, 'secret']),
  ...['appsecret', 'DBSECRET', 'gcpcredentials', 'client.usertoken1.password'].map((name) => [name, 'secret']),
  ...['bottokens', 'access_tokens'].map((name) => [name, 'secret']),
  ...['SSHPASS', 'PGPASS', 'mongopwd', 'keypass', 'DBTOKEN', 'tokens'].map((name) => [name, 'maybe']),
])('%s names a secret (%s)', (name, secrecy) => {
  expect(secrecyOf(name)).toBe(secrecy)
})

test.each([
  ...['max_tokens', 'tokenizer', 'num_tokens', 'pad_token', 'eos_token', 'mask_token', 'max_new_tokens'],
  ...['author', 'authors', 'primary_key', 'public_key', 'sort_key', 'keys', 'pin_memory', 'monkey', 'n_pass', 'passes'],
  ...['password_file', 'secret_name', 'token_url', 'auth_method', 'credentials_path', 'session_length', 'n_sessions'],
  ...['compass', 'bypass', 'oldpwd', 'lowpass', 'npass', 'passenger', 'pass_through', 'n_passes', 'secretary'],
  ...[
    'turkey',
    'hockey',
    'keyboard',
    'tokenizers',
    'maxtokens',
    'numtokens',
    'padtoken',
    'special_tokens',
    'PGPASSFILE',
  ],
  ...['learning_rate', 'seed', 'sasrec', 'compass', 'cookies_count', 'token_type_ids', 'attention.dropout'],
])('%s names no secret', (name) => {
  expect(secrecyOf(name)).toBeUndefined()
})

test.each([
  [`AKIA${'ABCDEFGH23456727'}`, 'Amazon'],
  [key('ghp_', 36), 'GitHub'],
  [key('github_pat_', 60), 'GitHub'],
  [key('glpat-', 20), 'GitLab'],
  [key('xoxb-', 40), 'Slack'],
  [key('sk-', 48), 'OpenAI'],
  [key('sk-proj-', 48), 'OpenAI'],
  [key('hf_', 34), 'Hugging Face'],
  [key('pypi-', 60), 'PyPI'],
  [key('AIza', 35), 'Google'],
  [`eyJhbGciOiJIUzI1NiJ9.${key('', 30)}.${key('', 43)}`, 'a JSON Web Token'],
  [`-----BEGIN RSA PRIVATE KEY-----\nMIIE${key('', 60)}\n-----END RSA PRIVATE KEY-----`, 'a key in PEM'],
])('a key is known by its shape, wherever it stands: %#', (secret, _) => {
  expect(redactText(`before ${secret} after`)).toEqual({ value: 'before [redacted] after', count: 1 })
  expect(line('train.py', secret)).toBe('train.py [redacted]')
  expect(redactValue('note', `see ${secret}`)).toEqual({ value: 'see [redacted]', count: 1 })
})

test.each([
  ['postgres://ann:hunter2@db:5432/x', 'postgres://ann:[redacted]@db:5432/x'],
  ['redis://:hunter2@cache:6379/0', 'redis://:[redacted]@cache:6379/0'],
  ['postgres://ann:p@ss/w0rd@db/x', 'postgres://ann:[redacted]@db/x'],
  ['https://ghs-token-1234@github.com/acme/x', 'https://[redacted]@github.com/acme/x'],
  ['s3://b/f?X-Amz-Signature=ab12&X-Amz-Date=1', 's3://b/f?X-Amz-Signature=[redacted]&X-Amz-Date=1'],
  ['https://h/f?sig=a%2Fb&se=1&token=x1y2', 'https://h/f?sig=[redacted]&se=1&token=[redacted]'],
  ['Server=s;User Id=sa;Password=my pass;Database=d', 'Server=s;User Id=sa;Password=[redacted];Database=d'],
  ['DefaultEndpointsProtocol=https;AccountKey=aB+/1==;X=1', 'DefaultEndpointsProtocol=https;AccountKey=[redacted];X=1'],
  ['Authorization: Bearer abc.def', 'Authorization: [redacted]'],
  ['Cookie: a=b; session=c', 'Cookie: [redacted]'],
  ['{"user": "ann", "password": "a \\"b\\" c", "n": 1}', '{"user": "ann", "password": "[redacted]", "n": 1}'],
  ["{'api_key': 'abc'}", "{'api_key': '[redacted]'}"],
  ['lr=0.1,password=hunter2', 'lr=0.1,password=[redacted]'],
  ['token=abc123,db=x', 'token=[redacted]'],
  ['curl --api-key hunter2 -v', 'curl --api-key [redacted] -v'],
])('a text loses its secrets and nothing else: %s', (text, expected) => {
  expect(redactText(text).value).toBe(expected)
})

test.each([
  'https://github.com/acme/x.git',
  'ssh://git@github.com/acme/x.git',
  'git@github.com:acme/x.git',
  'http://localhost:8080/a@b',
  'python:3.11@sha256:0c7ad1a4cb3b9a4bd3a3ad9a29c8a5ae0f6f7c1d3b2a1908f7e6d5c4b3a29180',
  'commit 4f1d5b3c2a19087f6e5d4c3b2a19087f6e5d4c3b',
  '{"digest": "0c7ad1a4cb3b9a4bd3a3ad9a29c8a5ae0f6f7c1d3b2a1908f7e6d5c4b3a29180"}',
  'integrity sha512-Ab3dE9xK2mQ7rT5wY8zLAb3dE9xK2mQ7rT5wY8zLAb3dE9xK2mQ7rT5wY8zLAb3dE9xK2mQ7rT5wY8zLAb3dE9==',
  '6f9619ff-8b86-d011-b42d-00c04fc964ff',
  'mlruns/0/0c7ad1a4cb3b9a4bd3a3ad9a29c8a5ae/artifacts/model',
  '/nix/store/9krlzvny65gdc8s7kpb6lkx8cd02c25b-glibc-2.38/lib',
  'meta-llama/Llama-3.1-8B-Instruct-finetuned-with-lora-on-customer-support-v2',
  'sklearn.ensemble.HistGradientBoostingRegressorWithSampleWeightsAndCategories',
  'run_bs256_lr3e4_wd5e2_ep100_seed42_d0p1_h16_l24',
  'data/processed/customer_lifetime_value_normalized_by_region_2024.parquet',
  'tokenizer.pad_token=<pad> max_tokens=512 token: 7',
  'author=Ann Example',
])('what lineage needs stays readable: %s', (text) => {
  expect(redactText(text)).toEqual({ value: text, count: 0 })
})

test.each([
  [['--password', 'hunter2', '-v'], '--password [redacted] -v'],
  [['--password=hunter2,and;more'], '--password=[redacted]'],
  [['-token', 'hunter2'], '-token [redacted]'],
  [['WANDB_API_KEY=hunter2', 'python', 'x.py'], 'WANDB_API_KEY=[redacted] python x.py'],
  [['+db.password=hunter2'], '+db.password=[redacted]'],
  [['mysql', '-u', 'root', '-phunter2', 'db'], 'mysql -u root -p[redacted] db'],
  [['sshpass', '-p', 'hunter2', 'ssh', 'h'], 'sshpass -p [redacted] ssh h'],
  [['curl', '-u', 'ann:hunter2', 'https://h'], 'curl -u [redacted] https://h'],
  [['curl', '-H', 'X-Api-Key: hunter2'], 'curl -H X-Api-Key: [redacted]'],
  [['docker', 'login', '-u', 'ann', '-p', 'hunter2'], 'docker login -u ann -p [redacted]'],
  [['wandb', 'login', '0c7ad1a4cb3b9a4bd3a3ad9a29c8a5ae01234567'], 'wandb login [redacted]'],
  [
    ['aws', 'configure', 'set', 'aws_secret_access_key', 'hunter2'],
    'aws configure set aws_secret_access_key [redacted]',
  ],
  [['sh', '-c', 'mysql -phunter2 x; TOKEN=hunter2 y'], 'sh -c mysql -p[redacted] x; TOKEN=[redacted] y'],
  [
    ['bash', '-c', 'TOKEN=hunter2 python a.py; curl https://e.org/x'],
    'bash -c TOKEN=[redacted] python a.py; curl https://e.org/x',
  ],
  [['/bin/sh', '-ec', 'API_KEY="hunter2 x";python a.py&&ls'], '/bin/sh -ec API_KEY="[redacted]";python a.py&&ls'],
  [['sh', '-c', 'PASSWORD="hunter2 hunter2" a.sh | cat'], 'sh -c PASSWORD="[redacted]" a.sh | cat'],
  [['docker', 'run', '-e', 'PASSWORD=hunter2;hunter2 hunter2'], 'docker run -e PASSWORD=[redacted]'],
  [['ssh', 'h', 'sh -c "redis-cli -a hunter2 get x"'], 'ssh h sh -c "redis-cli -a [redacted] get x"'],
  [['--config', '{"token": "hunter2"}'], '--config {"token": "[redacted]"}'],
  [['{"username":"a","key":"0c7ad1a4cb3b9a4bd3a3ad9a29c8a5"}'], '{"username":"a","key":"[redacted]"}'],
  [['--key', 'k9f2Qz7Lm4Xw', '--pin=4711', '--pw', 'hunter2'], '--key [redacted] --pin=[redacted] --pw [redacted]'],
  [['python', '-c', 'os.environ["API_KEY"]="hunter2"'], 'python -c os.environ["API_KEY"]="[redacted]"'],
  [['python', '-c', "os.putenv('API_KEY', 'hunter2')"], "python -c os.putenv('API_KEY', '[redacted]')"],
  [
    ['sh', '-c', 'echo "machine h login u password hunter2" > n'],
    'sh -c echo "machine h login u password [redacted]" > n',
  ],
  [['env', 'PGPASSWORD=hunter2', 'SSHPASS=hunter2', 'psql'], 'env PGPASSWORD=[redacted] SSHPASS=[redacted] psql'],
  [['sh', '-c', 'PGPASSWORD=hunter2 psql'], 'sh -c PGPASSWORD=[redacted] psql'],
  [['x.py', '--dbpassword', 'hunter2', '--pgpassword=hunter2'], 'x.py --dbpassword [redacted] --pgpassword=[redacted]'],
  [
    ['x.py', '--user', 'me:hunter2', '--user=me:hunter2', '-u', 'me:hunter2', '-u=me:hunter2', '-ume:hunter2'],
    'x.py --user [redacted] --user=[redacted] -u [redacted] -u=[redacted] -u[redacted]',
  ],
  [['curl', '--user=me:hunter2', '--proxy-user=hunter2'], 'curl --user=[redacted] --proxy-user=[redacted]'],
  [['smbclient', '--user=me%hunter2'], 'smbclient --user=[redacted]'],
  [
    ['aws', '{"env": [{"name": "DB_PASSWORD", "value": "hunter2"}, {"name": "RATE", "value": "0.1"}]}'],
    'aws {"env": [{"name": "DB_PASSWORD", "value": "[redacted]"}, {"name": "RATE", "value": "0.1"}]}',
  ],
  [['--env', 'Name=DB_PASSWORD,Value=hunter2'], '--env Name=DB_PASSWORD,Value=[redacted]'],
  [['["--password", "hunter2", "--lr", "0.1"]'], '["--password", "[redacted]", "--lr", "0.1"]'],
  [['--login', 'ann:hunter2', '--login', 'ann'], '--login [redacted] --login ann'],
  [
    ['--login', 'https://h.example', '--last-login=2024-01-01T10:00', '--login', 'db:5432'],
    '--login https://h.example --last-login=2024-01-01T10:00 --login db:5432',
  ],
  [['x.py', '--first=curl -u ann:hunter2 https://h'], 'x.py --first=curl -u [redacted] https://h'],
  [['x.py', '--first', 'echo $(curl -u ann:hunter2 https://h)'], 'x.py --first echo $(curl -u [redacted] https://h)'],
  [
    ['curl', 'https://h.example/services/T024BE7LD/B024BE7LD/aB3dE5fG7hJ9kL1mN2pQ4rS6'],
    'curl https://h.example/services/T024BE7LD/B024BE7LD/[redacted]',
  ],
])('a command line loses its secrets: %j', (argv, expected) => {
  expect(line(...argv)).toBe(expected)
})

test.each([
  [['python', 'train.py', '--lr', '0.1', '--max-tokens', '512', '--tokenizer', 'bert-base-uncased']],
  [['python', '-m', 'torch.distributed.run', '--nproc_per_node=8', 'train.py', '--pad-token', '<pad>']],
  [['docker', 'run', '-p', '8080:80', '-v', '/data:/data', 'acme/train:1.0']],
  [['python', 'train.py', '--use-auth-token', 'data.csv']],
  [['mysql', '-p', 'db']],
  [['grep', 'password', 'notes.txt']],
  [['python', '-u', 'train.py', '--compass', 'north', '--user', 'ann', '-u', 'ann', '-uann', '--user', 'db:5432']],
  [['train.py', '--max_tokens=512', '--lowpass', 'butter', 'OLDPWD=/home/ann']],
  [['{"name": "RATE", "value": "high"}', '["--tokenizer", "bert", "--password", "--lr"]']],
  [['dvc', 'repro', '--force']],
  [['join.py', '--key', 'customer_id', 'key=flight2013', '{"key": "Sales2019Q4", "salt": "NaCl"}']],
  [['curl', 'https://h.example/models/DistilBertForSequenceClassification/model-00001-of-00002.bin']],
  [['train.py', '--sha256', '0c7ad1a4cb3b9a4bd3a3ad9a29c8a5ae0f6f7c1d3b2a1908f7e6d5c4b3a29180']],
])('a command line without secrets stays as it is: %j', (argv) => {
  expect(redactArguments(argv)).toEqual({ value: argv, count: 0 })
})

test('members lose their secrets by name at any depth, and keep their types', () => {
  const value = {
    db: { host: 'h', password: 'hunter2', port: 5432 },
    secrets: { pin: 1234, enabled: true },
    model: { pad_token: '<pad>', max_tokens: 512, token: 7 },
    commit: '0c7ad1a4cb3b9a4bd3a3ad9a29c8a5ae0f6f7c1d3b2a1908f7e6d5c4b3a29180',
    hosts: ['a', 'redis://u:p@h'],
    nothing: null,
  }

  expect(redactValue('', value)).toEqual({
    value: {
      ...value,
      db: { host: 'h', password: '[redacted]', port: 5432 },
      secrets: { pin: '[redacted]', enabled: true },
      hosts: ['a', 'redis://u:[redacted]@h'],
    },
    count: 3,
  })
})

test('members lose the secrets whose name stands beside them, as a word of a list or in another member', () => {
  const env = (value: string) => [
    { name: 'DB_PASSWORD', value },
    { name: 'RATE', value: 'high' },
    { Key: 'api_key', Value: value },
  ]
  const given = (secret: string) => ({
    args: ['--password', secret, '--lr', 0.1, ...['curl', '-u', secret]],
    env: env(secret),
    tokens: [secret],
  })

  expect(redactValue('', given('hunter2'))).toEqual({ value: given('[redacted]'), count: 5 })
  expect(redactValue('', { columns: ['access_token', 'age'], tokens: ['<pad>', 7] }).count).toBe(0)
})

const secretText = fc
  .string({
    unit: fc.constantFrom(...'abcdefghijkmnopqrstuvwxyzABCDEFGH23456789!%^*+,.:/@?'),
    minLength: 10,
    maxLength: 40,
  })
  .filter((text) => /^[a-zA-Z2-9]/.test(text) && !/^(?:basic|digest|bearer|default)$/i.test(text))
const secretName = fc.constantFrom(
  'password',
  'PGPASSWORD',
  'api_key',
  'DB_PASSWD',
  'client-secret',
  'aws_secret_access_key',
  'access-token',
)
const benign = fc.constantFrom('train.py', '--lr', '0.1', '--epochs=3', 'data/train.csv', '-v', 'model.num_layers=4')

test('a secret that is planted under its name never survives', () => {
  const forms = fc.constantFrom(
    (name: string, secret: string) => [`--${name}`, secret],
    (name: string, secret: string) => [`--${name}=${secret}`],
    (name: string, secret: string) => [`${name}=${secret}`],
    (name: string, secret: string) => ['sh', '-c', `run --${name} '${secret}' && ${name}="${secret}" x`],
    (name: string, secret: string) => [JSON.stringify({ [name]: secret, other: 1 })],
    (name: string, secret: string) => [`lr=1,${name}=${secret}`],
    (name: string, secret: string) => ['-H', `${name}: ${secret}`],
  )
  fc.assert(
    fc.property(
      fc.array(benign),
      forms,
      secretName,
      secretText,
      fc.array(benign),
      (before, form, name, secret, after) => {
        const redacted = redactArguments([...before, ...form(name, secret), ...after])

        expect(redacted.value.join('\n')).not.toContain(secret)
        expect(redacted.count).toBeGreaterThan(0)
        expect(redacted.value.slice(0, before.length)).toEqual(before)
        expect(redacted.value.slice(redacted.value.length - after.length)).toEqual(after)
      },
    ),
    { numRuns: 500 },
  )
})

test('bytes drawn at random never survive without a name, in Base64 or in hexadecimal', () => {
  // Of what a property draws, small numbers are frequent; of a key, nothing is.
  const drawn = fc.tuple(fc.integer(), fc.integer({ min: 40, max: 64 }))
  fc.assert(
    fc.property(drawn, fc.constantFrom('base64', 'base64url', 'hex'), ([seed, bytes], encoding) => {
      const random = createHash('sha512').update(String(seed)).digest().subarray(0, bytes)
      const secret = random.toString(encoding as BufferEncoding)

      expect(redactArguments(['train.py', secret]).value).toEqual(['train.py', '[redacted]'])
      expect(redactText(`x="${secret}"`).value).not.toContain(secret)
    }),
    { numRuns: 500 },
  )
})

// The same words in every run: of a few that look like a name by chance, a property would fail now and then.
test.each([
  [24, 2],
  [32, 0],
  [40, 0],
])('of 8,000 words of %i random bytes in Base64, at most %i look like a name', (bytes, namesMax) => {
  const words = Array.from({ length: 8_000 }, (_, index) => {
    const random = createHash('sha512').update(`${bytes} ${index}`).digest().subarray(0, bytes)
    return random.toString(index % 2 === 0 ? 'base64' : 'base64url')
  })

  const survivors = words.filter((word) => redactArguments(['train.py', word]).value[1] !== '[redacted]')

  expect(survivors.length, survivors.join()).toBeLessThanOrEqual(namesMax)
})

test.each(['Pw', 'pW', 'Key', 'PIN', 'Auth', 'Token', 'SHA'])('a random word that ends in %s is no name', (ending) => {
  const random = `td5yEOdBKJfbIQSseJ71EYJwmas3O7rbng88l/uiIS0qQin+ZOp5${ending}`

  for (const secret of [`${random}==`, `${random}=`]) {
    expect(line('train.py', secret)).toBe('train.py [redacted]')
    expect(redactValue('licence', secret)).toEqual({ value: '[redacted]', count: 1 })
  }
  expect(redactText(`a ${random}== b`).value).toBe('a [redacted] b')
})

test('a random word under whose end a secret stands goes with it, and once', () => {
  const secret = `td5yEOdBKJfbIQSseJ71EYJwmas3O7rbng88l/uiIS0qQin+ZOp5Pw=hunter2`

  expect(line('train.py', secret)).toBe('train.py [redacted]')
  expect(redactText(secret).value).not.toContain('td5y')
})

test('a command in the value of a parameter loses its secrets, and prose keeps its words', () => {
  expect(redactValue('first', 'curl -u me:hunter2 https://h').value).toBe('curl -u [redacted] https://h')
  expect(redactValue('first', "sh -c 'mysql -phunter2 x'").value).toBe("sh -c 'mysql -p[redacted] x'")
  expect(redactValue('prompt', 'Say where the api_key belongs -p to ann').count).toBe(0)
})

test('redacting twice changes nothing more', () => {
  fc.assert(
    fc.property(secretName, secretText, (name, secret) => {
      const once = redactArguments([`--${name}`, secret, `${name}=${secret}`, `{"${name}": "${secret}"}`])

      expect(redactArguments(once.value)).toEqual({ value: once.value, count: 0 })
    }),
  )
})

test('a long text costs time in proportion to its length', () => {
  const hostile = ['://a:', '@'.repeat(200_000), '"\\'.repeat(100_000), 'a='.repeat(100_000), '-'.repeat(200_000)]
  const began = performance.now()

  for (const text of [...hostile, hostile.join('')]) redactText(text)

  expect(performance.now() - began).toBeLessThan(5_000)
})

test('names of two parts and digits written together are no random words', () => {
  expect(isRandomWord('DistilBertForSequenceClassification')).toBe(false)
  expect(isRandomWord('20240115T101500-checkpoint-epoch-000012')).toBe(false)
  expect(isRandomWord('k3jd9x0aq7z1mw8rt5vb2nc6yh4pf0eg')).toBe(true)
})

test('files that hold secrets are known by their names', () => {
  const secret = ['.env', 'app/.env.production', 'id_rsa', 'tls/server.key', 'credentials.json', 'aws-secrets.yaml']
  const open = ['.env.example', 'train.py', 'keys.py', 'secretary.csv', 'params.yaml', 'environment.yml']

  expect([...secret, ...open].filter(isSecretFile)).toEqual(secret)
})
