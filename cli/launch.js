/**
 * Runs before each command of package.json, on whatever Node.js there is: says in one line what is missing, hands over to
 * the Node.js of `npm ci`, and ends the command when npm has gone. On its own, it only checks; with the name of a command,
 * such as `node cli/launch.js evaluate --json`, it runs that without npm.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { constants as system } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const NODE = '24';
/** These write nothing into the project. All others do, at least what Serverless and esbuild leave there. */
const READ_ONLY = ['cli/evaluate.ts', 'cli/delete-root-credentials.ts', 'cli/verify.ts', 'cli/cost.ts'];

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const named = process.argv[2];
const started = relative(project, process.argv[1] ?? '').replaceAll('\\', '/');
const command = started === 'cli/launch.js' && named !== undefined ? `cli/${named}.ts` : started;

if (isMainThread) {
  hideExperimentalWarnings();
  // npm writes this file when it has installed everything.
  if (!existsSync(join(project, 'node_modules', '.package-lock.json'))) giveUp('Run npm ci first.');
  if (!READ_ONLY.includes(command)) refuseReadOnly();
  if (command !== started && !/^cli\/[a-z-]+\.ts$/.test(command))
    giveUp(`Expected the name of a command, got ${named}.`);
  if (command !== started && !existsSync(join(project, command))) giveUp(`There is no command ${named}.`);
  const ownNode = findOwnNode();
  if (process.versions.node.split('.')[0] === NODE) endWithParent();
  else if (ownNode === undefined) needNode();
  else if (command !== 'cli/launch.js') await handOver(ownNode);
  if (command !== started) {
    process.argv.splice(1, 2, join(project, command));
    await import(pathToFileURL(join(project, command)).href);
  }
}

/**
 * @param {string} message
 * @returns {never}
 */
function giveUp(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Before 24.15, Node.js warns of types in the code and of SQLite. Who runs a command cannot act on that. */
function hideExperimentalWarnings() {
  const printers = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') for (const print of printers) print(warning);
  });
}

function refuseReadOnly() {
  for (const folder of ['.', 'node_modules']) {
    const path = join(project, folder);
    try {
      accessSync(path, constants.W_OK);
    } catch {
      giveUp(
        `Expected to write to ${path}, which this user may not: copy the project to a folder of your own.`,
      );
    }
  }
}

/** One of the platforms' packages, of which npm installs the one that fits. */
function findOwnNode() {
  const { optionalDependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  return Object.keys(optionalDependencies)
    .map((name) => join(project, 'node_modules', name, 'bin', file))
    .find((path) => existsSync(path));
}

function needNode() {
  giveUp(
    `Expected Node.js ${NODE}, got ${process.versions.node}, and npm ci brought none that runs on ${process.platform} ${process.arch}: install Node.js ${NODE}.`,
  );
}

/**
 * Runs the same command on another Node.js, and never returns.
 *
 * @param {string} node
 */
function handOver(node) {
  // The handlers come first: the command can be asked to end as soon as it is there.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
  child.once('error', needNode);
  child.once('exit', (status, signal) => process.exit(signal ? 128 + system.signals[signal] : (status ?? 1)));
  endWithParent();
  return new Promise(() => {});
}

/** A signal to npm ends npm and its shell, and does not reach the command. */
function endWithParent() {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const atStart = parents();
  const timer = setInterval(() => {
    if (parents() === atStart) return;
    clearInterval(timer);
    // The signal lets the command clean up and print what it has so far.
    if (process.listenerCount('SIGTERM') > 0) process.kill(process.pid, 'SIGTERM');
    else process.exit(128 + system.signals.SIGTERM);
    setTimeout(() => process.exit(128 + system.signals.SIGTERM), 1_000).unref();
  }, 300);
  timer.unref();
}

/** The shell that npm started, and where Linux tells it, npm. */
function parents() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'latin1');
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(')')).split(' ')[2]}`;
  } catch {
    return String(process.ppid);
  }
}
