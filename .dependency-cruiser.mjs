// Who may know whom. Each rule carries the sentence that says why.

const may = {
  lib: [],
  model: ['lib'],
  versions: ['lib'],
  formats: ['lib'],
  probe: ['model', 'lib'],
  source: ['model', 'lib'],
  collectors: ['probe', 'formats', 'model', 'lib'],
  rules: ['formats', 'model', 'versions', 'lib'],
  report: ['model', 'lib'],
  demo: ['model', 'lib'],
  audit: ['demo', 'probe', 'source', 'collectors', 'rules', 'report', 'versions', 'model', 'lib', 'formats'],
};
const walls = Object.entries(may).map(([room, allowed]) => ({
  name: `${room}-knows-only`,
  severity: 'error',
  comment: `${room} may import only: ${allowed.join(', ') || 'nothing of ours'}; data flows one way.`,
  from: { path: `^src/${room}/` },
  to: { path: `^src/(?!(${[room, ...allowed].join('|')})/)` },
}));

export default {
  forbidden: [
    ...walls,
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle means two rooms are one.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nobody-imports-cli',
      severity: 'error',
      comment: 'The terminal is the last arrow.',
      from: { path: '^src/(?!cli/)' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'ssh2-only-in-source',
      severity: 'error',
      comment: 'Nobody else knows how a bundle reaches us; the demo host is the one server.',
      from: { path: '^src/(?!(source/ssh|demo)/)' },
      to: { path: 'node_modules/ssh2' },
    },
    {
      name: 'handlebars-only-in-report',
      severity: 'error',
      comment: 'Words are made last.',
      from: { path: '^src/(?!report/)' },
      to: { path: 'node_modules/handlebars' },
    },
    {
      name: 'collectors-are-strangers',
      severity: 'error',
      comment: 'A collector that needs another one is two collectors.',
      from: { path: '^src/collectors/([^/]+)/' },
      to: { path: '^src/collectors/[^/]+/', pathNot: '^src/collectors/$1/' },
    },
    {
      name: 'formats-are-strangers',
      severity: 'error',
      comment: 'What two formats share is a word for build.ts or lib.',
      from: { path: '^src/report/([^/]+)/' },
      to: { path: '^src/report/[^/]+/', pathNot: '^src/report/$1/' },
    },
    {
      name: 'src-knows-no-tests',
      severity: 'error',
      comment: 'The product does not read the lab or the fixtures of the tests.',
      from: { path: '^src/' },
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
