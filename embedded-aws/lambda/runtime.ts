import { join } from 'node:path';

/**
 * The inside of a Lambda process: loads the handler as Lambda's Node.js runtime does, and calls it for each message
 * of the parent. Plain standard output and error are the function's log.
 */
export interface InvokeMessage {
  readonly event: unknown;
  readonly environment: Readonly<Record<string, string>>;
  readonly context: {
    readonly awsRequestId: string;
    readonly functionName: string;
    readonly invokedFunctionArn: string;
  };
  /** When the function times out, in milliseconds since 1970, as Lambda's runtime API gives it. */
  readonly deadlineMs: number;
}

export type InvokeResult =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

type Handler = (event: unknown, context: object) => Promise<unknown>;

const LEVELS = { debug: 'DEBUG', info: 'INFO', log: 'INFO', warn: 'WARN', error: 'ERROR' } as const;

let handler: Handler | undefined;

process.on('message', async (message: InvokeMessage) => {
  process.send?.(await invoke(message));
});

async function invoke({ event, environment, context, deadlineMs }: InvokeMessage): Promise<InvokeResult> {
  Object.assign(process.env, environment);
  writeJsonLogs(context.awsRequestId);
  try {
    handler ??= await loadHandler();
    const getRemainingTimeInMillis = () => Math.max(deadlineMs - Date.now(), 0);
    return { ok: true, result: await handler(event, { ...context, getRemainingTimeInMillis }) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { ok: false, errorType: name, errorMessage: message };
  }
}

/** `handlers/name.handler`, below LAMBDA_TASK_ROOT. */
async function loadHandler(): Promise<Handler> {
  const { LAMBDA_TASK_ROOT: root = '', _HANDLER: path = '' } = process.env;
  const [, file = '', name = ''] = /^(.*)\.([^.]+)$/.exec(path) ?? [];
  const module = await import(join(root, `${file}.js`));
  return module[name] ?? module.default[name];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html: one JSON object a line. */
function writeJsonLogs(requestId: string): void {
  for (const [method, level] of Object.entries(LEVELS)) {
    console[method as keyof typeof LEVELS] = (message: unknown) => {
      const line = { timestamp: new Date().toISOString(), level, requestId, message };
      process.stdout.write(`${JSON.stringify(line)}\n`);
    };
  }
}
